"""A sender with an outbox, and a Telegram that takes what it is told to."""

from datetime import timedelta

from attendance.mail import Button, Message
from bot.pacing import Pace
from bot.sender import Sender
from tests.unit.bot.fakes import ANN, FakeTelegram

ADMIN = 1
SECOND = timedelta(seconds=1)
BUTTONS = ((Button(text="Yes", data="yes"), Button(text="No", data="no")),)


class Turnstile:
    """Counts those who pass."""

    def __init__(self):
        self.passed = 0

    async def acquire(self):
        self.passed += 1


class Post:
    """An outbox, Telegram, and the sender between them."""

    def __init__(self, units, clock):
        self.units = units
        self.clock = clock
        self.telegram = FakeTelegram()
        self.token_refused = 0
        self.reachable = True
        self.careful = Turnstile()
        self.sender = self.another_sender()

    def another_sender(self):
        """As after a restart, or in a second process."""
        return Sender(
            bot=self.telegram,
            units=self.units,
            clock=self.clock,
            pace=Pace(clock=self.clock, limiter=Turnstile(), careful=self.careful),
            admin_ids=frozenset({ADMIN}),
            token_refused=self._suspect,
            reachable=lambda: self.reachable,
        )

    def _suspect(self):
        self.token_refused += 1

    async def owe(self, *messages, urgent=True):
        async with self.units() as uow:
            for message in messages:
                await uow.outbox.add(message, self.clock(), urgent=urgent)
            await uow.commit()

    async def deliver(self, *busy):
        """Send what may be sent now: the next message of each chat."""
        works = await self.sender.take(8, busy)
        for work in works:
            await work.do()
        return [work.chat_id for work in works]

    @property
    def sent(self):
        return [options.get("text") for _, options in self.telegram.calls]

    @property
    def owed(self):
        return [kept.message.text for kept in self.units.state.outbox.values()]


def a_message(text="hello", chat_id=ANN, **values):
    return Message(chat_id=chat_id, text=text, **values)
