"""A report of a large class over a year: ``python -m benchmarks.reports``.

The database is made in one process and reported on in another, whose time and memory are those
of the whole: reading, drawing, and writing both files.
"""

import asyncio
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine, insert

from attendance.model import Class, Plan, Source, Status
from attendance.register import Period, gather
from bot.reports import making
from storage.opening import Storage, open_storage
from storage.tables import marks, memberships, sessions, students

STUDENTS, SESSIONS = 500, 200
REACH_SECONDS, REACH_MB = 5.0, 300
FIRST = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)  # a Monday
CODE = "YEAR"
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_SHARES = (90, 5, 4, 1)  # of the statuses in their order, in percent
_KILOBYTE = 1024


def main() -> None:
    """Print how long a report takes, and how much memory."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_fill(Path(folder)))
        found = asyncio.run(_measured(folder))
    marks_, size = f"{STUDENTS * SESSIONS:,}", f"{STUDENTS} students x {SESSIONS} days"
    table = Table("a report", size, "reach", title=f"/report of a year, {marks_} marks")
    table.add_row("read, s", f"{found['read']:.1f}", "")
    table.add_row("pictures, Excel and CSV, s", f"{found['made']:.1f}", "")
    table.add_row("both, s", f"{found['read'] + found['made']:.1f}", f"{REACH_SECONDS:.0f}")
    table.add_row("peak of the process, MB", f"{found['peak']:.0f}", f"{REACH_MB}")
    table.add_row("files, MB", f"{found['files']:.1f}", "")
    Console().print(table)


async def _measured(folder: str) -> dict[str, float]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.reports", folder, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    measured: dict[str, float] = json.loads(output)
    return measured


async def measure(folder: Path) -> None:
    """Make the report of the class in a database; print the figures as JSON."""
    async with _opened(folder) as units, units(reading=True) as uow:
        started = time.perf_counter()
        class_ = await uow.classes.by_code(CODE)
        if class_ is None:
            raise SystemExit(1)
        period = Period(first=date.min, last=date.max)
        records = await gather(uow, class_, period, datetime.now(UTC))
        read = time.perf_counter() - started
    started = time.perf_counter()
    report = making.report(records)
    figures = {
        "read": read,
        "made": time.perf_counter() - started,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILOBYTE,
        "files": sum(len(file.content) for file in report.files) / 1e6,
    }
    print(json.dumps(figures))


def _opened(folder: Path) -> AbstractAsyncContextManager[Storage]:
    url = f"sqlite+aiosqlite:///{folder / 'rollcall.db'}"
    return open_storage(url=url, key_file=folder / "key", posted=lambda: None)


async def _fill(folder: Path) -> None:
    """A class that everybody was in from the start, and that met every school day."""
    async with _opened(folder) as units, units() as uow:
        class_ = await uow.classes.add(_class())
        await uow.commit()
    chance = random.Random(1)  # noqa: S311 - nothing secret
    plans = list(_plans())
    held = [
        {"id": n, "class_id": class_.id, "settled_at": plan.closes_at, **vars(plan)}
        for n, plan in enumerate(plans, start=1)
    ]
    engine = create_engine(f"sqlite:///{folder / 'rollcall.db'}")
    with engine.begin() as connection:
        people = range(1, STUDENTS + 1)
        connection.execute(
            insert(students),
            [{"id": n, "roll_no": f"{n:04}", "name": f"Student Number {n}"} for n in people],
        )
        stay = {"class_id": class_.id, "joined_at": FIRST - _DAY}
        connection.execute(insert(memberships), [{**stay, "student_id": n} for n in people])
        connection.execute(insert(sessions), held)
        for one in held:
            rows = [_mark(one["id"], n, one["starts_at"], chance) for n in people]
            connection.execute(insert(marks), rows)
    engine.dispose()


def _class() -> Class:
    return Class(
        id=0,
        code=CODE,
        name="A year",
        timezone="Europe/Paris",
        meetings=(),
        summary_at=datetime.min.time(),
        late_after=timedelta(minutes=10),
        opens_before=timedelta(minutes=15),
        meets_since=FIRST,
    )


def _plans() -> Iterator[Plan]:
    """An hour from Monday to Friday, week after week."""
    for number in range(SESSIONS):
        week, day = divmod(number, 5)
        starts_at = FIRST + (7 * week + day) * _DAY
        yield Plan(
            date=starts_at.date(),
            opens_at=starts_at,
            starts_at=starts_at,
            late_at=starts_at + _HOUR / 6,
            closes_at=starts_at + _HOUR,
        )


def _mark(
    session_id: int, student_id: int, starts_at: datetime, chance: random.Random
) -> dict[str, Any]:
    (status,) = chance.choices(list(Status), _SHARES)
    at = starts_at + timedelta(seconds=chance.randrange(900))
    return {
        "session_id": session_id,
        "student_id": student_id,
        "status": status,
        "source": Source.SELFIE,
        "at": at,
    }


if __name__ == "__main__":
    if sys.argv[1:]:
        asyncio.run(measure(Path(sys.argv[1])))
    else:
        main()
