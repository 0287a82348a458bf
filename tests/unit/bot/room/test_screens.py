"""The code is shown in a chat, and changes there."""

from dataclasses import replace
from datetime import timedelta

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from tests.unit.attendance.samples import HOUR, MINUTE, NINE
from tests.unit.bot.chats import ADMIN, labels
from tests.unit.bot.room.room import STEP, code_in


def screens(chats):
    return list(chats.units.state.screens.values())


async def test_a_code_is_sent_with_all_that_people_need(chats, ann, room, tom):
    (sent,) = chats.telegram.named("send_photo")
    assert (sent["chat_id"], sent["photo"]) == (tom, b"room")
    (row,) = sent["reply_markup"].inline_keyboard
    assert [button.text for button in row] == ["Stop", "Codes used"]
    assert code_in(sent["caption"]) == room.card.code
    assert "until 09:00:20" in sent["caption"]
    assert "0 of 1 are in" in sent["caption"]
    assert "http://school.test/room/" in sent["caption"]
    assert room.card.title == "MATH1 Mathematics 1"
    assert room.card.link == f"https://t.me/rollcall_bot?start={room.payload}"
    assert any("09:00:20" in note for note in room.card.notes)
    assert (tom, "code") in chats.audited


async def test_neither_picture_nor_code_goes_through_the_outbox(chats, tom):
    assert await chats.says(tom, "/code MATH1") == []


async def test_the_picture_changes_with_the_code(chats, room, tom, ann):
    first = room.card.code
    await chats.shows(ann.account_id, "ann")
    await chats.says(ann.account_id, first)

    await room.passes()

    (edit,) = chats.telegram.named("edit_message_media")
    assert (edit["chat_id"], edit["message_id"]) == (tom, screens(chats)[0].message_id)
    assert room.card.code != first
    assert code_in(room.captions[-1]) == room.card.code
    assert "1 of 1 are in" in room.captions[-1]


async def test_a_picture_that_would_be_late_is_left_out(chats, room):
    await room.passes(STEP / 2 + timedelta(seconds=1))

    assert chats.telegram.named("edit_message_media") == []
    assert len(screens(chats)) == 1


async def test_two_teachers_of_a_class_see_the_same_code(chats, room, tom):
    await chats.says(ADMIN, "/code MATH1")
    drawn = len(chats.cards)

    await room.passes()

    assert len(chats.cards) == drawn + 1
    assert code_in(room.captions[-1]) == code_in(room.captions[-2])
    assert {one["chat_id"] for one in chats.telegram.named("edit_message_media")} == {tom, ADMIN}


async def test_the_same_code_again_takes_the_place_of_the_first(chats, room, tom):
    (before,) = screens(chats)
    chats.advance(MINUTE)
    await chats.says(tom, "/code MATH1")

    (after,) = screens(chats)
    assert chats.telegram.named("delete_message") == [
        {"chat_id": tom, "message_id": before.message_id}
    ]
    assert after == replace(before, message_id=after.message_id)  # its page goes on, too


async def test_it_ends_with_the_session(chats, room):
    await room.passes(HOUR)

    assert screens(chats) == []
    assert "the code is no longer shown" in room.captions[-1]
    assert room.card.link == room.card.code == ""
    ((button,),) = chats.telegram.named("edit_message_media")[-1]["reply_markup"].inline_keyboard
    assert button.text == "Codes used"


async def test_it_ends_when_the_class_is_closed_by_hand(chats, room, tom):
    chats.advance(MINUTE)
    await chats.says(tom, "/close MATH1")

    await room.passes()

    assert screens(chats) == []


async def test_it_ends_when_the_session_is_called_off(chats, room, tom):
    await chats.says(tom, "/skip MATH1 2026-03-02")
    await room.passes()

    assert "no longer shown" in room.captions[-1]
    assert not room.card.link
    assert chats.units.state.screens == {}


async def test_stop_ends_it(chats, room, tom):
    (shown,) = screens(chats)
    (answer,) = await chats.presses(tom, f"unshow:{shown.session_id}", caption=True)

    assert answer.captioned
    assert labels(answer) == ["Codes used"]
    assert answer.text == room.captions[-1]
    assert room.card.code == ""
    assert screens(chats) == []
    assert "the code is no longer shown" in room.captions[-1]
    assert chats.audited.count((tom, "code")) == 2


async def test_stop_under_an_old_picture_is_no_longer_in_use(chats, room, tom):
    (shown,) = screens(chats)
    await chats.presses(tom, f"unshow:{shown.session_id}", caption=True)

    (answer,) = await chats.presses(tom, f"unshow:{shown.session_id}", caption=True)

    assert "no longer in use" in answer.text


@pytest.mark.parametrize(
    "failure", [BadRequest("Message to edit not found"), Forbidden("blocked by the user")]
)
async def test_a_picture_that_is_gone_is_shown_no_more(chats, room, failure):
    chats.telegram.failures.append(failure)

    await room.passes()

    assert screens(chats) == []


@pytest.mark.parametrize("failure", [NetworkError("away"), BadRequest("not modified")])
async def test_a_picture_that_was_not_taken_is_followed_by_the_next(chats, room, failure):
    chats.telegram.failures.append(failure)
    await room.passes()

    await room.passes()

    assert code_in(room.captions[-1]) == room.card.code
    assert len(screens(chats)) == 1


async def test_a_chat_that_telegram_wants_left_alone_rests(chats, room):
    chats.telegram.failures.append(RetryAfter(30))
    await room.passes()

    await room.passes()
    assert len(chats.telegram.named("edit_message_media")) == 1

    await room.passes()
    assert code_in(room.captions[-1]) == room.card.code
    assert len(chats.telegram.named("edit_message_media")) == 2


async def test_an_end_that_telegram_does_not_take_comes_with_the_next_step(chats, room):
    chats.telegram.failures.append(NetworkError("away"))
    await room.passes(HOUR)
    assert len(screens(chats)) == 1

    await room.passes()

    assert screens(chats) == []


async def test_who_takes_the_class_no_more_sees_its_code_no_more(chats, room, tom):
    await chats.says(ADMIN, "/teacher MATH1 Tom off")

    await room.passes()

    assert screens(chats) == []
    assert "the code is no longer shown" in room.captions[-1]


async def test_without_a_session_there_is_no_code(chats, tom):
    chats.clock.now = NINE + 5 * HOUR

    (answer,) = await chats.says(tom, "/code MATH1")

    assert "/open MATH1" in answer.text
    assert chats.telegram.calls == []


async def test_a_picture_that_telegram_refuses_is_said(chats, tom):
    chats.telegram.failures.append(BadRequest("Wrong file"))

    (answer,) = await chats.says(tom, "/code MATH1")

    assert "could not send" in answer.text
    assert screens(chats) == []


async def test_only_its_teachers_may_show_a_code(chats, math, una, ann):
    for account_id in (una, ann.account_id):
        (answer,) = await chats.says(account_id, "/code MATH1")
        assert "refused" in [action for _, action in chats.audited]
        assert chats.telegram.calls == []
        assert "MATH1" in answer.text or "Only teachers" in answer.text


async def test_a_class_that_does_not_ask_for_it_says_how_to(chats, una):
    await chats.says(una, "/code ART")

    (sent,) = chats.telegram.named("send_photo")
    assert "/set ART require selfie+code" in sent["caption"]
