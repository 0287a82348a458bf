"""Summaries of 500 classes of 60, due in the same minute: ``python -m benchmarks.summaries``.

First the database alone: one round of the clock's work over the real storage, pictures at once.
Then everything: ``rollcall run`` against the simulator, which refuses what Telegram would, while a
stranger sends one selfie after the other.
"""

import asyncio
import os
import re
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.chatting import READY_SECONDS, enrol, selfie
from benchmarks.large_school import School, fill
from benchmarks.recognition import selfie as portrait
from benchmarks.whole_bot import NO_LIMIT, resident
from bot import demo
from bot.intake import Contact
from bot.jobs import Timekeeper
from bot.service import collect_less
from bot.settings import Privacy
from simulator import Limits, Simulator
from simulator.client import Client
from simulator.errors import TooManyRequests
from storage.opening import open_storage
from storage.transaction import Transaction

CLASSES, STUDENTS_EACH, TEACHERS, SESSIONS_EACH = 500, 60, 250, 10
PICTURE_BYTES = 17_000  # of a day with the last ten sessions
AFTERNOON = 15  # o'clock, by the classes' clock, so that their day is not over soon
UNTIL_DUE = timedelta(seconds=90)  # enough to start, to greet the teachers and to enrol
ALL_SENT_SECONDS = 600.0
_BETWEEN_SECONDS = 1.5  # from an answer to the next selfie: the chat gets one message a second
STRICT = Limits(per_chat=1.0, per_chat_burst=1, overall=30.0, overall_burst=10)
_DATABASE = ("begin", "all", "tuples", "value", "change", "commit")


def school(now: datetime) -> School:
    """Classes whose summaries are due with the first whole minute after some time."""
    due = (now + UNTIL_DUE).replace(second=0, microsecond=0) + timedelta(minutes=1)
    west = (due.hour - AFTERNOON + 12) % 24 - 12  # POSIX counts hours west of Greenwich
    local = due - timedelta(hours=west)
    return School(
        classes=CLASSES,
        students_each=STUDENTS_EACH,
        teachers=TEACHERS,
        sessions_each=SESSIONS_EACH,
        last=due - timedelta(hours=3),
        timezone=f"Etc/GMT{west:+d}",
        summary_at=local.time(),
        teachers_since=due - timedelta(hours=4),
    )


async def prepare(folder: Path, school: School) -> Path:
    """A database of that school."""
    database, key_file = folder / "rollcall.db", folder / "rollcall.key"
    async with open_storage(url=f"sqlite+aiosqlite:///{database}", key_file=key_file):
        pass
    fill(database, school)
    return database


class AtOnce:
    """Stands in for the worker processes."""

    async def run(self, *_: Any) -> bytes:  # noqa: ANN401
        """A picture of the usual size."""
        return bytes(PICTURE_BYTES)


@dataclass(kw_only=True)
class Stopwatch:
    """Adds up the time in which somebody waits for the database, rows made of its answers too."""

    seconds: float = 0.0
    statements: int = 0
    _real: dict[str, Callable[..., Any]] = field(default_factory=dict)

    def __enter__(self) -> "Stopwatch":
        for name in _DATABASE:
            self._real[name] = getattr(Transaction, name)
            setattr(Transaction, name, self._timed(self._real[name]))
        return self

    def __exit__(self, *_: object) -> None:
        for name, real in self._real.items():
            setattr(Transaction, name, real)

    def _timed(self, real: Callable[..., Any]) -> Callable[..., Any]:
        async def timed(*args: object) -> Any:  # noqa: ANN401
            started = time.perf_counter()
            try:
                return await real(*args)
            finally:
                self.seconds += time.perf_counter() - started
                self.statements += 1

        return timed


async def database_alone(folder: Path) -> Stopwatch:
    """Derive, gather, claim and hand over all; nothing but the pictures is left out."""
    now = datetime.now(UTC)
    the_school = school(now)
    database = await prepare(folder, the_school)
    due = now + UNTIL_DUE + timedelta(minutes=1)
    contact = Contact()
    contact.heard(due, more=False)
    url, pictures = f"sqlite+aiosqlite:///{database}", AtOnce()
    async with open_storage(url=url, key_file=folder / "rollcall.key") as units:
        keeper = Timekeeper(
            units=units,
            clock=lambda: due,
            contact=contact,
            processes=pictures,  # type: ignore[arg-type]
            draw_day=lambda *_: b"",
            draw_week=lambda *_: b"",
            privacy=Privacy(),
        )
        collect_less()
        with Stopwatch() as stopwatch:
            await keeper.tick()
    if count(database, "deliveries") < CLASSES:
        raise RuntimeError("not every summary was handed over")
    return stopwatch


