"""A thousand selfies, and a class within a minute: ``python -m benchmarks.whole_bot``.

Telegram is the simulator, in this process, on the same cores; those who send live in it and cost
next to nothing. Every selfie is a stranger's, so that each is fetched, read, compared and answered.
"""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from attendance.model import Appointment, Class, Student
from benchmarks.recognition import selfie as portrait
from bot import demo
from recognition.face_space import EMBEDDING_SIZE
from recognition.releases import RELEASES
from recognition.settings import Settings
from simulator import Simulator, actions
from simulator.model import Json, Person
from storage.opening import open_storage

STUDENTS, SELFIES_EACH = 40, 25
CLASS_OF, WITHIN_SECONDS = 300, 60.0
ANSWER_SECONDS = 300.0
FIRST_ID = 10_000
PHOTO_LIMIT, NO_LIMIT = "ROLLCALL_LIMITS__PHOTOS_PER_MINUTE", "100000"

REAL = ("-m", "bot", "run", "--config")
UNSEEING = ("-m", "benchmarks.without_looking")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a run has shown; times are in seconds."""

    up: float  # from the start to the first reply, to a text
    answers: NDArray[np.float64]  # from message to reply, in ms
    elapsed: float
    after_last: float  # from the last message to the last reply
    service_cpu: float
    telegram_cpu: float  # the simulator, and those who send
    megabytes: float
    load: float  # processes that wanted a core in the minute before


@dataclass(kw_only=True)
class School:
    """A service, and students who all send the same photo."""

    telegram: Simulator
    students: list[Person]
    photo: Json
    pid: int
    up: float = 0.0  # seconds from the start to the first reply
    last_sent: float = 0.0

    async def selfie(self, student: Person) -> float:
        """Send it and wait for the answer; the seconds it took."""
        self.last_sent = started = time.perf_counter()
        answer = await self.answer(student, self.photo)
        if "Not recognized" not in answer:
            raise RuntimeError(answer)
        return time.perf_counter() - started

    async def answer(self, student: Person, content: Json) -> str:
        """What the bot says next to a student who sends this."""
        world = self.telegram.world
        seq = world.feed.seq
        actions.send(world, student, content)
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                for event in await world.feed.since(seq, student.id, ANSWER_SECONDS):
                    seq = event.seq
                    if event.type == "message" and event.data["message"]["from_bot"]:
                        return str(event.data["message"]["text"])


Crowd = Callable[[School], Awaitable[list[float]]]


async def enrol(folder: Path, count: int) -> list[int]:
    """A class that always meets, with students who have agreed, past the chat; their accounts."""
    now, random_ = datetime.now(UTC), np.random.default_rng(1)
    embeddings = random_.standard_normal((count, EMBEDDING_SIZE)).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    data = folder / "data"
    url = f"sqlite+aiosqlite:///{data / 'rollcall.db'}"
    async with open_storage(url=url, key_file=data / "rollcall.key") as units, units() as uow:
        class_ = await uow.classes.add(_always(now))
        for number, embedding in enumerate(embeddings):
            added = await uow.students.add(f"B{number}", f"Student {number}")
            student = Student(
                id=added.id,
                roll_no=added.roll_no,
                name=added.name,
                account_id=FIRST_ID + number,
                agreed=True,
            )
            await uow.students.save(student)
            await uow.classes.join(class_.id, student.id, now)
            await uow.templates.add(
                student_id=student.id,
                model=RELEASES[Settings().weights].model,
                embedding=embedding.tobytes(),
                photo=number.to_bytes(32, "big"),
                at=now,
            )
        await uow.commit()
    return [FIRST_ID + number for number in range(count)]


def _always(now: datetime) -> Class:
    hour = timedelta(hours=1)
    return Class(
        id=0,
        code="B1",
        name="Benchmark",
        timezone="UTC",
        meetings=(),
        summary_at=now.time(),
        late_after=hour,
        opens_before=hour,
        meets_since=now - 2 * hour,
        opened=(Appointment(starts_at=now - hour, closes_at=now + 3 * hour),),
    )


@asynccontextmanager
async def school(folder: Path, program: Sequence[str], count: int) -> AsyncIterator[School]:
    """A running service with so many students enrolled, all of whom have once written to it."""
    accounts = await enrol(folder, count)
    async with Simulator(bot_username="rollcall_bench_bot") as telegram:
        world = telegram.world
        photo: Json = {"photo": await world.files.keep_photo(portrait())}
        students = [world.admit(Person(id=id_, first_name=f"Student {id_}")) for id_ in accounts]
        config = demo.configure(folder, telegram)
        started = time.perf_counter()
        async with demo.program([*program, str(config)]) as process:
            here = School(telegram=telegram, students=students, photo=photo, pid=process.pid)
            await here.answer(students[0], {"text": "/help"})
            here.up = time.perf_counter() - started
            yield here


async def thousand(school: School) -> list[float]:
    """Everybody sends one selfie after the other; the seconds that each answer took."""

    async def each(student: Person) -> list[float]:
        return [await school.selfie(student) for _ in range(SELFIES_EACH)]

    return list(chain(*await asyncio.gather(*map(each, school.students))))


async def class_arrives(school: School) -> list[float]:
    """Everybody sends one selfie at some moment of the same minute."""
    moments = random.Random(1)  # noqa: S311 - the same in every run

    async def one(student: Person) -> float:
        await asyncio.sleep(moments.uniform(0, WITHIN_SECONDS))
        return await school.selfie(student)

    return list(await asyncio.gather(*map(one, school.students)))


async def measure(program: Sequence[str], count: int, crowd: Crowd) -> Figures:
    """Start a service, let a crowd loose on it, and look at what it took."""
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="rollcall-bench-") as folder:
        async with school(Path(folder), program, count) as here:
            await here.selfie(here.students[0])  # when the networks are loaded
            started, service, telegram = time.perf_counter(), cpu(here.pid), time.process_time()
            answers = await crowd(here)
            return Figures(
                up=here.up,
                answers=1000 * np.array(answers),
                elapsed=time.perf_counter() - started,
                after_last=time.perf_counter() - here.last_sent,
                service_cpu=cpu(here.pid) - service,
                telegram_cpu=time.process_time() - telegram,
                megabytes=resident(here.pid),
                load=before,
            )


def cpu(pid: int) -> float:
    """Seconds for which a process has used a core."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Megabytes of memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


