from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance import calendar, closing, holidays, timetable
from attendance.calendar import (
    CalledOff,
    MeetingOver,
    Moved,
    Restored,
    Taken,
    WhichMeeting,
)
from attendance.holidays import HolidaySet
from attendance.model import Appointment, Change, Holiday, Status
from tests.unit.attendance.calendars import classes_on_days, wall_clocks
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_class, a_plan, weekdays
from tests.unit.attendance.school import School

MONDAY = NINE.date()
TUESDAY = MONDAY + DAY
NIGHT = NINE - 9 * HOUR
TEN = NINE + HOUR


@pytest.fixture
async def math(school):
    return await school.add_class(meets_since=NIGHT - DAY)


@pytest.fixture
async def ann(school, math):
    return await school.add_student("Ann", math)


async def do(school, change, class_, *args, at=NIGHT, **kwargs):
    """Change the calendar of a class as it is now, and commit."""
    async with school.units() as uow:
        class_ = await uow.classes.get(class_.id) if class_ else None
        if isinstance(args[0], Holiday):
            outcome = await change(uow, args[0], class_, at)
        elif kwargs:
            outcome = await change(uow, class_, *args, at=at, **kwargs)
        else:
            outcome = await change(uow, class_, *args, at)
        await uow.commit()
    return outcome


async def plans(school, class_, day=MONDAY):
    async with school.units(reading=True) as uow:
        return timetable.plans_on(await uow.classes.get(class_.id), day)


def on(day, starts, ends):
    return timetable.appointment("UTC", day, time(starts), time(ends))


def of(class_, first=MONDAY, last=MONDAY, name=""):
    return Holiday(class_id=class_ and class_.id, first=first, last=last, name=name)


# --- terms and holidays ---------------------------------------------------------------------


def test_a_class_meets_from_the_first_to_the_last_day_of_its_term():
    class_ = a_class(first_day=MONDAY, last_day=TUESDAY)

    found = [len(timetable.plans_on(class_, MONDAY + n * DAY)) for n in (-3, 0, 1, 2)]

    assert found == [0, 1, 1, 0]


async def test_nobody_is_absent_on_a_holiday(school, math, ann):
    outcome = await do(school, holidays.declare, math, of(math, MONDAY, TUESDAY, "Fair"))

    assert outcome == HolidaySet(
        holiday=of(math, MONDAY, TUESDAY, "Fair"),
        class_=outcome.class_,
    )
    assert await school.settle(NINE + 2 * DAY) == 0
    assert await school.settle(NINE + 3 * DAY) == 1  # Wednesday's
    assert timetable.holiday(await _stored(school, math), TUESDAY).name == "Fair"


async def test_a_holiday_of_one_class_is_none_of_another(school, math):
    other = await school.add_class("ART", meets_since=NIGHT)

    await do(school, holidays.declare, math, of(math))

    assert await plans(school, math) == []
    assert len(await plans(school, other)) == 1


async def test_a_holiday_of_all_is_every_classs_until_it_is_taken_back(school, math):
    other = await school.add_class("ART", meets_since=NIGHT)
    await do(school, holidays.declare, None, of(None))
    assert [await plans(school, one) for one in (math, other)] == [[], []]

    outcome = await do(school, holidays.take_back, None, of(None))

    assert outcome.was == of(None)
    assert len(await plans(school, math)) == len(await plans(school, other)) == 1


async def test_a_holiday_declared_during_a_session_ends_it_and_nobody_is_absent(school, math, ann):
    bob = await school.add_student("Bob", math)
    await school.mark(math, a_plan(), bob, Status.PRESENT)

    await do(school, holidays.declare, math, of(math), at=NINE + 20 * MINUTE)

    assert await school.settle(TEN + DAY) == 2  # Tuesday's
    assert ("Bob", MONDAY, Status.PRESENT) in school.marks
    assert ("Ann", MONDAY, Status.ABSENT) not in school.marks


async def test_a_holiday_taken_back_makes_up_no_absences(school, math, ann):
    await do(school, holidays.declare, math, of(math, MONDAY, TUESDAY))
    await do(school, holidays.take_back, math, of(math, MONDAY, TUESDAY), at=TEN + MINUTE)

    assert await school.settle(NINE + DAY) == 0
    assert await school.settle(TEN + DAY) == 1


# --- single meetings ------------------------------------------------------------------------


async def test_a_meeting_that_is_called_off_does_not_take_place_and_the_others_do(
    school, math, ann
):
    outcome = await do(school, calendar.call_off, math, MONDAY, None)

    assert (type(outcome), outcome.plan) == (CalledOff, a_plan())
    assert await school.settle(TEN) == 0
    assert await school.settle(TEN + DAY) == 1


