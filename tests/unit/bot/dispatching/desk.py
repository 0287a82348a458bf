"""An inbox, and a dispatcher whose handler does what a test says."""

from attendance.model import UpdateKey
from bot.dispatch import Dispatcher
from bot.intake import Contact, Intake
from bot.journal import Journal
from tests.unit.bot.fakes import (
    BOT_ID,
    FakeTelegram,
)

ADMIN = 1


class FakeServices:
    """What the dispatcher itself uses of the services."""

    def __init__(self, units, clock):
        self.units = units
        self.clock = clock
        self.telegram = FakeTelegram()
        self.admin_ids = frozenset({ADMIN})
        self.journal = Journal()


class Desk:
    """An inbox, and a dispatcher whose handler does what a test says."""

    def __init__(self, units, clock):
        self.units = units
        self.clock = clock
        self.services = FakeServices(units, clock)
        self.turns = []
        self.failures = []
        self.dispatcher = Dispatcher(services=self.services, handler=self._handle)

    async def receive(self, *updates):
        intake = Intake(
            bot=self.services.telegram,
            units=self.units,
            clock=self.clock,
            contact=Contact(),
            stored=lambda: None,
        )
        await intake.store(list(updates))

    async def handle(self, *busy):
        """Handle the next update of each chat."""
        works = await self.dispatcher.take(8, busy)
        for work in works:
            await work.do()
        return [work.chat_id for work in works]

    async def fail(self, error=None):
        """Handle the next update, with that error each time, until it is set aside."""
        before = len(self.answers)
        while len(self.answers) == before:
            self.failures = [error] if error else []
            await self.handle()
            waiting = [kept for kept in self.units.state.inbox.values() if not kept.done_at]
            if waiting and len(self.answers) == before:
                self.clock.now = waiting[0].available_at

    async def _handle(self, turn):
        self.turns.append(turn)
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, Exception):
            raise failure
        await turn.answer(turn.says("done"))
        if failure == "afterwards":
            raise ZeroDivisionError

    @property
    def answers(self):
        return [kept.message.text for kept in self.units.state.outbox.values()]

    def kept(self, update_id=1):
        return self.units.state.inbox[UpdateKey(bot_id=BOT_ID, update_id=update_id)]
