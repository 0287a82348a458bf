from datetime import date

import pytest

from attendance.model import Source, Status
from bot import commands
from bot.replies import common
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan
from tests.unit.bot.chats import ADMIN, labels, to
from tests.unit.bot.fakes import ANN

MONDAY = NINE.date()


async def excuse(chats, tom, text="/excuse I have a cold"):
    messages = await chats.says(ANN, text)
    (answer,), (asked,) = to(messages, ANN), to(messages, tom)
    return answer, asked


# --- excuses --------------------------------------------------------------------------------


async def test_an_excuse_goes_to_the_teacher_with_its_reason(chats, tom, ann):
    answer, asked = await excuse(chats, tom)

    assert "MATH1 on Mon 2026-03-02" in answer.text
    assert "Ann (ANN)" in asked.text
    assert "I have a cold" in asked.text
    assert labels(asked) == ["Approve", "Reject"]


@pytest.mark.parametrize("words", ["a cold", "today a cold"])
async def test_a_request_that_is_handled_late_is_for_the_day_it_was_sent(chats, tom, ann, words):
    sent = int(chats.clock().timestamp())
    chats.advance(DAY)

    messages = await chats.says(ANN, f"/excuse {words}", date=sent)

    assert "MATH1 on Mon 2026-03-02" in to(messages, ANN)[0].text


async def test_an_excuse_granted_beforehand_counts_until_they_come(chats, tom, ann):
    _, asked = await excuse(chats, tom)

    messages = await chats.taps(tom, asked, "Approve")
    assert "You are excused from MATH1" in to(messages, ANN)[0].text
    (card,) = await chats.says(tom, "/today MATH1")
    assert "0 present · 0 late · 0 absent · 1 excused" in card.text.splitlines()

    await chats.school.settle(NINE + HOUR)
    assert chats.school.marks == [("Ann", MONDAY, Status.EXCUSED)]


async def test_who_is_excused_and_comes_is_present(chats, tom, ann):
    _, asked = await excuse(chats, tom)
    await chats.taps(tom, asked, "Approve")

    (answer,) = await chats.shows(ANN, "ann")

    assert answer.text.startswith("Present")
    await chats.school.settle(NINE + HOUR)
    assert chats.school.marks == [("Ann", MONDAY, Status.PRESENT)]


async def test_an_excuse_after_the_session_turns_the_absence(chats, tom, ann):
    await chats.school.settle(NINE + HOUR)
    chats.advance(2 * HOUR)
    _, asked = await excuse(chats, tom)

    await chats.taps(tom, asked, "Approve")

    assert chats.school.marks == [("Ann", MONDAY, Status.EXCUSED)]
    (change,) = chats.units.state.history.values()
    assert (change.account_id, change.before.status) == (tom, Status.ABSENT)


async def test_a_rejected_excuse_changes_nothing_and_may_be_asked_again(chats, tom, ann):
    _, asked = await excuse(chats, tom)

    messages = await chats.taps(tom, asked, "Reject")
    assert "did not excuse you" in to(messages, ANN)[0].text
    (again,) = await chats.taps(tom, asked, "Approve")
    assert again.text == "Tom has rejected this already."
    _, asked = await excuse(chats, tom)
    await chats.school.settle(NINE + HOUR)
    assert chats.school.absent == ["Ann"]


@pytest.mark.parametrize("asked_at", ["before", "after"])
async def test_a_decision_by_a_slip_is_taken_back(chats, tom, ann, asked_at):
    if asked_at == "after":
        await chats.school.settle(NINE + HOUR)
    _, asked = await excuse(chats, tom)
    (decided,) = to(await chats.taps(tom, asked, "Approve"), tom)
    await chats.school.settle(NINE + HOUR)
    assert chats.school.marks == [("Ann", MONDAY, Status.EXCUSED)]

    messages = await chats.taps(tom, decided, "Undo")

    assert chats.school.absent == ["Ann"]
    assert "taken back" in to(messages, ANN)[0].text
    (again,) = to(messages, tom)
    assert labels(again) == ["Approve", "Reject"]
    assert (tom, "undo excuse") in chats.audited
    assert to(await chats.taps(tom, decided, "Undo"), ANN) == []  # tapped twice
    await chats.taps(tom, again, "Reject")
    assert chats.school.absent == ["Ann"]


async def test_a_rejection_is_taken_back_and_nobody_else_can(chats, tom, ann, una):
    _, asked = await excuse(chats, tom)
    (decided,) = to(await chats.taps(tom, asked, "Reject"), tom)
    (answer,) = await chats.taps(una, decided, "Undo")
    assert answer.text.startswith("Only teachers of MATH1")

    (again,) = to(await chats.taps(tom, decided, "Undo"), tom)
    await chats.taps(tom, again, "Approve")

    await chats.school.settle(NINE + HOUR)
    assert chats.school.marks == [("Ann", MONDAY, Status.EXCUSED)]


