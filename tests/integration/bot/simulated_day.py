"""A school day that can be photographed at every step, as a kill would leave it.

What a killed process leaves is its database's files and what Telegram has taken; nothing of the
process runs any more, not even its ``finally``. So each step is kept as a copy of those two, and a
new process goes on from there.
"""

import asyncio
import copy
import hashlib
import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace

from aiolimiter import AsyncLimiter

from attendance.check_in import CheckInDesk
from attendance.model import Status
from bot.dispatch import Dispatcher
from bot.handlers.router import route
from bot.intake import Contact, Intake
from bot.jobs import Timekeeper
from bot.pacing import Pace
from bot.sender import Sender
from bot.settings import Privacy
from bot.tasks import first_of
from storage import opening, transaction
from tests.unit.attendance.samples import HOUR, LONG_AGO, MINUTE, NINE, a_class
from tests.unit.bot.chats import Chats
from tests.unit.bot.fakes import BOT_ID, FakeClock, a_text, batch
from tests.unit.fakes.recognition import FakeGallery

SECOND = timedelta(seconds=1)
TEN, FOUR = NINE + HOUR, NINE + 7 * HOUR
ANN, BOB, DAN, EVE, TOM, UNA = 100, 200, 300, 400, 900, 901  # accounts
STUDENTS = {"Ann": ANN, "Bob": BOB, "Dan": DAN, "Eve": EVE}
TEACHERS = {"Tom": TOM, "Una": UNA}

# When Telegram has something for us: when it was sent, by whom, and which face the photo shows.
SELFIES = (
    (NINE - 5 * MINUTE, NINE - 5 * MINUTE, ANN, "Ann"),
    (NINE + 12 * MINUTE, NINE + 12 * MINUTE, DAN, "Dan"),
    (NINE + 30 * MINUTE, NINE + 30 * MINUTE, BOB, "somebody else"),
    (FOUR + 10 * MINUTE, NINE + 40 * MINUTE, BOB, "Bob"),  # long under way: a correction
)
# When the bot looks: as post comes, and as the clock brings it.
MOMENTS = (
    NINE - 5 * MINUTE,
    NINE + 12 * MINUTE,
    NINE + 30 * MINUTE,
    TEN + 2 * SECOND,
    FOUR + 2 * SECOND,
    FOUR + 10 * MINUTE,
    FOUR + HOUR,
)


class World:
    """Telegram, as it stands whatever becomes of the bot."""

    id = BOT_ID
    username = "rollcall_bot"
    defaults = None

    def __init__(self, clock, step):
        self.clock = clock
        self.taken = []  # (chat, text), in the order of arrival
        self.confirmed = 0
        self.told_all = False
        self.drained = asyncio.Event()
        self._step = step

    async def raw_updates(self, offset, **_):
        if self.told_all:
            self.drained.set()
            await asyncio.Event().wait()
        self.confirmed = max(self.confirmed, offset or 0)
        updates = [
            a_text(number, chat=account, sender=account, sent_at=sent_at, photo=[_size(face)])
            for number, (at, sent_at, account, face) in enumerate(SELFIES, 1)
            if number >= self.confirmed and at <= self.clock()
        ]
        self.told_all = not updates
        return batch(*map(_without_text, updates))

    async def send_message(self, chat_id, text, **_):
        await self._take(chat_id, text)

    async def send_photo(self, chat_id, photo, *, caption, **_):
        await self._take(chat_id, caption)

    async def _take(self, chat_id, text):
        await self._step(f"sending to {chat_id}")
        self.taken.append((chat_id, text))
        await self._step(ACCEPTED)
        return SimpleNamespace(message_id=len(self.taken))


ACCEPTED = "Telegram has accepted"


def _size(face):
    return {"file_id": face, "file_unique_id": face, "width": 900, "height": 1280}


def _without_text(update):
    del update["message"]["text"]
    return update


@dataclass(frozen=True, kw_only=True)
class Killed:
    """What is left of a process that was killed after a step."""

    step: str
    at: object  # the clock
    folder: object
    taken: list
    confirmed: int


class Photographer:
    """Keeps what a kill would leave at every step, once where several leave the same."""

    def __init__(self, folder):
        self.folder = folder
        self.steps = 0
        self.kept = {}
        self.world = self.database = None

    async def step(self, name):
        if self.database is None:
            return
        self.steps += 1
        files = [self.database / one for one in ("rollcall.db", "rollcall.db-wal")]
        digest = hashlib.sha256()
        for one in files:
            digest.update(one.read_bytes() if one.exists() else b"")
        left = (digest.digest(), len(self.world.taken), self.world.confirmed)
        if left in self.kept:
            return
        copied = self.folder / f"{len(self.kept)}"
        copied.mkdir(parents=True)
        for one in (*files, self.database / "key"):
            if one.exists():
                shutil.copy(one, copied)
        self.kept[left] = Killed(
            step=name,
            at=self.world.clock(),
            folder=copied,
            taken=copy.copy(self.world.taken),
            confirmed=self.world.confirmed,
        )


