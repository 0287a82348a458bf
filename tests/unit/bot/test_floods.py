"""Whoever sends too much hears of it once, whatever it is that they send."""

from dataclasses import replace

import pytest

from bot.limits import RateLimit
from bot.replies import common
from tests.unit.attendance.samples import HOUR
from tests.unit.bot.fakes import ANN, a_photo

NOBODY = 900
TOLD_ONCE = [common.too_many_photos(2)]


@pytest.fixture
def strict(chats):
    """No more than two photos and two commands a minute."""
    limits = {"photo_limit": RateLimit(2), "command_limit": RateLimit(2)}
    chats.services = replace(chats.services, **limits)
    chats.dispatcher = replace(chats.dispatcher, services=chats.services)


async def third_to_sixth(send):
    """What is said to the third of six, and to those after it."""
    said = [[message.text for message in await send(number)] for number in range(6)]
    assert all(said[:2])
    return [text for one in said[2:] for text in one]


async def test_photos_that_are_passed_on_count_though_they_are_nobodys_check_in(chats, strict):
    assert await third_to_sixth(lambda _: chats.passes_on(NOBODY, "ann")) == TOLD_ONCE


async def test_photos_count_of_a_student_who_has_yet_to_answer(chats, strict, math):
    await chats.school.add_student("Eve", math, account_id=300)

    assert await third_to_sixth(lambda _: chats.shows(300, "eve")) == TOLD_ONCE


async def test_photos_count_that_come_instead_of_an_answer(chats, strict, ann):
    await chats.says(ANN, "/excuse")

    assert await third_to_sixth(lambda _: chats.shows(ANN, "ann")) == TOLD_ONCE


async def test_an_album_counts_as_one_photo(chats, strict, ann):
    for album in ("a", "b"):
        said = [await chats.shows(ANN, "ann", media_group_id=album) for _ in range(5)]
        assert [message.text for one in said for message in one] == [common.ONE_PHOTO]

    assert await chats.shows(ANN, "ann", media_group_id="c")
    assert not await chats.shows(ANN, "ann", media_group_id="c")
    assert not await chats.shows(ANN, "ann", media_group_id="d")


async def test_photos_that_are_edited_count_as_what_is_written_does(chats, strict, ann):
    async def edited(number):
        update = a_photo(500 + number, sent_at=chats.clock() - HOUR)
        message = update.pop("message") | {"message_id": 7, "edit_date": 1}
        return await chats.handles(update | {"edited_message": message})

    assert await third_to_sixth(edited) == [common.too_many_commands(2)]


async def test_round_videos_count_as_photos_do_though_they_are_passed_on(chats, ann):
    chats.services = replace(chats.services, photo_limit=RateLimit(2))
    chats.dispatcher = replace(chats.dispatcher, services=chats.services)
    origin = {"type": "hidden_user", "sender_user_name": "Bob", "date": 1}

    said = await third_to_sixth(lambda _: chats.films(ANN, "film", forward_origin=origin))

    assert said == TOLD_ONCE