async def test_a_request_is_withdrawn_by_its_student(chats, tom, ann):
    answer, asked = await excuse(chats, tom)

    messages = await chats.taps(ANN, answer, "Withdraw")

    assert "Withdrawn: MATH1 on Mon 2026-03-02" in to(messages, ANN)[0].text
    assert "Ann (ANN) no longer asks to be excused from MATH1" in to(messages, tom)[0].text
    assert chats.units.state.excuses == {}
    (stale,) = await chats.taps(tom, asked, "Approve")
    assert stale.text == common.STALE_BUTTON
    (again,) = await chats.taps(ANN, answer, "Withdraw")
    assert "nothing to withdraw" in again.text
    await excuse(chats, tom, "/excuse after all I have a cold")


async def test_what_is_decided_is_not_withdrawn_nor_anybody_else_s(chats, math, tom, ann):
    answer, asked = await excuse(chats, tom)
    await chats.school.add_student("Bob", math, account_id=200, agreed=True)

    for account_id in (200, tom):
        await chats.taps(account_id, answer, "Withdraw")
    await chats.taps(tom, asked, "Approve")
    (late,) = await chats.taps(ANN, answer, "Withdraw")

    assert "nothing to withdraw" in late.text
    assert [one.approved for one in chats.units.state.excuses.values()] == [True]


async def test_a_request_for_several_classes_is_withdrawn_at_once(chats, math, tom, ann):
    art = await chats.school.add_class("ART")
    una = (await chats.school.add_teacher("Una", art)).account_id
    async with chats.units() as uow:
        await uow.classes.join(art.id, ann.id, NINE - DAY)
        await uow.commit()
    messages = await chats.says(ANN, "/excuse a cold")
    (answer,) = to(messages, ANN)
    await chats.taps(tom, to(messages, tom)[0], "Reject")

    messages = await chats.taps(ANN, answer, "Withdraw")

    assert "Withdrawn: ART on Mon 2026-03-02." in to(messages, ANN)[0].text
    assert len(to(messages, una)) == 1
    assert to(messages, tom) == []


async def test_a_card_shows_the_excuses_that_wait_for_a_decision(chats, tom, ann):
    await excuse(chats, tom)
    (card,) = await chats.says(tom, "/today MATH1")
    assert "1 request to be excused open" in card.text.splitlines()

    (asked,) = await chats.taps(tom, card, "Show 1 open excuse")
    assert "“I have a cold”" in asked.text
    await chats.taps(tom, asked, "Approve")

    (late,) = await chats.taps(tom, card, "Show 1 open excuse")
    assert "waits for a decision any more" in late.text
    (card,) = await chats.says(tom, "/today MATH1")
    assert "open" not in card.text


async def test_an_excuse_can_be_decided_before_its_session_opens(chats, tom, ann):
    chats.advance(-2 * HOUR)
    await excuse(chats, tom)

    (card,) = await chats.says(tom, "/today MATH1")
    assert labels(card) == ["Show 1 open excuse"]
    (asked,) = await chats.taps(tom, card, "open excuse")

    assert labels(asked) == ["Approve", "Reject"]


async def test_only_who_takes_the_class_sees_what_waits(chats, tom, ann, una):
    await excuse(chats, tom)
    (card,) = await chats.says(tom, "/today MATH1")

    (answer,) = await chats.taps(una, card, "open excuse")

    assert answer.text.startswith("Only teachers of MATH1")


async def test_the_reason_goes_with_its_student_and_nothing_is_left_to_decide(chats, tom, ann):
    _, granted = await excuse(chats, tom)
    (decided,) = to(await chats.taps(tom, granted, "Approve"), tom)
    _, waiting = await excuse(chats, tom, "/excuse tomorrow I have a cold")

    await chats.school.remove(ann, chats.clock())

    assert [one.reason for one in chats.units.state.excuses.values()] == [""]
    (stale,) = await chats.taps(tom, waiting, "Approve")
    assert stale.text == common.STALE_BUTTON
    (again,) = to(await chats.taps(tom, decided, "Undo"), tom)
    assert again.text == "Ann (ANN) asks to be excused from MATH1 on Mon 2026-03-02."


async def test_a_mark_that_was_set_since_outlives_the_excuse(chats, tom, ann):
    await chats.school.settle(NINE + HOUR)
    _, asked = await excuse(chats, tom)
    (decided,) = to(await chats.taps(tom, asked, "Approve"), tom)
    await chats.says(tom, "/mark ANN absent")
    chats.advance(MINUTE)
    await chats.says(tom, "/mark ANN excused")

    await chats.taps(tom, decided, "Undo")

    assert chats.school.marks == [("Ann", MONDAY, Status.EXCUSED)]


async def test_the_same_is_asked_once(chats, tom, ann):
    _, asked = await excuse(chats, tom)
    (answer,) = await chats.says(ANN, "/excuse really")
    assert "has been asked already" in answer.text

    await chats.taps(tom, asked, "Approve")
    (answer,) = await chats.says(ANN, "/excuse really")
    assert "You are excused already" in answer.text


