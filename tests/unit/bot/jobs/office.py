"""A school whose time is kept, looked at from tick to tick."""

from datetime import timedelta

from attendance.mail import Received
from attendance.model import UpdateKey
from bot.intake import Contact
from bot.jobs import Timekeeper
from bot.settings import Privacy
from tests.unit.attendance.samples import HOUR, NINE
from tests.unit.attendance.school import School
from tests.unit.bot.fakes import ANN, BOT_ID, FakeClock, FakeThreads

SECOND = timedelta(seconds=1)
ADMIN = 1
TEN, FOUR = NINE + HOUR, NINE + 7 * HOUR


class Office:
    """A school whose time is kept."""

    def __init__(self):
        self.school = School()
        self.clock = FakeClock()
        self.contact = Contact()
        self.drawn = []
        self.undrawable = set()
        self.keeper = self.another_keeper()

    def another_keeper(self):
        """As after a restart, or in a second process."""
        return Timekeeper(
            units=self.school.units,
            clock=self.clock,
            contact=self.contact,
            processes=FakeThreads(),
            draw_day=self._draw,
            draw_week=lambda days: b"week",
            privacy=Privacy(),
            admin_ids=frozenset({ADMIN}),
        )

    def _draw(self, summary, recent):
        if summary.class_.code in self.undrawable:
            raise ZeroDivisionError
        self.drawn.append(summary)
        return b"png"

    async def tick(self, at, *, heard=True):
        self.clock.now = at
        if heard:
            self.contact.heard(at, more=False)
        await self.keeper.tick()

    async def receive(self, update_id, at):
        async with self.school.units() as uow:
            key = UpdateKey(bot_id=BOT_ID, update_id=update_id)
            await uow.inbox.receive([Received(key=key, chat_id=ANN, payload={})], at)
            await uow.commit()

    async def handle(self, update_id):
        async with self.school.units() as uow:
            await uow.inbox.done(UpdateKey(bot_id=BOT_ID, update_id=update_id), self.clock())
            await uow.commit()

    @property
    def letters(self):
        """What is owed, as (chat, the words before the names)."""
        return [
            (kept.message.chat_id, kept.message.text)
            for kept in self.school.units.state.outbox.values()
        ]
