"""Selfies through the whole bot, against the simulator: ``python -m benchmarks.whole_bot``.

Every selfie is a stranger's, so that each is fetched, read, compared and answered; a second good
one would be answered without a look.
"""

import asyncio
import os
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.recognition import selfie as portrait
from bot import demo
from recognition import samples
from simulator import Simulator
from simulator.client import Client, Person

STUDENTS = 24
SELFIES_EACH = 5
NO_LIMIT = "100000"
ANSWER_SECONDS = 120.0
READY_SECONDS = 60.0


async def main() -> None:
    """Print start-up, selfies a second, from message to reply, and memory at the end.

    An answer not heard ends it.
    """
    os.environ["ROLLCALL_LIMITS__PHOTOS_PER_MINUTE"] = NO_LIMIT
    async with Simulator(bot_username="rollcall_bench_bot") as telegram:
        started = time.perf_counter()
        async with demo.running_bot(telegram) as process, Client(telegram.url) as client:
            admin = await client.person("Ada", role="admin", id=demo.ADMIN_ID)
            await admin.says("/help")
            await admin.hears("/class", timeout=READY_SECONDS)
            up = time.perf_counter() - started
            students = await enrol(client, admin)
            photo = portrait()
            await selfie(students[0], photo)  # warm-up
            started = time.perf_counter()
            seconds = await asyncio.gather(*(selfies(student, photo) for student in students))
            elapsed = time.perf_counter() - started
            megabytes = resident(process.pid)
    times = 1000 * np.array(seconds).ravel()
    table = Table("through the whole bot", f"{len(times)} selfies, {STUDENTS} students at once")
    table.add_row("start to first reply, s", f"{up:.1f}")
    table.add_row("selfies a second", f"{len(times) / elapsed:.1f}")
    table.add_row("message to reply, median ms", f"{np.median(times):.0f}")
    table.add_row("message to reply, p95 ms", f"{np.percentile(times, 95):.0f}")
    table.add_row("lost", str(STUDENTS * SELFIES_EACH - len(times)))
    table.add_row("resident MB", f"{megabytes:.0f}")
    Console().print(table)


def resident(pid: int) -> float:
    """Megabytes of memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


async def enrol(client: Client, admin: Person) -> list[Person]:
    """A class with a photo for each student; all have agreed."""
    await _add_class(admin)
    return [await _enrol(client, admin, number) for number in range(STUDENTS)]


async def enrol_one(client: Client, admin: Person) -> Person:
    """The same with a single student."""
    await _add_class(admin)
    return await _enrol(client, admin, 0)


async def _add_class(admin: Person) -> None:
    await admin.says("/class B1 Mon-Sun 00:00-23:59 Benchmark")
    await admin.hears("B1", timeout=READY_SECONDS)


async def _enrol(client: Client, admin: Person, number: int) -> Person:
    student = await client.person(f"Student {number}", role="student")
    caption = f"/enroll B{number} B1 Student {number}"
    await admin.sends_photo(samples.photo("collins"), caption)
    link = (await admin.hears("?start=", timeout=READY_SECONDS)).text.split()[-1]
    await student.opens(link)
    await student.hears("May I", timeout=READY_SECONDS)
    await student.presses("I agree")
    await student.hears("Thank you", timeout=READY_SECONDS)
    return student


async def selfies(student: Person, photo: bytes) -> list[float]:
    """Send one after the other; the seconds each took."""
    return [await selfie(student, photo) for _ in range(SELFIES_EACH)]


async def selfie(student: Person, photo: bytes) -> float:
    """Send a selfie and wait for its answer."""
    started = time.perf_counter()
    await student.sends_photo(photo)
    await student.hears("Not recognized", timeout=ANSWER_SECONDS)
    return time.perf_counter() - started


if __name__ == "__main__":
    asyncio.run(main())