async def test_a_meeting_that_is_moved_takes_place_once_and_then(school, math, ann):
    outcome = await do(school, calendar.move, math, MONDAY, None, to=on(TUESDAY, 14, 16))

    assert (type(outcome), outcome.before) == (Moved, a_plan())
    assert outcome.after.starts_at == NINE + DAY + 5 * HOUR
    assert await plans(school, math) == []
    assert len(await plans(school, math, TUESDAY)) == 2
    assert await school.settle(NINE + DAY + 8 * HOUR) == 2
    assert [day for _, day, _ in school.marks] == [TUESDAY, TUESDAY]


async def test_a_meeting_moved_again_remembers_when_it_regularly_is(school, math):
    await do(school, calendar.move, math, MONDAY, None, to=on(TUESDAY, 14, 16))
    await do(school, calendar.move, math, TUESDAY, time(14), to=on(MONDAY, 11, 12))
    assert [plan.starts_at.hour for plan in await plans(school, math)] == [11]

    await do(school, calendar.call_off, math, MONDAY, None)
    assert await plans(school, math) == []

    outcome = await do(school, calendar.restore, math, MONDAY, None)
    assert (outcome.changed, outcome.plans) == (True, [a_plan()])
    assert len(await plans(school, math, TUESDAY)) == 1


async def test_of_several_meetings_of_a_day_it_is_asked_which(school):
    twice = await school.add_class(
        meetings=weekdays(time(9), time(10)) + weekdays(time(14), time(15))
    )

    outcome = await do(school, calendar.call_off, twice, MONDAY, None)
    assert isinstance(outcome, WhichMeeting)
    assert len(outcome.plans) == 2
    assert isinstance(await do(school, calendar.call_off, twice, MONDAY, time(14)), CalledOff)
    assert [plan.starts_at for plan in await plans(school, twice)] == [NINE]
    wrong = await do(school, calendar.call_off, twice, MONDAY, time(14))
    assert (type(wrong), len(wrong.plans)) == (WhichMeeting, 1)


async def test_two_meetings_never_begin_at_the_same_moment(school, math):
    outcome = await do(school, calendar.move, math, MONDAY, None, to=on(TUESDAY, 9, 10))

    assert isinstance(outcome, Taken)
    assert len(await plans(school, math)) == 1


async def test_a_meeting_may_end_later_on_the_same_day(school, math):
    outcome = await do(school, calendar.move, math, MONDAY, None, to=on(MONDAY, 9, 12))

    assert isinstance(outcome, Moved)
    assert [plan.closes_at - plan.starts_at for plan in await plans(school, math)] == [3 * HOUR]


async def test_nothing_that_is_over_is_changed(school, math, ann):
    off = await do(school, calendar.call_off, math, MONDAY, None, at=TEN)
    moved = await do(school, calendar.move, math, TUESDAY, None, to=on(MONDAY, 7, 8), at=TEN)

    assert isinstance(off, MeetingOver)
    assert isinstance(moved, MeetingOver)
    assert await school.settle(TEN + DAY) == 2


async def test_marks_go_with_a_session_under_way_that_is_moved_to_overlap_itself(school, math, ann):
    await school.mark(math, a_plan(), ann, Status.PRESENT)

    await do(school, calendar.move, math, MONDAY, None, to=on(MONDAY, 9, 12), at=NINE + 5 * MINUTE)
    await do(school, calendar.move, math, MONDAY, None, to=on(MONDAY, 10, 12), at=NINE + 6 * MINUTE)

    assert await school.settle(NINE + 4 * HOUR) == 0
    assert school.marks == [("Ann", MONDAY, Status.PRESENT)]


@pytest.mark.parametrize("starts", [None, time(9)])
async def test_a_meeting_moved_from_a_time_that_is_over_is_not_lost(school, math, starts):
    await do(school, calendar.move, math, MONDAY, None, to=on(TUESDAY, 14, 16))

    outcome = await do(school, calendar.restore, math, MONDAY, starts, at=TEN)

    assert isinstance(outcome, MeetingOver)
    assert len(await plans(school, math, TUESDAY)) == 2


async def test_of_several_changes_those_that_are_not_over_are_taken_back(school):
    twice = weekdays(time(9), time(10)) + weekdays(time(14), time(15))
    math = await school.add_class(meetings=twice, meets_since=NIGHT)
    for hour in (9, 14):
        await do(school, calendar.call_off, math, MONDAY, time(hour))

    outcome = await do(school, calendar.restore, math, MONDAY, None, at=TEN)

    assert (type(outcome), outcome.changed) == (Restored, True)
    assert [plan.starts_at.hour for plan in outcome.plans] == [14]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-12-24", date(2026, 12, 24)),
        ("9999-12-31", None),
        ("0001-01-01", None),
        ("1026-03-02", None),
        ("20261224", None),
        ("2026-02-30", None),
    ],
)
def test_a_date_is_of_this_century_or_the_next(text, found):
    assert calendar.parse_date(text) == found


