"""*Not me* takes back what a kiosk has marked."""

import pytest

from attendance import kiosk as kiosks
from attendance.model import Kiosk
from bot.presses import data as carried
from bot.replies import common
from tests.unit.attendance.samples import MINUTE, NINE
from tests.unit.bot.chats import ADMIN, data, labels, to
from tests.unit.bot.kiosk.door import OTHER_TABLET, SECOND, marks, shown


async def test_not_me_takes_the_mark_back_and_keeps_what_was(chats, tablet, people):
    (answer,) = await chats.shows(tablet, "Ann")
    chats.advance(MINUTE)

    sent = await chats.taps(tablet, answer, "Not me")

    (on_screen,) = to(sent, tablet)
    assert "Taken back: this was not Ann. If you are in MATH1, ask Tom" in on_screen.text
    assert "Present" not in on_screen.text
    assert marks(chats) == []
    made, undone = chats.units.state.history.values()
    assert (undone.before, undone.after) == (made.after, None)
    (told,) = to(sent, people[0].account_id)
    assert "“Not me” was pressed there" in told.text
    assert (tablet, "not me") in chats.audited


async def test_an_admin_finds_in_the_audit_log_what_was_pressed_and_tried_there(chats, tablet):
    (answer,) = await chats.shows(tablet, "Ann")
    await chats.taps(tablet, answer, "Not me")
    await chats.says(tablet, "/mark ANN present MATH1")

    (log,) = await chats.says(ADMIN, "/audit")

    assert "a kiosk: not me ANN MATH1 (date 2026-03-02, before present)" in log.text
    assert "a kiosk: kiosk MATH1, refused" in log.text


async def test_after_a_minute_not_me_says_whom_to_ask(chats, tablet):
    (answer,) = await chats.shows(tablet, "Ann")
    chats.advance(MINUTE + SECOND)

    (on_screen,) = await chats.taps(tablet, answer, "Not me")

    assert "Ann can't be taken back here any more: ask Tom." in on_screen.text
    assert marks(chats) == [("Ann", "present")]


async def test_not_me_pressed_twice_takes_back_once(chats, tablet):
    (answer,) = await chats.shows(tablet, "Ann")
    await chats.taps(tablet, answer, "Not me")

    sent = await chats.taps(tablet, answer, "Not me")

    assert len(chats.units.state.history) == 2
    assert [message.chat_id for message in sent] == [tablet]
    assert "Taken back" in sent[0].text


async def test_not_me_leaves_what_a_teacher_has_decided_since(chats, tablet, tom):
    (answer,) = await chats.shows(tablet, "Ann")
    await chats.says(tom, "/mark ANN late MATH1")

    (on_screen,) = await chats.taps(tablet, answer, "Not me")

    assert "can't be taken back" in on_screen.text
    assert marks(chats) == [("Ann", "late")]


async def test_who_was_said_not_to_be_there_is_left_alone_for_a_while(chats, tablet):
    (answer,) = await chats.shows(tablet, "Ann")
    await chats.taps(tablet, answer, "Not me")

    (again,) = await chats.shows(tablet, "Ann")
    assert again.text.startswith("Not recognized: somebody has just said")
    assert "Ann" not in again.text
    assert marks(chats) == []

    chats.advance(kiosks.LEFT_ALONE)
    (later,) = await chats.shows(tablet, "Ann")
    assert later.text == "Present: Ann"


async def test_a_selfie_counts_though_the_kiosk_was_told_not_me(chats, tablet, people):
    (answer,) = await chats.shows(tablet, "Ann")
    await chats.taps(tablet, answer, "Not me")

    (own,) = await chats.shows(people[0].account_id, "Ann")

    assert own.text.startswith("Present")


@pytest.mark.parametrize("linked", [True, False])
async def test_a_teacher_sees_that_it_was_the_kiosk(chats, tablet, tom, linked):
    await chats.shows(tablet, "Ann")
    if not linked:
        await chats.says(ADMIN, "/kiosk MATH1 off")
    (student_id,) = (student_id for _, student_id in chats.units.state.marks)
    (session_id,) = chats.units.state.sessions

    (shown_,) = await chats.presses(tom, carried("name", session_id, student_id))

    assert "the kiosk: no mark → present" in shown_.text


async def test_another_kiosk_s_button_takes_nothing_back(chats, math, tablet):
    async with chats.units() as uow:
        await uow.kiosks.add(Kiosk(account_id=OTHER_TABLET, class_id=math.id, linked_at=NINE))
        await uow.commit()
    (answer,) = await chats.shows(tablet, "Ann")

    for account_id in (OTHER_TABLET, ADMIN, 100, 777):
        (refusal,) = await chats.presses(account_id, data(answer)[0])
        assert refusal.text == common.STALE_BUTTON

    assert marks(chats) == [("Ann", "present")]


async def test_the_rest_of_an_answer_stays_as_it_is(chats, tablet, people):
    shown(chats, "both", "Ann", "Bob")
    (answer,) = await chats.shows(tablet, "both")
    update = pressed(chats, answer, "Not me: Ann")

    on_screen, *_ = await chats._handled(update)

    first, second = on_screen.text.splitlines()
    assert first.startswith("Taken back: this was not Ann.")
    assert second == "Present: Bob"
    assert labels(on_screen) == ["Not me: Bob"]
    assert on_screen.captioned


def pressed(chats, message, label):
    """A press as Telegram reports it: with the message, its caption and its buttons."""
    buttons = [one for row in message.buttons for one in row]
    (wanted,) = (one.data for one in buttons if one.text == label)
    return {
        "update_id": 77,
        "callback_query": {
            "id": "1",
            "from": {"id": message.chat_id, "is_bot": False, "first_name": "Tablet"},
            "chat_instance": "1",
            "data": wanted,
            "message": {
                "message_id": 5,
                "date": int(chats.clock().timestamp()),
                "chat": {"id": message.chat_id, "type": "private"},
                "caption": message.text,
                "reply_markup": {
                    "inline_keyboard": [
                        [{"text": one.text, "callback_data": one.data}] for one in buttons
                    ]
                },
            },
        },
    }
