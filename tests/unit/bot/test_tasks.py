import asyncio

import pytest

from bot.tasks import first_of


class Watched:
    """Coroutines that note how they ended."""

    def __init__(self):
        self.stopped = []

    async def forever(self, name):
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped.append(name)


async def done():
    pass


async def fails():
    raise ZeroDivisionError


@pytest.fixture
def watched():
    return Watched()


async def test_when_one_ends_the_others_are_stopped_and_it_is_told_which(watched):
    ended = await first_of(watched.forever("a"), done(), watched.forever("b"))

    assert ended == 1
    assert sorted(watched.stopped) == ["a", "b"]


async def test_what_one_raises_is_raised_once_the_others_have_stopped(watched):
    with pytest.raises(ZeroDivisionError):
        await first_of(watched.forever("a"), fails())

    assert watched.stopped == ["a"]


async def test_when_it_is_cancelled_all_are_stopped(watched):
    task = asyncio.create_task(first_of(watched.forever("a"), watched.forever("b")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert sorted(watched.stopped) == ["a", "b"]


async def test_what_goes_wrong_while_stopping_is_not_lost(watched):
    async def fails_when_stopped():
        try:
            await asyncio.Event().wait()
        finally:
            raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - any
        await first_of(done_soon(), fails_when_stopped())


async def done_soon():
    await asyncio.sleep(0)