async def test_a_meeting_that_was_never_changed_cannot_be_put_back(school, math):
    outcome = await do(school, calendar.restore, math, MONDAY, None)

    assert (type(outcome), outcome.changed) == (Restored, False)


async def test_a_meeting_moved_to_a_holiday_takes_place(school, math):
    await do(school, holidays.declare, math, of(math, TUESDAY, TUESDAY))
    await do(school, calendar.move, math, MONDAY, None, to=on(TUESDAY, 14, 15))

    assert len(await plans(school, math, TUESDAY)) == 1


# --- never twice ----------------------------------------------------------------------------


def test_meetings_that_a_change_of_the_clock_lets_begin_together_are_one():
    """02:30 is skipped and becomes 03:30, when another begins."""
    spring = date(2026, 3, 29)
    meetings = weekdays(time(2, 30), time(3), [6]) + weekdays(time(3, 30), time(5), [6])
    class_ = a_class(timezone="Europe/Paris", meetings=meetings)

    (plan,) = timetable.plans_on(class_, spring)

    assert timetable.local(plan.closes_at, "Europe/Paris").time() == time(5)


def test_what_is_imported_for_the_moment_of_a_weekly_meeting_is_the_same_meeting():
    class_ = a_class(imported=(Appointment(starts_at=NINE, closes_at=TEN),))

    assert timetable.plans_on(class_, MONDAY) == [a_plan()]


@settings(max_examples=200)
@given(classes_on_days(), st.lists(st.tuples(st.integers(-2, 2), wall_clocks, wall_clocks)))
def test_no_two_plans_begin_together_and_each_is_of_one_date(drawn, decided):
    class_, day = drawn
    singles = {}
    for offset, starts, ends in decided:
        one = timetable.appointment(class_.timezone, day + offset * DAY, starts, ends)
        singles[one.starts_at] = one
    ordered = tuple(sorted(singles.values(), key=lambda one: one.starts_at))
    changes = tuple(
        Change(starts_at=plan.starts_at, becomes=one)
        for plan, one in zip(timetable.plans_on(class_, day), ordered, strict=False)
    )
    whole = replace(class_, imported=ordered, opened=ordered[1:], changes=changes)

    found = [plan for n in range(-5, 6) for plan in timetable.plans_on(whole, day + n * DAY)]

    assert len({plan.starts_at for plan in found}) == len(found)
    assert {one.starts_at for one in ordered[1:]} <= {plan.starts_at for plan in found}
    for plan in found:
        assert timetable.local(plan.starts_at, class_.timezone).date() == plan.date
        assert plan.starts_at < plan.closes_at


events = st.lists(
    st.tuples(
        st.sampled_from(["holiday", "back", "off", "move", "restore", "look"]),
        st.integers(0, 3),
        st.integers(0, 23),
    ),
    max_size=10,
)


@settings(max_examples=60)
@given(events, events)
async def test_whatever_is_changed_and_looked_at_nobody_has_two_marks_of_one_start(first, second):
    """Each session is settled at most once, and a meeting that takes place has everybody marked."""
    school = School()
    math = await school.add_class(meets_since=NIGHT)
    await school.add_student("Ann", math)
    now = NIGHT
    for what, day, hour in [*first, *second]:
        now += 5 * HOUR
        target = MONDAY + day * DAY
        if what == "holiday":
            await do(school, holidays.declare, math, of(math, target, target), at=now)
        elif what == "back":
            await do(school, holidays.take_back, math, of(math, target, target), at=now)
        elif what == "off":
            await do(school, calendar.call_off, math, target, None, at=now)
        elif what == "move":
            to = on(target + DAY, hour, (hour + 1) % 24)
            await do(school, calendar.move, math, target, None, to=to, at=now)
        elif what == "restore":
            await do(school, calendar.restore, math, target, None, at=now)
        await school.settle(now)
    await school.settle(now + 7 * DAY)

    state = school.units.state
    assert len({s.starts_at for s in state.sessions.values()}) == len(state.sessions)
    async with school.units(reading=True) as uow:
        assert await closing.unsettled(uow, now + 7 * DAY) == []
    for session in state.sessions.values():
        if session.settled_at and session.settled_at >= session.closes_at:
            assert [key for key in state.marks if key[0] == session.id] != []


async def _stored(school, class_):
    async with school.units(reading=True) as uow:
        return await uow.classes.get(class_.id)
