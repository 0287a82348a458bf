"""What takes long is done by few at once, and others' work is begun meanwhile."""

import asyncio
import contextlib

import pytest

from bot.bottleneck import Bottleneck
from bot.lanes import Lanes, Work
from tests.unit.bot.fakes import breathe


class Passing:
    """Somebody who goes through when it is their turn, and stays until they are let go."""

    def __init__(self, bottleneck, through, name):
        self._go = asyncio.Event()
        self.task = asyncio.create_task(self._run(bottleneck, through, name))

    async def _run(self, bottleneck, through, name):
        async with bottleneck.passing():
            through.append(name)
            await self._go.wait()

    def go(self):
        self._go.set()


async def test_few_pass_at_once_in_the_order_in_which_they_came():
    told, through = [], []
    bottleneck = Bottleneck(2, waits=lambda: told.append(bottleneck.waiting))
    people = [Passing(bottleneck, through, name) for name in "abcd"]
    await breathe()
    assert (through, bottleneck.waiting, told) == (["a", "b"], 2, [1, 2])

    people[1].go()
    await breathe()
    assert (through, bottleneck.waiting) == (["a", "b", "c"], 1)
    for one in people:
        one.go()
        await one.task
    assert (through, bottleneck.waiting) == (["a", "b", "c", "d"], 0)


async def test_whoever_is_told_to_stop_waiting_leaves_no_trace():
    through = []
    bottleneck = Bottleneck()
    first, second, third = (Passing(bottleneck, through, name) for name in "abc")
    await breathe()

    second.task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await second.task
    first.go()
    await first.task
    await breathe()
    assert (through, bottleneck.waiting) == (["a", "c"], 0)
    third.go()
    await third.task


@pytest.mark.parametrize("films", [3, 30])
async def test_a_class_that_films_keeps_nobody_else_waiting(films):
    wake, let, done = asyncio.Event(), asyncio.Event(), []
    bottleneck = Bottleneck(waits=wake.set)

    async def film():
        async with bottleneck.passing():
            await let.wait()

    async def text():
        done.append("text")

    updates = dict.fromkeys(range(films), film) | {films: text}

    async def take(limit, busy):
        free = [chat for chat in updates if chat not in busy][:limit]
        return [Work(chat_id=chat, do=handled(chat)) for chat in free]

    def handled(chat):
        async def do():
            await updates[chat]()
            del updates[chat]

        return do

    lanes = Lanes("inbox", take, at_once=2, wake=wake, waiting=lambda: bottleneck.waiting)
    running = asyncio.create_task(lanes.run())
    for _ in range(films + 2):
        await breathe()
    assert done == ["text"]
    assert bottleneck.waiting == films - 1

    let.set()
    for _ in range(films + 2):
        await breathe()
    assert updates == {}
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