async def main() -> None:
    """Print both tables. An answer that does not come ends it: none is lost."""
    os.environ[PHOTO_LIMIT] = NO_LIMIT
    real = await measure(REAL, STUDENTS, thousand)
    unseeing = await measure(UNSEEING, STUDENTS, thousand)
    table = Table(
        f"{len(real.answers):,} selfies, {STUDENTS} students at once",
        "the whole bot",
        "without recognition",
    )
    columns = zip(_of_thousand(real).items(), _of_thousand(unseeing).values(), strict=True)
    for (label, value), other in columns:
        table.add_row(label, value, other)
    Console().print(table)
    arrival = await measure(REAL, CLASS_OF, class_arrives)
    table = Table(f"a class of {CLASS_OF}, within {WITHIN_SECONDS:.0f} s", "the whole bot")
    table.add_row("last message to last reply, s", f"{arrival.after_last:.1f}")
    for label, value in _of_answers(arrival).items():
        table.add_row(label, value)
    Console().print(table)


def _of_thousand(figures: Figures) -> dict[str, str]:
    selfies = len(figures.answers)
    return {
        "start to first reply, s": f"{figures.up:.1f}",
        "selfies a second, none lost": f"{selfies / figures.elapsed:.1f}",
        **_of_answers(figures),
        "processor time of the service, ms each": f"{1000 * figures.service_cpu / selfies:.0f}",
        "of the simulator, ms each": f"{1000 * figures.telegram_cpu / selfies:.0f}",
        "resident MB of the service": f"{figures.megabytes:.0f}",
    }


def _of_answers(figures: Figures) -> dict[str, str]:
    return {
        "message to reply, median ms": f"{np.median(figures.answers):.0f}",
        "message to reply, p95 ms": f"{np.percentile(figures.answers, 95):.0f}",
        "load average before": f"{figures.load:.1f}",
    }


if __name__ == "__main__":
    asyncio.run(main())