def watched(monkeypatch, step):
    """Every word with the database is a step before and after it."""
    for name in ("begin", "commit", "all", "value", "change", "end"):
        real = getattr(transaction.Transaction, name)

        async def watched(self, *args, _real=real, _name=name):
            await step(f"before {_name}")
            result = await _real(self, *args)
            await step(f"after {_name}")
            return result

        monkeypatch.setattr(transaction.Transaction, name, watched)


def open_units(folder):
    url = f"sqlite+aiosqlite:///{folder / 'rollcall.db'}"
    return opening.open_storage(url=url, key_file=folder / "key")


async def prepare(folder):
    """A class of four that Tom and Una take, in a new database."""
    async with open_units(folder) as units, units() as uow:
        class_ = await uow.classes.add(a_class(meets_since=NINE - HOUR, warn_absences=1))
        for name, account_id in STUDENTS.items():
            student = await uow.students.add(name.upper(), name)
            await uow.students.save(replace(student, account_id=account_id, agreed=True))
            await uow.classes.join(class_.id, student.id, LONG_AGO)
            face = name.encode()
            await uow.templates.add(
                student_id=student.id, model="fake", embedding=face, photo=face, at=LONG_AGO
            )
        for name, account_id in TEACHERS.items():
            teacher = await uow.teachers.add(name)
            linked = replace(teacher, account_id=account_id, linked_at=LONG_AGO)
            await uow.teachers.save(linked)
            await uow.classes.assign(class_.id, teacher.id, LONG_AGO)
        await uow.commit()


class Process:
    """The bot from one start to its end, one thing after the other."""

    def __init__(self, units, world):
        self.units, self.world, self.clock = units, world, world.clock
        self.contact = Contact()
        everything = Chats().services  # with what else they know of in memory
        gallery = FakeGallery()
        self.desk = CheckInDesk(
            units=units,
            clock=self.clock,
            reader=everything.reader,
            gallery=gallery,
            accept_score=0.4,
        )
        services = replace(
            everything,
            units=units,
            clock=self.clock,
            desk=self.desk,
            known=replace(everything.known, gallery=gallery),
            telegram=world,
            admin_ids=frozenset(),
        )
        self.dispatcher = Dispatcher(services=services, handler=route)
        self.keeper = Timekeeper(
            units=units,
            clock=self.clock,
            contact=self.contact,
            processes=services.processes,
            draw_day=services.draw_day,
            draw_week=services.draw_week,
            privacy=Privacy(),
        )
        self.intake = Intake(
            bot=world,
            units=units,
            clock=self.clock,
            contact=self.contact,
            stored=lambda: None,
        )
        pace = Pace(clock=self.clock, limiter=AsyncLimiter(1000, 1))
        self.sender = Sender(bot=world, units=units, clock=self.clock, pace=pace)

    async def start(self):
        await self.sender.release()
        await self.desk.refresh()

    async def work(self):
        """All there is to do at this moment."""
        await self._poll()
        while works := await self.dispatcher.take(1, ()):
            await works[0].do()
        await self.keeper.tick()
        for _ in range(3):  # a chat rests for a second between its summaries
            while works := await self.sender.take(1, ()):
                await works[0].do()
            self.clock.advance(SECOND)

    async def _poll(self):
        self.world.told_all = False
        self.world.drained.clear()
        await first_of(self.intake.poll(), self.world.drained.wait())


async def live(units, world):
    """From a start to the day's end."""
    process = Process(units, world)
    await process.start()
    began = world.clock()
    for moment in [began, *(one for one in MOMENTS if one > began)]:
        world.clock.now = max(moment, world.clock())
        await process.work()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the day has come to."""

    marks: dict[str, tuple[Status, object]]
    told: list[tuple[int, str]]
    deliveries: frozenset
    left: int  # messages and updates still waiting


async def outcome(units, world):
    async with units(reading=True) as uow:
        ((session, *further),) = [await uow.sessions.between(1, NINE.date(), NINE.date())]
        assert further == []
        marks = await uow.marks.of_session(session.id)
        names = {student.id: student.name for student in await uow.students.active()}
        owed = await uow.outbox.due(NINE + 24 * HOUR, limit=100, busy=[])
        waiting = await uow.inbox.waiting(NINE + 24 * HOUR, limit=100, busy=[])
        return Outcome(
            marks={names[mark.student_id]: (mark.status, mark.at) for mark in marks},
            told=list(world.taken),
            deliveries=frozenset(await uow.deliveries.made(NINE.date())),
            left=len(owed) + len(waiting),
        )


async def nowhere(_):
    """Not a step that is kept."""


def a_world(at=MOMENTS[0], step=nowhere):
    return World(FakeClock(at), step)


def restored(killed):
    """Telegram as it stood when the process was killed."""
    world = a_world(killed.at)
    world.taken, world.confirmed = list(killed.taken), killed.confirmed
    return world
