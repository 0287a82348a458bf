"""Updates that end the process: they wait longer and longer, and are set aside in the end."""

from contextlib import contextmanager
from datetime import timedelta

import pytest

from attendance.mail import Received
from attendance.model import UpdateKey
from bot import suspects
from tests.unit.bot.fakes import ANN, BOB, BOT_ID, a_text

SECOND = timedelta(seconds=1)


class Hand:
    """How many processes each update has ended, as a test says."""

    def __init__(self, **ended):
        self._ended = {key_of(int(number[1:])): times for number, times in ended.items()}
        self.held = []

    @property
    def suspects(self):
        return list(self._ended)

    def ended(self, key):
        return self._ended.get(key, 0)

    def keep(self, keys):
        self._ended = {key: self._ended[key] for key in keys}

    @contextmanager
    def holding(self, key):
        self.held.append(key.update_id)
        yield
        self._ended.pop(key, None)


def key_of(number):
    return UpdateKey(bot_id=BOT_ID, update_id=number)


@pytest.fixture
async def received(chats):
    """Updates of three chats, the last of them handled."""
    async with chats.units() as uow:
        for number, chat in ((1, ANN), (2, BOB), (3, 300), (4, 400)):
            update = a_text(number, "/help", chat=chat, sender=chat)
            await uow.inbox.receive(
                [Received(key=key_of(number), chat_id=chat, payload=update)], chats.clock()
            )
        await uow.inbox.done(key_of(4), chats.clock())
        await uow.commit()


def waits(chats):
    kept = chats.units.state.inbox
    return {key.update_id: one.available_at - chats.clock() for key, one in kept.items()}


async def test_what_ended_a_few_processes_is_handled_at_once_what_ended_more_waits(chats, received):
    hand = Hand(u1=3, u2=4, u3=9)

    await suspects.set_apart(chats.units, chats.clock, hand)

    assert waits(chats) == {1: 0 * SECOND, 2: 2 * SECOND, 3: 62 * SECOND, 4: 0 * SECOND}


async def test_what_was_handled_before_the_end_is_no_suspect(chats, received):
    hand = Hand(u4=5, u3=1)

    await suspects.set_apart(chats.units, chats.clock, hand)

    assert hand.suspects == [key_of(3)]
    assert await failures(chats) == []


async def test_what_ends_one_process_after_the_other_is_set_aside_and_its_sender_told(
    chats, received
):
    hand = Hand(u1=suspects.MOST_ENDED, u2=suspects.MOST_ENDED - 1)
    chats.dispatcher = type(chats.dispatcher)(
        services=chats.services, handler=chats.dispatcher.handler, hand=hand
    )

    for work in await chats.dispatcher.take(8, ()):
        await work.do()

    assert hand.held == [1, 2, 3]
    ((key, error),) = await failures(chats)
    assert (key, error.split()[-1]) == (key_of(1), "ProcessEnded")
    said = {kept.message.chat_id: kept.message.text for kept in chats.units.state.outbox.values()}
    assert "something went wrong" in said[ANN]
    assert "something went wrong" not in said[BOB]


async def failures(chats):
    async with chats.units(reading=True) as uow:
        return [(one.key, one.error) for one in await uow.inbox.failures(limit=9)]
