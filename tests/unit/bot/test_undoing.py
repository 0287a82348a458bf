from datetime import time, timedelta

from tests.unit.attendance.samples import HOUR, MINUTE, NINE
from tests.unit.bot.chats import ADMIN, data, labels

OTHER_ADMIN_LESS = 55


async def test_what_was_set_is_undone_from_its_answer_and_noted(chats, math):
    (answer,) = await chats.says(ADMIN, "/set MATH1 late 5")
    assert labels(answer) == ["Undo"]

    (undone,) = await chats.taps(ADMIN, answer, "Undo")

    assert "Undone. MATH1 Mathematics 1 is again:" in undone.text
    assert "late after 10 min" in undone.text
    assert undone.edits is not None
    assert undone.buttons == ()
    assert chats.units.state.classes[math.id].late_after == 10 * MINUTE
    assert chats.audited == [(ADMIN, "set"), (ADMIN, "undo")]
    assert chats.units.state.audit[-1].class_code == "MATH1"


async def test_a_class_and_a_holiday_are_undone_from_their_answers(chats, math):
    (changed,) = await chats.says(ADMIN, "/class MATH1 Sat 10:00-11:00 Algebra")
    (made,) = await chats.says(ADMIN, "/class ART Mon 10:00-11:00 Art")
    (holiday,) = await chats.says(ADMIN, "/holiday 2026-12-24 Feast")

    (text,) = [one.text for one in await chats.taps(ADMIN, holiday, "Undo")]
    assert "Undone. Thu 2026-12-24 is no holiday." in text
    (text,) = [one.text for one in await chats.taps(ADMIN, made, "Undo")]
    assert "Undone. ART is gone." in text
    await chats.taps(ADMIN, changed, "Undo")
    (class_,) = chats.units.state.classes.values()
    assert (class_.name, class_.meetings) == (math.name, math.meetings)
    assert chats.units.state.holidays == []


async def test_a_holiday_declared_too_late_says_what_it_takes_back(chats, math, tom, ann):
    chats.advance(2 * HOUR)
    await chats.school.settle(NINE + HOUR)

    (answer,) = await chats.says(ADMIN, f"/holiday {NINE.date()}")
    assert "nobody is absent; 1 absence taken back, other marks stay." in answer.text
    (card,) = await chats.says(tom, "/today MATH1")
    assert "called off" in card.text

    await chats.taps(ADMIN, answer, "Undo")
    await chats.school.settle(chats.clock())
    (card,) = await chats.says(tom, "/today MATH1")
    assert "0 present · 0 late · 1 absent · 0 excused" in card.text
    (answer,) = await chats.says(ADMIN, "/holiday 2026-02-20")
    assert "is over, for more than a week" in answer.text


async def test_a_second_press_and_a_press_after_a_later_change_do_nothing(chats, math):
    (first,) = await chats.says(ADMIN, "/set MATH1 summary 17:00")
    (second,) = await chats.says(ADMIN, "/set MATH1 summary 18:00")

    (late,) = await chats.taps(ADMIN, first, "Undo")
    assert "cannot be undone any more" in late.text
    await chats.taps(ADMIN, second, "Undo")
    (again,) = await chats.taps(ADMIN, second, "Undo")
    assert "undone already" in again.text
    assert chats.units.state.classes[math.id].summary_at == time(17)


async def test_only_admins_undo_whoever_has_the_button(chats, math):
    tom = await chats.school.add_teacher("Tom", math)
    (answer,) = await chats.says(ADMIN, "/set MATH1 late 5")

    (refused,) = await chats.taps(tom.account_id, answer, "Undo")

    assert "Only admins can" in refused.text
    assert chats.units.state.classes[math.id].late_after == timedelta(minutes=5)
    assert chats.audited[-1] == (tom.account_id, "refused")


async def test_a_made_up_button_undoes_nothing(chats, math):
    (answer,) = await chats.presses(ADMIN, "unset:999")
    assert "cannot be undone" in answer.text
    (answer,) = await chats.presses(ADMIN, "unset:1:2")
    assert "no longer in use" in answer.text


# --- archive --------------------------------------------------------------------------------


async def test_an_archived_class_is_out_of_the_way_and_comes_back(chats, math):
    tom = (await chats.school.add_teacher("Tom", math)).account_id
    assert "1 present" not in (await chats.says(tom, "/today"))[0].text  # a card of today

    (answer,) = await chats.says(ADMIN, "/archive MATH1")
    assert "MATH1 Mathematics 1 is archived" in answer.text

    assert (await chats.says(tom, "/today"))[0].text == "None of your classes meets today."
    for refused in ("/today MATH1", "/open MATH1", "/roll MATH1"):
        assert "MATH1 is archived" in (await chats.says(tom, refused))[0].text
    for refused in (
        "/set MATH1 late 5",
        "/enroll 7 MATH1 Gus",
        "/class MATH1 Mon 08:00-09:00 New",
        "/holiday 2026-12-24 MATH1",
        "/teacher MATH1 Una",
    ):
        assert "MATH1 is archived" in (await chats.says(ADMIN, refused))[0].text
    assert (
        "There is no class NONE. There is no class yet."
        in (await chats.says(ADMIN, "/set NONE late 5"))[0].text
    )
    assert "MATH1  Mathematics 1, since 2026-03-02" in (await chats.says(ADMIN, "/archive"))[0].text
    assert "Nobody is enrolled in MATH1" in (await chats.says(ADMIN, "/students MATH1"))[0].text

    (back,) = await chats.says(ADMIN, "/archive MATH1 off")
    assert "is back" in back.text
    assert "No class is archived" in (await chats.says(ADMIN, "/archive"))[0].text
    assert chats.audited[-1] == (ADMIN, "archive")


async def test_archiving_is_undone_from_its_answer(chats, math):
    (answer,) = await chats.says(ADMIN, "/archive MATH1")

    await chats.taps(ADMIN, answer, "Undo")

    assert chats.units.state.classes[math.id].archived_at is None
    assert data((await chats.says(ADMIN, "/archive MATH1 off"))[0]) == []


async def test_only_admins_archive(chats, math):
    tom = await chats.school.add_teacher("Tom", math)

    (refused,) = await chats.says(tom.account_id, "/archive MATH1")

    assert "Only admins can" in refused.text
