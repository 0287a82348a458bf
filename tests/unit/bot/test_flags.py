"""The student hears what speaks against a check-in, and the teacher decides with one tap."""

from dataclasses import replace

import pytest

from attendance.model import Kiosk, Source, Status
from bot.replies import common, teacher
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE
from tests.unit.bot.chats import ADMIN, data, labels, to
from tests.unit.bot.fakes import ANN


async def checked_in_with_an_old_photo(chats):
    """Ann's photo of Monday, again on Tuesday; what she then reads."""
    await chats.shows(ANN, "ann", file="one")
    chats.advance(DAY)
    return await chats.shows(ANN, "ann", file="one")


async def card(chats, tom):
    (shown,) = await chats.says(tom, "/today MATH1")
    return shown


def mark(chats):
    """Of Ann, in the last session."""
    return list(chats.units.state.marks.values())[-1]


async def test_the_student_is_counted_and_hears_what_was_seen(chats, tom, ann):
    (answer,) = await checked_in_with_an_old_photo(chats)

    assert answer.text.startswith("Present")
    assert "This file was sent before." in answer.text
    assert "Your teacher sees this" in answer.text


async def test_the_card_names_the_student_and_the_flag_below_the_counts(chats, tom, ann):
    await checked_in_with_an_old_photo(chats)

    shown = await card(chats, tom)

    assert "\n1 present · 0 late · 0 absent · 0 excused\n" in shown.text
    assert "Flagged, please decide:" in shown.text
    assert "– Ann: the same file as sent on Mon 2026-03-02 at 09:00" in shown.text
    assert labels(shown)[:2] == ["Accept Ann", "Do not accept"]
    summary = await chats.says(tom, "/summary MATH1")
    assert "Flagged, please decide:" in summary[-1].text
    assert labels(summary[-1])[:2] == ["Accept Ann", "Do not accept"]


async def test_what_is_not_accepted_becomes_an_absence_and_the_student_is_told(chats, tom, ann):
    await checked_in_with_an_old_photo(chats)

    messages = await chats.taps(tom, await card(chats, tom), "Do not accept")

    assert (mark(chats).status, mark(chats).source) == (Status.ABSENT, Source.TEACHER)
    (told,), (shown,) = to(messages, ANN), to(messages, tom)
    assert "has not accepted your check-in for MATH1, Tue 2026-03-03 at 09:00" in told.text
    assert "You are absent there." in told.text
    assert "Flagged" not in shown.text
    assert labels(shown)[-1] == "Undo: Ann not accepted"
    assert (tom, "reject check-in") in chats.audited

    messages = await chats.taps(tom, shown, "Undo: Ann")
    assert (mark(chats).status, mark(chats).source) == (Status.PRESENT, Source.SELFIE)
    (told,), (shown,) = to(messages, ANN), to(messages, tom)
    assert "looks again at your check-in" in told.text
    assert "You are present there." in told.text
    assert "Flagged, please decide:" in shown.text
    assert (tom, "undo flag") in chats.audited


async def test_what_is_accepted_stays_and_is_asked_no_more(chats, tom, ann):
    await checked_in_with_an_old_photo(chats)
    before = mark(chats)

    messages = await chats.taps(tom, await card(chats, tom), "Accept Ann")

    assert mark(chats) == before
    assert "has accepted your check-in" in to(messages, ANN)[0].text
    assert "Flagged" not in (await card(chats, tom)).text
    assert (tom, "accept check-in") in chats.audited


async def test_a_button_pressed_twice_tells_the_student_once(chats, tom, ann):
    await checked_in_with_an_old_photo(chats)
    shown = await card(chats, tom)
    await chats.taps(tom, shown, "Do not accept")

    again = await chats.taps(tom, shown, "Do not accept")

    assert to(again, ANN) == []
    assert labels(again[0])[-1] == "Undo: Ann not accepted"
    assert chats.audited.count((tom, "reject check-in")) == 1


async def test_who_comes_second_sees_what_the_first_has_decided(chats, math, tom, ann):
    una = (await chats.school.add_teacher("Una", math)).account_id
    await checked_in_with_an_old_photo(chats)
    shown = await card(chats, tom)
    await chats.taps(tom, shown, "Do not accept")

    (answer,) = await chats.presses(una, data(shown)[0])  # to accept

    assert mark(chats).status is Status.ABSENT
    assert "Flagged" not in answer.text


async def test_a_mark_that_a_teacher_has_set_stands_whatever_is_decided(chats, tom, ann):
    await checked_in_with_an_old_photo(chats)
    await chats.says(tom, "/mark ANN late MATH1")

    await chats.taps(tom, await card(chats, tom), "Do not accept")

    assert (mark(chats).status, mark(chats).source) == (Status.LATE, Source.TEACHER)


@pytest.mark.parametrize(
    ("via_bot", "what"),
    [(False, "a forwarded picture"), (True, "a picture by way of another bot")],
)
async def test_what_was_passed_on_is_refused_and_the_teacher_may_count_it(
    chats, tom, ann, via_bot, what
):
    chats.advance(12 * MINUTE)
    if via_bot:
        other = {"id": 8, "is_bot": True, "first_name": "Other", "username": "other_bot"}
        (answer,) = await chats.shows(ANN, "ann", via_bot=other)
    else:
        (answer,) = await chats.passes_on(ANN, "ann")

    assert answer.text.startswith(common.ONLY_NEW_PHOTOS)
    assert "Your teacher sees this" in answer.text
    assert "Present" not in answer.text
    assert "Late" not in answer.text
    assert answer.buttons == ()
    shown = await card(chats, tom)
    assert f"– Ann: {what} (it was not counted)" in shown.text

    await chats.taps(tom, shown, "Accept Ann")
    assert (mark(chats).status, mark(chats).at) == (Status.LATE, NINE + 12 * MINUTE)