async def test_a_date_may_be_given(chats, tom, ann):
    answer, _ = await excuse(chats, tom, "/excuse 2026-03-05 dentist")
    assert "Thu 2026-03-05" in answer.text
    answer, asked = await excuse(chats, tom, "/excuse dentist tomorrow")
    assert "Tue 2026-03-03" in answer.text
    assert "“dentist”" in asked.text

    await chats.taps(tom, asked, "Approve")
    await chats.school.settle(NINE + DAY + HOUR)
    assert ("Ann", date(2026, 3, 3), Status.EXCUSED) in chats.school.marks


async def test_on_a_day_off_the_next_class_is_meant(chats, tom, ann):
    chats.advance(5 * DAY)

    answer, _ = await excuse(chats, tom)

    assert "Mon 2026-03-09" in answer.text


async def test_each_class_of_the_day_has_its_own_teacher_to_decide(chats, tom, ann):
    art = await chats.school.add_class("ART")
    una = (await chats.school.add_teacher("Una", art)).account_id
    async with chats.units() as uow:
        await uow.classes.join(art.id, ann.id, NINE - DAY)
        await uow.commit()

    messages = await chats.says(ANN, "/excuse a cold")

    assert "from ART" in to(messages, una)[0].text
    assert "from MATH1" in to(messages, tom)[0].text
    (answer,) = await chats.taps(tom, to(messages, una)[0], "Approve")
    assert answer.text.startswith("Only teachers of ART")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/excuse 2026-03-07 a wedding", "nothing to excuse you from on Sat 2026-03-07"),
        ("/excuse 2025-03-03 long ago", "too far away"),
        ("/excuse 2036-03-03 far ahead", "too far away"),
        ("/excuse 2026-03-05", "REASON should be a reason"),
        ("/excuse " + "x" * 301, "REASON should be a reason"),
        ("/excuse", "Why?"),
    ],
)
async def test_what_cannot_be_excused_is_told_why(chats, tom, ann, text, said):
    (answer,) = await chats.says(ANN, text)

    assert said in answer.text
    assert chats.units.state.excuses == {}


async def test_who_was_there_has_nothing_to_be_excused_from(chats, math, tom, ann):
    await chats.school.mark(math, a_plan(), ann, Status.PRESENT, source=Source.SELFIE)

    (answer,) = await chats.says(ANN, "/excuse 2026-03-02 but I was there")

    assert "nothing to excuse you from" in answer.text


async def test_only_students_ask_to_be_excused(chats, tom):
    (answer,) = await chats.says(tom, "/excuse I am tired")

    assert answer.text == "Only students can ask to be excused."


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-03-05 a cold", (date(2026, 3, 5), "a cold")),
        ("a cold on 2026-03-05.", (date(2026, 3, 5), "a cold on")),
        ("Tomorrow, a wedding", (DAY, "a wedding")),
        ("a cold today", (0 * DAY, "a cold")),
        ("2026-02-30 a cold", (None, "2026-02-30 a cold")),
        ("the 5th of March", (None, "the 5th of March")),
        ("", (None, "")),
    ],
)
def test_a_date_is_read_at_either_end(text, read):
    assert commands.read_dated(text) == read


# --- summaries that were sent ---------------------------------------------------------------


async def test_an_excuse_is_for_the_next_day_that_is_no_holiday(chats, math, tom, ann):
    chats.advance(11 * HOUR)
    await chats.school.mark(math, a_plan(), ann, Status.PRESENT)
    await chats.says(ADMIN, f"/holiday {MONDAY + DAY}..{MONDAY + 2 * DAY}")

    await chats.says(ANN, f"/excuse {MONDAY + DAY} dentist")
    assert chats.units.state.excuses == {}

    await chats.says(ADMIN, f"/move MATH1 {MONDAY + 3 * DAY} {MONDAY + 5 * DAY} 09:00-10:00")
    await chats.says(ANN, f"/excuse {MONDAY + 5 * DAY} dentist")
    assert [one.date for one in chats.units.state.excuses.values()] == [MONDAY + 5 * DAY]


@pytest.mark.parametrize(
    ("timezone", "word", "day"),
    [
        ("Pacific/Auckland", "today", "Tue 2026-03-03"),
        ("Pacific/Auckland", "tomorrow", "Wed 2026-03-04"),
        ("Pacific/Auckland", "yesterday", "Mon 2026-03-02"),
        ("America/New_York", "today", "Mon 2026-03-02"),
    ],
)
async def test_a_day_named_by_a_word_is_by_the_clock_of_the_class(chats, timezone, word, day):
    """Five o'clock in the afternoon in UTC: the next morning on the other side of the earth."""
    class_ = await chats.school.add_class(timezone=timezone)
    await chats.school.add_student("Ann", class_, account_id=ANN, agreed=True)
    chats.advance(8 * HOUR)

    answer, *_ = await chats.says(ANN, f"/excuse {word} dentist")

    assert f"MATH1 on {day}" in answer.text
