from dataclasses import replace

import pytest

from bot.dispatch import Dispatcher
from bot.handlers.router import route
from bot.limits import RateLimit
from bot.replies import common
from tests.unit.attendance.samples import MINUTE
from tests.unit.bot.chats import ADMIN
from tests.unit.bot.fakes import ANN

STRANGER = 900
TOO_MANY = common.too_many_commands(3)


@pytest.fixture(autouse=True)
def hurried(chats):
    """Three messages or presses a minute, and no more, are handled for a person."""
    chats.services = replace(chats.services, command_limit=RateLimit(3))
    chats.dispatcher = Dispatcher(services=chats.services, handler=route)


async def texts(sent):
    return [message.text for message in await sent]


async def four_times(chats, account_id, command="/help"):
    """The answers to the fourth message within a minute."""
    for _ in range(3):
        assert TOO_MANY not in await texts(chats.says(account_id, command))
    return await texts(chats.says(account_id, command))


async def test_too_much_is_answered_once_and_then_not_at_all(chats):
    assert await four_times(chats, STRANGER) == [TOO_MANY]
    assert await texts(chats.says(STRANGER, "/help")) == []
    assert await texts(chats.presses(STRANGER, "consent:yes")) == []


async def test_a_minute_later_they_are_heard_again(chats):
    await four_times(chats, STRANGER)
    chats.advance(MINUTE)
    (answer,) = await texts(chats.says(STRANGER, "/help"))
    assert answer != TOO_MANY


async def test_one_persons_messages_do_not_count_for_another(chats):
    await four_times(chats, STRANGER)
    assert TOO_MANY not in await texts(chats.says(STRANGER + 1, "/help"))


async def test_what_may_not_be_done_counts_too(chats, ann):
    assert await four_times(chats, ANN, "/stats") == [TOO_MANY]


async def test_a_command_under_a_photo_counts_too(chats):
    for _ in range(3):
        await chats.shows(STRANGER, "face", "/enroll 1 MATH1 Eve")
    assert await texts(chats.shows(STRANGER, "face", "/enroll 1 MATH1 Eve")) == [TOO_MANY]


async def test_a_selfie_is_taken_from_who_has_written_too_much(chats, ann):
    await four_times(chats, ANN)
    (answer,) = await texts(chats.shows(ANN, "ann"))
    assert "Present" in answer


async def test_presses_count_too(chats, ann):
    for _ in range(3):
        await chats.presses(ANN, "consent:ask")
    assert await texts(chats.presses(ANN, "consent:ask")) == [TOO_MANY]


@pytest.mark.parametrize("who", ["admin", "teacher"])
async def test_admins_and_teachers_may_be_quick(chats, tom, who):
    account_id = ADMIN if who == "admin" else tom
    assert TOO_MANY not in await four_times(chats, account_id, "/today")