def count(database: Path, table: str) -> int:
    """Rows of a table."""
    with closing(sqlite3.connect(database)) as connection:
        ((rows,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608
    return int(rows)


@dataclass(kw_only=True)
class Delivered:
    """What came of the summaries, and of the selfies in between."""

    seconds: float  # from the first to the last
    refused: int  # by the limits
    lost: int
    doubled: int
    parts: int  # messages beyond one for each summary
    answers: list[float]  # seconds until a selfie was answered
    megabytes: float


async def everything(folder: Path) -> Delivered:
    """The program as it is run, its worker processes included."""
    os.environ["ROLLCALL_LIMITS__PHOTOS_PER_MINUTE"] = NO_LIMIT
    the_school = school(datetime.now(UTC))
    database = await prepare(folder / "data", the_school)
    telegram = Simulator(bot_username="rollcall_bench_bot", limits=STRICT)
    refused = watch(telegram)
    async with telegram, Client(telegram.url) as client:
        teachers = [
            await client.person(f"Teacher {number}", role="teacher", id=the_school.account(number))
            for number in range(1, TEACHERS + 1)
        ]
        for teacher in teachers:
            await teacher.says("/start")  # a bot writes to nobody who never wrote to it
        async with demo.bot_in(folder, telegram) as process:
            admin = await client.person("Ada", role="admin", id=demo.ADMIN_ID)
            await admin.says("/help")
            await admin.hears("/class", timeout=READY_SECONDS)
            student = await enrol(client, admin)
            for teacher in teachers:
                await teacher.hears(timeout=READY_SECONDS)
            refused.clear()
            while not count(database, "outbox"):  # noqa: ASYNC110 - another process fills it
                await asyncio.sleep(0.1)
            started, answers, photo = time.perf_counter(), [], portrait()
            while count(database, "deliveries") < CLASSES or count(database, "outbox"):
                answers.append(await selfie(student, photo))
                await asyncio.sleep(_BETWEEN_SECONDS)
                if time.perf_counter() - started > ALL_SENT_SECONDS:
                    break
            seconds = time.perf_counter() - started
            megabytes = resident(process.pid)
        heard = [message.text for one in teachers for message in (await one.history())[2:]]
    of_class = Counter(code for text in heard for code in re.findall(r"^CLASS\d+", text))
    return Delivered(
        seconds=seconds,
        refused=len(refused),
        lost=CLASSES - len(of_class),
        doubled=of_class.total() - len(of_class),
        parts=len(heard) - of_class.total(),
        answers=answers,
        megabytes=megabytes,
    )


def watch(telegram: Simulator) -> list[int]:
    """The chats to which a message was refused, as it happens."""
    refused: list[int] = []
    spend = telegram.world.limiter.spend

    def watched(chat_id: int, messages: int = 1) -> None:
        try:
            spend(chat_id, messages)
        except TooManyRequests:
            refused.append(chat_id)
            raise

    telegram.world.limiter.spend = watched  # type: ignore[method-assign]
    return refused


async def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory(prefix="rollcall-bench-") as folder:
        stopwatch = await database_alone(Path(folder) / "database")
        delivered = await everything(Path(folder) / "service")
    table = Table("summaries in the same minute", f"{CLASSES} classes of {STUDENTS_EACH}")
    table.add_row("database time, s", f"{stopwatch.seconds:.2f}")
    table.add_row("calls of the database", str(stopwatch.statements))
    table.add_row("first to last sent, s", f"{delivered.seconds:.0f}")
    table.add_row("lost / doubled", f"{delivered.lost} / {delivered.doubled}")
    table.add_row("messages beyond one each", str(delivered.parts))
    table.add_row("refused by Telegram's limits", str(delivered.refused))
    table.add_row("selfies answered in between", str(len(delivered.answers)))
    table.add_row("their answers, median ms", f"{1000 * np.median(delivered.answers):.0f}")
    table.add_row("their answers, slowest ms", f"{1000 * max(delivered.answers):.0f}")
    table.add_row("resident MB of the service", f"{delivered.megabytes:.0f}")
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())
