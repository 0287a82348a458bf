"""Days that become holidays when their sessions have closed."""

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance import calendar, holidays, marking, timetable, undoing
from attendance.excuses import ask, decide
from attendance.holidays import DaysOver
from attendance.model import Holiday, Source, Status
from attendance.register import Period, gather
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan
from tests.unit.attendance.school import School

MONDAY = NINE.date()
TEN, NOON = NINE + HOUR, NINE + 3 * HOUR


@pytest.fixture
async def math(school):
    return await school.add_class(meets_since=NINE - DAY, warn_absences=1)


@pytest.fixture
async def ann(school, math):
    return await school.add_student("Ann", math)


def of(class_, first=MONDAY, last=MONDAY):
    return Holiday(class_id=class_ and class_.id, first=first, last=last)


async def do(school, change, class_, holiday, at=NOON):
    async with school.units() as uow:
        outcome = await change(uow, holiday, class_ and await uow.classes.get(class_.id), at)
        await uow.commit()
    return outcome


async def held(school, class_):
    period = Period(first=MONDAY - 30 * DAY, last=MONDAY + 30 * DAY)
    async with school.units(reading=True) as uow:
        return len((await gather(uow, class_, period, NINE + 9 * DAY)).sessions)


async def test_absences_noted_before_the_day_became_a_holiday_are_taken_back(school, math, ann):
    bob = await school.add_student("Bob", math)
    await school.mark(math, a_plan(), bob, Status.PRESENT, source=Source.SELFIE)
    await school.settle(TEN)

    outcome = await do(school, holidays.declare, math, of(math))

    assert outcome.taken_back == 1
    assert school.marks == [("Bob", MONDAY, Status.PRESENT)]
    assert await held(school, math) == 0
    assert await school.settle(NOON + MINUTE) == 0
    assert {ann.id} <= (await _to_be_looked_at(school))[math.id]


async def test_the_same_holds_for_all_classes_and_for_a_day_of_the_last_week(school, math, ann):
    art = await school.add_class("ART", meets_since=NINE - DAY)
    await school.add_student("Bob", art)
    await school.settle(TEN + DAY)
    assert len(school.absent) == 4

    outcome = await do(school, holidays.declare, None, of(None), at=NINE + 4 * DAY)

    assert outcome.taken_back == 2
    assert [day for _, day, _ in school.marks] == [MONDAY + DAY, MONDAY + DAY]


async def test_an_absence_that_a_teacher_noted_stays(school, math, ann):
    await school.settle(TEN)
    async with school.units() as uow:
        (session,) = school.units.state.sessions.values()
        await marking.decide(uow, session, ann.id, Status.ABSENT, by=900, at=NOON)
        await uow.commit()

    assert (await do(school, holidays.declare, math, of(math))).taken_back == 0
    assert school.marks == [("Ann", MONDAY, Status.ABSENT)]


async def test_a_session_closed_but_not_settled_yet_makes_nobody_absent(school, math, ann):
    outcome = await do(school, holidays.declare, math, of(math), at=TEN + MINUTE)

    assert outcome.taken_back == 0
    assert await school.settle(NOON) == 0


@pytest.mark.parametrize("days", [0, 6, 12])
@pytest.mark.parametrize("settled", [True, False])
async def test_a_holiday_declared_too_late_and_taken_back_leaves_all_as_it_was(
    school, math, ann, settled, days
):
    await _excused(school, math)
    if settled:
        await school.settle(TEN)
    await do(school, holidays.declare, math, of(math))

    await do(school, holidays.take_back, math, of(math), at=NOON + days * DAY)
    await school.settle(NOON + days * DAY + MINUTE)

    of_monday = [mark for mark in school.marks if mark[1] == MONDAY]
    assert of_monday == [("Ann", MONDAY, Status.ABSENT), ("Bob", MONDAY, Status.EXCUSED)]


async def test_undoing_it_counts_the_absences_again(school, math, ann):
    await school.settle(TEN)
    await do(school, holidays.declare, math, of(math))
    async with school.units() as uow:
        edit = await undoing.keep(uow, None, of(math), by=1, at=NOON)
        await undoing.undo(uow, edit.id, at=NOON + MINUTE)
        await uow.commit()

    assert await school.settle(NOON + 2 * MINUTE) == 1
    assert await school.settle(NOON + 3 * MINUTE) == 0


async def test_of_two_holidays_on_a_day_either_keeps_it_free(school, math, ann):
    await school.settle(TEN)
    await do(school, holidays.declare, math, of(math))
    await do(school, holidays.declare, None, of(None))

    await do(school, holidays.take_back, math, of(math), at=NOON + MINUTE)

    assert await school.settle(NOON + HOUR) == 0


async def test_what_was_moved_to_that_day_or_opened_stands(school, math, ann):
    async with school.units() as uow:
        class_ = await uow.classes.get(math.id)
        to = timetable.appointment("UTC", MONDAY, time(11), time(12))
        await calendar.move(uow, class_, MONDAY + DAY, None, to=to, at=NINE - HOUR)
        await uow.commit()
    await school.settle(NOON)

    assert (await do(school, holidays.declare, math, of(math))).taken_back == 1
    (session,) = [one for one in school.units.state.sessions.values() if one.was_held]
    assert session.starts_at == NINE + 2 * HOUR


async def test_what_was_called_off_on_its_way_is_not_made_up_when_it_is_taken_back(
    school, math, ann
):
    bob = await school.add_student("Bob", math)
    await school.mark(math, a_plan(), bob, Status.PRESENT)
    await do(school, holidays.declare, math, of(math), at=NINE + 5 * MINUTE)

    await do(school, holidays.take_back, math, of(math), at=NOON)

    assert await school.settle(NOON + MINUTE) == 0


async def test_a_day_that_is_over_for_more_than_a_week_is_refused(school, math):
    last = MONDAY - 8 * DAY

    outcome = await do(school, holidays.declare, math, of(math, last, last))

    assert outcome == DaysOver(last=last)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.booleans()), max_size=12))
async def test_however_holidays_come_and_go_a_held_day_has_everybody_and_a_free_one_no_absence(
    changes,
):
    school = School()
    math = await school.add_class(meets_since=NINE - HOUR)
    await school.add_student("Ann", math)
    now = NINE + 5 * DAY
    await school.settle(now)
    for declared, day, looked in changes:
        now += MINUTE
        date_ = MONDAY + day * DAY
        change = holidays.declare if declared else holidays.take_back
        await do(school, change, math, of(math, date_, date_), at=now)
        if looked:
            await school.settle(now)
    await school.settle(now)

    free = {one.first for one in school.units.state.holidays}
    week = {MONDAY + day * DAY for day in range(5)}
    assert {day for _, day, _ in school.marks} == week - free


async def _to_be_looked_at(school):
    async with school.units(reading=True) as uow:
        return await uow.warnings.changed()


async def _excused(school, class_):
    """Bob, for Monday."""
    bob = await school.add_student("Bob", class_)
    async with school.units() as uow:
        asked = await ask(uow, bob, "a cold", MONDAY, at=NINE - HOUR)
        await decide(uow, asked.requests[0][1], approved=True, by=900, at=NINE - HOUR)
        await uow.commit()
