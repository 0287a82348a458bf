"""Drawing in worker processes."""

import asyncio
import os
import signal
import sys
from concurrent.futures.process import BrokenProcessPool

import pytest

from bot.drawing import draw_day
from bot.processes import Processes
from tests.unit.bot.test_pictures import a_day


def pid():
    return os.getpid()


def niceness():
    return os.nice(0)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def fail():
    raise ZeroDivisionError


@pytest.fixture
async def processes():
    async with Processes(1) as running:
        yield running


async def test_work_is_done_elsewhere_by_the_same_worker(processes):
    first, second = [await processes.run(pid) for _ in range(2)]

    assert first == second != os.getpid()


async def test_workers_give_way_to_the_service(processes):
    assert await processes.run(niceness) > os.nice(0)


async def test_what_goes_wrong_is_raised_here_and_the_worker_lives_on(processes):
    before = await processes.run(pid)

    with pytest.raises(ZeroDivisionError):
        await processes.run(fail)

    assert await processes.run(pid) == before


async def test_a_worker_that_dies_is_replaced_and_what_it_held_is_done(processes):
    os.kill(await processes.run(pid), signal.SIGKILL)

    assert await asyncio.gather(*(processes.run(abs, -1) for _ in range(5))) == [1] * 5


async def test_what_kills_its_worker_harms_nothing_else(processes):
    deadly, *others = await asyncio.gather(
        processes.run(die), *(processes.run(abs, -1) for _ in range(5)), return_exceptions=True
    )

    assert isinstance(deadly, BrokenProcessPool)
    assert others == [1] * 5


async def test_no_worker_outlives_the_service():
    async with Processes(1) as processes:
        worker = await processes.run(pid)

    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


async def test_a_worker_ends_when_the_service_is_killed():
    program = (
        "import asyncio, os\n"
        "from bot.processes import Processes\n"
        "async def main():\n"
        "    print(await Processes(1).run(os.getpid), flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    service = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE
    )
    worker = int(await service.stdout.readline())
    assert worker != service.pid
    service.kill()
    async with asyncio.timeout(30):
        await service.communicate()  # ends once nobody has its output open: the worker has ended


async def test_a_day_is_drawn_in_a_worker(processes):
    drawn = await processes.run(draw_day, a_day(), ())

    assert drawn.startswith(b"\x89PNG")
