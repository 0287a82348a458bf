import asyncio

import pytest

from simulator import errors
from simulator.updates import UpdateQueue


@pytest.fixture
def taken():
    return []


@pytest.fixture
def queue(taken):
    return UpdateQueue(100, lambda update: taken.append(update.id))


async def ids(queue, offset=0, limit=100):
    return [update.id for update in await queue.poll(offset=offset, limit=limit, seconds=0)]


def fill(queue, count=3):
    for at in range(count):
        queue.put("message", {"at": at})


async def test_updates_come_again_until_they_are_confirmed(queue, taken):
    fill(queue)
    assert await ids(queue) == [100, 101, 102]
    assert await ids(queue) == [100, 101, 102]
    assert await ids(queue, offset=102) == [102]
    assert await ids(queue) == [102]
    assert taken == [100, 101]


async def test_a_limit_hands_out_the_oldest(queue):
    fill(queue)
    assert await ids(queue, limit=2) == [100, 101]


async def test_a_negative_offset_keeps_only_the_last(queue):
    fill(queue)
    assert await ids(queue, offset=-1) == [102]
    assert await ids(queue) == [102]


async def test_a_waiting_poll_gets_the_update_that_arrives(queue):
    waiting = asyncio.create_task(queue.poll(offset=0, limit=100, seconds=30))
    await asyncio.sleep(0)
    fill(queue, 1)
    assert [update.id for update in await waiting] == [100]


async def test_the_earlier_of_two_polls_ends_with_a_conflict(queue):
    first = asyncio.create_task(queue.poll(offset=0, limit=100, seconds=30))
    await asyncio.sleep(0)
    second = asyncio.create_task(queue.poll(offset=0, limit=100, seconds=30))
    with pytest.raises(errors.Conflict, match="terminated by other getUpdates request"):
        await first
    fill(queue, 1)
    assert len(await second) == 1


async def test_kinds_that_were_not_asked_for_are_not_queued(queue):
    queue.put("message_reaction", {})
    queue.allow(["callback_query"])
    queue.put("message", {})
    queue.put("callback_query", {})
    queue.allow([])
    queue.put("message", {})
    updates = await queue.poll(offset=0, limit=100, seconds=0)
    assert [update.kind for update in updates] == ["callback_query", "message"]


async def test_after_a_jump_an_old_offset_loses_nothing(queue):
    fill(queue, 1)
    assert await ids(queue, offset=101) == []
    queue.jump(7)
    fill(queue, 1)
    assert await ids(queue, offset=101) == [7]


async def test_ids_do_not_jump_while_updates_are_waiting(queue):
    fill(queue)
    with pytest.raises(errors.NotUnderstood):
        queue.jump()


async def test_closing_sends_a_waiting_poll_home(queue):
    waiting = asyncio.create_task(queue.poll(offset=0, limit=100, seconds=30))
    await asyncio.sleep(0)
    queue.close()
    assert await waiting == []
