"""One person floods the bot, and what others feel of it: ``python -m benchmarks.flood``.

Half of a class sends selfies in peace, the other half while one person sends hundreds of texts and
photos in the same seconds. The limits are those of the example settings.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.whole_bot import PHOTO_LIMIT, REAL, School, school
from simulator import actions
from simulator.model import Json, Person

EACH_HALF, SELFIES_EACH = 10, 5
FLOOD = 500  # messages: every second one a photo
EVERY = 2.0  # seconds between the selfies of one student, so that no queue of theirs is measured
_SETTLES = 2.0  # seconds after the start, and between the halves


async def main() -> None:
    """Print what it takes from message to reply, without the flood and within it."""
    os.environ.pop(PHOTO_LIMIT, None)  # other benchmarks lift it
    with tempfile.TemporaryDirectory(prefix="rollcall-bench-") as folder:
        async with school(Path(folder), REAL, 2 * EACH_HALF + 2) as here:
            flooder, warm, *students = here.students
            await here.selfie(warm)  # when the networks are loaded
            await asyncio.sleep(_SETTLES)
            peace = await selfies(here, students[:EACH_HALF])
            await asyncio.sleep(_SETTLES)
            began = here.telegram.world.feed.seq
            sending = asyncio.create_task(flood(here, flooder))
            within = await selfies(here, students[EACH_HALF:])
            seconds = await sending
            answers = await heard(here, flooder, began)
    table = Table(
        f"one person sends {FLOOD} messages in {seconds:.1f} s, and gets {answers} answers",
        "before",
        "meanwhile",
    )
    for label, figure in (("median", np.median), ("p95", _p95)):
        columns = (f"{1000 * figure(times):.0f}" for times in (peace, within))
        table.add_row(f"others: message to reply, {label} ms", *columns)
    Console().print(table)


async def selfies(here: School, students: Sequence[Person]) -> list[float]:
    """Everybody sends some, at their own pace; the seconds that each answer took."""

    async def each(place: int, student: Person) -> list[float]:
        await asyncio.sleep(EVERY * place / len(students))
        times = []
        for _ in range(SELFIES_EACH):
            times.append(await here.selfie(student))
            await asyncio.sleep(max(0.0, EVERY - times[-1]))
        return times

    return list(chain(*await asyncio.gather(*(each(*one) for one in enumerate(students)))))


async def flood(here: School, person: Person) -> float:
    """Send everything within the seconds that the others need; how many it took."""
    started = time.perf_counter()
    text: Json = {"text": "/status"}
    for number in range(FLOOD):
        actions.send(here.telegram.world, person, here.photo if number % 2 else text)
        await asyncio.sleep(EVERY * SELFIES_EACH / FLOOD)
    return time.perf_counter() - started


async def heard(here: School, person: Person, since: int) -> int:
    """How many messages the bot has sent to somebody since an event."""
    events = await here.telegram.world.feed.since(since, person.id, 0)
    return sum(one.type == "message" and one.data["message"]["from_bot"] for one in events)


def _p95(times: Sequence[float]) -> float:
    return float(np.percentile(times, 95))


if __name__ == "__main__":
    asyncio.run(main())