async def test_what_was_passed_on_and_is_not_accepted_changes_no_mark(chats, tom, ann):
    await chats.passes_on(ANN, "ann")

    await chats.taps(tom, await card(chats, tom), "Do not accept")

    assert chats.units.state.marks == {}


async def test_who_sends_a_new_photo_after_one_passed_on_keeps_the_mark_it_made(chats, tom, ann):
    await chats.passes_on(ANN, "ann")
    (answer,) = await chats.shows(ANN, "ann")
    before = mark(chats)
    shown = await card(chats, tom)

    messages = await chats.taps(tom, shown, "Do not accept")

    assert answer.text.startswith("Present")
    assert "– Ann: a forwarded picture (it was not counted)" in shown.text
    assert mark(chats) == before
    (told,) = to(messages, ANN)
    assert "You are present there." in told.text


async def test_who_sends_one_passed_on_before_the_kiosk_marks_them_keeps_that_mark(
    chats, math, tom, ann
):
    await chats.passes_on(ANN, "ann")
    async with chats.units() as uow:
        await uow.kiosks.add(Kiosk(account_id=77, class_id=math.id, linked_at=NINE))
        await uow.commit()
    await chats.shows(77, "ann")
    before = mark(chats)

    await chats.taps(tom, await card(chats, tom), "Do not accept")

    assert before.source is Source.KIOSK
    assert mark(chats) == before


async def test_what_is_not_accepted_is_not_completed_by_a_code(chats, math, tom, ann):
    await chats.says(ADMIN, "/set MATH1 require selfie+code")
    answer = await checked_in_with_an_old_photo(chats)
    await chats.taps(tom, await card(chats, tom), "Do not accept")
    await chats.says(tom, "/code MATH1")

    answer, *_ = await chats.says(ANN, chats.cards[-1].code)

    assert "I have the room's code" in answer.text
    assert "MATH1 also asks for a selfie" in answer.text
    (answer,) = await chats.shows(ANN, "ann")
    assert answer.text.startswith("Present")


@pytest.mark.parametrize(("minutes", "said"), [(4, "Present"), (6, "I kept your selfie")])
async def test_a_slip_that_is_undone_lets_a_check_in_wait_on(chats, tom, ann, minutes, said):
    await chats.says(ADMIN, "/set MATH1 require selfie+code")
    await checked_in_with_an_old_photo(chats)
    messages = await chats.taps(tom, await card(chats, tom), "Do not accept")
    await chats.taps(tom, to(messages, tom)[-1], "Undo")
    chats.advance(minutes * MINUTE)
    await chats.says(tom, "/code MATH1")

    answer, *_ = await chats.says(ANN, chats.cards[-1].code)

    assert answer.text.startswith(said)


async def test_what_waits_for_a_code_says_so_before_and_after_it_is_accepted(chats, tom, ann):
    await chats.says(ADMIN, "/set MATH1 require selfie+code")
    await checked_in_with_an_old_photo(chats)

    shown = await card(chats, tom)
    messages = await chats.taps(tom, shown, "Accept")

    assert "09:00 (not counted yet, without the room's code)" in shown.text
    (told,) = to(messages, ANN)
    assert "at 09:00, without the room's code. You are present there." in told.text


async def test_where_no_photo_is_asked_for_who_passes_one_on_hears_what_is(chats, tom, ann):
    await chats.says(ADMIN, "/set MATH1 require code")

    (answer,) = await chats.passes_on(ANN, "ann")

    assert answer.text.startswith("MATH1 asks for the room's code to check in.")
    assert "photo" not in answer.text
    assert "Flagged" not in (await card(chats, tom)).text


async def test_whose_face_is_not_compared_is_asked_for_no_photo_when_one_is_passed_on(chats, ann):
    async with chats.units() as uow:
        await uow.students.save(replace(ann, agreed=False))
        await uow.commit()

    (answer,) = await chats.passes_on(ANN, "ann")

    assert "take one now" not in answer.text


async def test_outside_a_session_what_was_passed_on_is_refused_as_ever(chats, tom, ann):
    chats.advance(5 * HOUR)

    (answer,) = await chats.passes_on(ANN, "ann")

    assert answer.text == common.ONLY_NEW_PHOTOS
    assert chats.units.state.flags == {}


async def test_whose_picture_it_was_is_said_to_the_teacher_alone(chats, math, tom, ann):
    await chats.school.add_student("Bob", math, account_id=200, agreed=True, photos=[b"bob"])
    await chats.services.desk.refresh()
    await chats.shows(200, "bob", file="one")

    (answer,) = await chats.shows(ANN, "ann", file="one")

    assert "Bob" not in answer.text
    shown = await card(chats, tom)
    assert "– Ann: the same file as Bob (BOB) sent on Mon 2026-03-02 at 09:00" in shown.text


async def test_many_flags_fit_under_one_card(chats, math, tom):
    for number in range(30):
        account = 5000 + number
        name = f"P{number:02}"
        await chats.school.add_student(name, math, account_id=account, agreed=True, photos=[b"x"])
        await chats.passes_on(account, name)

    shown = await card(chats, tom)

    assert shown.text.count("– P") == 30
    assert labels(shown).count("Do not accept") == 10
    assert teacher.NOTHING_TODAY not in shown.text
