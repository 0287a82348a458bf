import asyncio
from datetime import time

import pytest

from attendance.model import Mark, Source, Status
from attendance.outcomes import Already, Marked
from tests.unit.attendance.check_in.desk import ANN, SECOND, TEN
from tests.unit.attendance.samples import HOUR, MINUTE, NINE, a_plan, weekdays

# --- counted --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent_at", "status"),
    [
        (NINE - 15 * MINUTE, Status.PRESENT),  # check-in opens
        (NINE, Status.PRESENT),
        (NINE + 10 * MINUTE, Status.PRESENT),  # the last moment to be present
        (NINE + 10 * MINUTE + SECOND, Status.LATE),
        (TEN - SECOND, Status.LATE),  # the last moment of all
    ],
)
async def test_a_good_selfie_is_present_until_late_and_then_late(desk, ann, sent_at, status):
    outcome = await desk.take(at=sent_at)

    state = desk.school.units.state
    assert isinstance(outcome, Marked)
    assert outcome.student == ann
    assert list(state.classes.values()) == [outcome.class_]
    assert list(state.sessions.values()) == [outcome.session]
    assert list(state.marks.values()) == [outcome.mark]
    assert outcome.mark == Mark(
        session_id=outcome.session.id,
        student_id=ann.id,
        status=status,
        source=Source.SELFIE,
        at=sent_at,
    )


async def test_when_it_was_sent_counts_and_not_when_it_is_handled(school, desk, ann):
    await school.settle(NINE + 5 * HOUR)

    outcome = await desk.take(at=NINE)

    assert outcome.mark.status is Status.PRESENT


async def test_a_check_in_is_kept_with_its_score(school, desk, ann):
    desk.gallery.alike[b"ann today", b"ann"] = 0.75

    await desk.take(b"ann today")

    (kept,) = school.units.state.check_ins.values()
    assert (kept.student_id, kept.sent_at, kept.score) == (ann.id, NINE, 0.75)
    assert (kept.verdict, kept.status, kept.reason) == ("marked", Status.PRESENT, None)


async def test_an_absence_by_closing_is_replaced_by_a_selfie_sent_in_time(school, desk, ann):
    await school.settle(TEN)
    assert school.absent == ["Ann"]

    outcome = await desk.take(at=TEN - SECOND)

    assert isinstance(outcome, Marked)
    assert school.marks == [("Ann", NINE.date(), Status.LATE)]


async def test_the_class_under_way_is_meant_before_one_that_is_only_open(school, desk, math):
    physics = await school.add_class("PHYS", meetings=weekdays(time(9, 30), time(10, 30)))
    await school.add_student("Ann", math, physics, account_id=ANN, agreed=True, photos=[b"ann"])

    first = await desk.take(at=NINE + 20 * MINUTE)
    second = await desk.take(at=NINE + 21 * MINUTE)
    third = await desk.take(at=NINE + 31 * MINUTE)

    assert (type(first), first.class_) == (Marked, math)
    assert (type(second), second.class_) == (Already, math)
    assert (type(third), third.class_) == (Marked, physics)


async def test_a_mark_says_which_absence_it_replaces(school, desk, ann):
    await school.settle(TEN)

    outcome = await desk.take(at=TEN - SECOND)

    assert (outcome.before.status, outcome.before.source) == (Status.ABSENT, Source.CLOSING)
    (change,) = school.units.state.history.values()
    assert (change.before, change.after) == (outcome.before, outcome.mark)
    assert change.account_id == ann.account_id


# --- when it counts -------------------------------------------------------------------------


async def test_a_meeting_that_crosses_midnight_is_one_session(school, desk):
    night = await school.add_class("NIGHT", meetings=weekdays(time(23), time(1), [0]))
    await school.add_student("Ann", night, account_id=ANN, agreed=True, photos=[b"ann"])

    first = await desk.take(at=NINE + 14 * HOUR)
    second = await desk.take(at=NINE + 15 * HOUR + 30 * MINUTE)

    assert isinstance(first, Marked)
    assert isinstance(second, Already)
    assert second.session == first.session
    assert second.session.date == NINE.date()


# --- counted already ------------------------------------------------------------------------


@pytest.mark.parametrize("photo", [b"ann", b"somebody else"])
async def test_a_second_selfie_is_already_counted_and_not_looked_at(desk, math, ann, photo):
    first = await desk.take(at=NINE)

    second = await desk.take(photo, at=NINE + 30 * MINUTE)

    assert second == Already(student=ann, class_=math, session=first.session, mark=first.mark)
    assert desk.fetched == 1


@pytest.mark.parametrize("status", list(Status))
async def test_the_mark_of_a_teacher_stands(school, desk, math, ann, status):
    mark = await school.mark(math, a_plan(), ann, status)

    outcome = await desk.take()

    assert isinstance(outcome, Already)
    assert outcome.mark == mark
    assert desk.fetched == 0


async def test_a_mark_set_while_the_photo_is_looked_at_stands(school, desk, math, ann):
    async def teacher_marks():
        await school.mark(math, a_plan(), ann, Status.EXCUSED)

    desk.while_fetching = teacher_marks

    outcome = await desk.take()

    assert isinstance(outcome, Already)
    assert school.marks == [("Ann", NINE.date(), Status.EXCUSED)]


async def test_two_selfies_at_once_are_counted_once(school, desk, ann):
    outcomes = await asyncio.gather(desk.take(), desk.take())

    assert {type(outcome) for outcome in outcomes} == {Marked, Already}
    assert len(school.units.state.marks) == 1
