import asyncio
import contextlib
import types

import pytest

from bot import lanes
from bot.lanes import Lanes, Work
from tests.unit.bot.fakes import breathe


class Pile:
    """Work by chat, in order; what fails stays. Each piece goes on when it is let."""

    def __init__(self):
        self.waiting = {}
        self.started = []
        self.finished = []
        self.failing = set()
        self.unreadable = 0
        self.has_started = asyncio.Event()
        self._may_finish = {}

    def put(self, *pieces):
        for chat_id, name in pieces:
            self.waiting.setdefault(chat_id, []).append(name)
            self._may_finish[name] = asyncio.Event()

    def let(self, *names):
        for name in names:
            self._may_finish[name].set()

    async def take(self, limit, busy):
        if self.unreadable:
            self.unreadable -= 1
            raise OSError("no such table")
        heads = [(chat, names[0]) for chat, names in self.waiting.items() if names]
        free = [(chat, name) for chat, name in heads if chat not in busy]
        return [Work(chat_id=chat, do=self._doing(chat, name)) for chat, name in free[:limit]]

    def _doing(self, chat_id, name):
        async def do():
            self.started.append(name)
            self.has_started.set()
            await self._may_finish[name].wait()
            if name in self.failing:
                raise ZeroDivisionError(name)
            self.waiting[chat_id].remove(name)
            self.finished.append(name)

        return do


@pytest.fixture
def pile():
    return Pile()


@pytest.fixture
async def run(pile):
    """Start lanes over the pile; ``wake`` looks for new work."""
    async with contextlib.AsyncExitStack() as stack:

        async def start(at_once=8):
            wake = asyncio.Event()
            running = Lanes("inbox", pile.take, at_once=at_once, wake=wake).run()
            task = asyncio.create_task(running)
            stack.push_async_callback(_stop, task, pile)
            await breathe()
            return types.SimpleNamespace(task=task, wake=wake)

        yield start


async def _stop(task, pile):
    pile.let(*pile._may_finish)
    task.cancel()
    await breathe()


@pytest.fixture
def rests(pile, monkeypatch):
    """How long chats were told to rest; they go on when ``over`` is set."""
    found = types.SimpleNamespace(seconds=[], over=asyncio.Event())

    async def sleep(seconds):
        found.seconds.append(seconds)
        await found.over.wait()

    shim = types.SimpleNamespace(**vars(asyncio) | {"sleep": sleep})
    monkeypatch.setattr(lanes, "asyncio", shim)
    yield found
    pile.failing.clear()
    found.over.set()


async def test_work_of_one_chat_is_done_in_order_one_after_the_other(pile, run):
    pile.put((1, "a"), (1, "b"), (1, "c"))
    await run()
    assert pile.started == ["a"]

    pile.let("b", "c")
    await breathe()
    assert pile.started == ["a"]

    pile.let("a")
    await breathe()
    assert pile.finished == ["a", "b", "c"]


async def test_different_chats_go_on_at_once(pile, run):
    pile.put((1, "a"), (2, "b"), (3, "c"))
    await run()

    pile.let("c")
    await breathe()

    assert pile.started == ["a", "b", "c"]
    assert pile.finished == ["c"]


async def test_never_more_is_done_at_once_than_allowed(pile, run):
    pile.put((1, "a"), (2, "b"), (3, "c"))
    await run(at_once=2)
    assert pile.started == ["a", "b"]

    pile.let("b")
    await breathe()

    assert pile.started == ["a", "b", "c"]


async def test_new_work_is_begun_when_it_is_told_of(pile, run):
    running = await run()
    pile.put((1, "a"))

    running.wake.set()
    await breathe()

    assert pile.started == ["a"]


async def test_new_work_is_found_without_being_told_of(pile, run, monkeypatch):
    monkeypatch.setattr(lanes, "_LOOK_AGAIN", 0.001)
    await run()
    pile.put((1, "a"))

    async with asyncio.timeout(30):
        await pile.has_started.wait()

    assert pile.started == ["a"]


async def test_work_that_fails_lets_its_chat_rest_and_holds_up_no_other(pile, run, rests, caplog):
    pile.put((1, "a"), (1, "b"), (2, "c"), (2, "d"))
    pile.failing = {"a"}
    pile.let("a", "c", "d")
    await run()

    assert rests.seconds == [lanes._LOOK_AGAIN]
    assert pile.started == ["a", "c", "d"]
    assert pile.finished == ["c", "d"]
    assert "ZeroDivisionError: a" in caplog.text


async def test_work_that_failed_is_tried_again_after_the_rest(pile, run, rests):
    pile.put((1, "a"), (1, "b"))
    pile.failing = {"a"}
    pile.let("a", "b")
    await run()

    pile.failing.clear()
    rests.over.set()
    await breathe()

    assert pile.finished == ["a", "b"]


async def test_when_work_cannot_be_read_it_is_looked_for_again(pile, run, caplog):
    pile.unreadable = 1
    pile.put((1, "a"))
    running = await run()
    assert pile.started == []

    running.wake.set()
    await breathe()

    assert pile.started == ["a"]
    assert "cannot be read" in caplog.text


async def test_a_stop_finishes_what_is_in_hand_and_begins_nothing_new(pile, run):
    pile.put((1, "a"), (1, "b"), (2, "c"))
    running = await run()

    running.task.cancel()
    await breathe()
    assert not running.task.done()

    pile.let("a", "b", "c")
    with pytest.raises(asyncio.CancelledError):
        await running.task
    assert pile.finished == ["a", "c"]
    assert pile.started == ["a", "c"]


async def test_a_stop_is_heard_at_the_very_moment_that_there_is_new_work(pile, run):
    running = await run()

    running.wake.set()
    running.task.cancel()
    await breathe()

    assert running.task.cancelled()


async def test_a_stop_does_not_wait_for_ever(pile, run, monkeypatch):
    monkeypatch.setattr(lanes, "_STOP_WITHIN", 0.001)
    pile.put((1, "a"))
    running = await run()

    running.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running.task

    assert pile.started == ["a"]
    assert pile.finished == []
