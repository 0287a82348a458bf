from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance import timetable
from attendance.model import Meeting
from tests.unit.attendance.calendars import classes_on_days, places, wall_clocks
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, a_class

MONDAY = date(2026, 3, 2)
SPRING = date(2026, 3, 29)  # a Sunday: in Paris 02:00 becomes 03:00
AUTUMN = date(2026, 10, 25)  # a Sunday: in Paris 03:00 becomes 02:00


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def sundays(starts, ends, **changes):
    meeting = Meeting(weekday=6, starts=starts, ends=ends)
    return a_class(timezone="Europe/Paris", meetings=(meeting,), **changes)


# --- wall clocks ----------------------------------------------------------------------------


def test_a_moment_is_what_the_zones_wall_clock_shows():
    assert timetable.moment(MONDAY, time(9), "America/New_York") == utc(2026, 3, 2, 14)
    assert timetable.local(utc(2026, 3, 2, 14), "America/New_York").time() == time(9)


def test_a_time_that_is_skipped_is_read_with_the_offset_before_the_change():
    assert timetable.moment(SPRING, time(2, 30), "Europe/Paris") == utc(2026, 3, 29, 1, 30)


def test_a_time_that_comes_twice_means_the_first():
    assert timetable.moment(AUTUMN, time(2, 30), "Europe/Paris") == utc(2026, 10, 25, 0, 30)


@given(places, wall_clocks)
def test_a_wall_clock_shows_the_time_asked_for_unless_it_is_skipped(place, at):
    zone, day = place
    shown = timetable.local(timetable.moment(day, at, zone), zone)
    wanted = datetime.combine(day, at)

    assert shown.replace(tzinfo=None) - wanted in (0 * HOUR, HOUR / 2, HOUR, 2 * HOUR)


# --- plans ----------------------------------------------------------------------------------


def test_a_plan_follows_the_rules_of_its_class():
    (plan,) = timetable.plans_on(a_class(timezone="Europe/Paris"), MONDAY)

    assert plan.date == MONDAY
    assert plan.opens_at == utc(2026, 3, 2, 7, 45)
    assert plan.starts_at == utc(2026, 3, 2, 8, 0)
    assert plan.late_at == utc(2026, 3, 2, 8, 10)
    assert plan.closes_at == utc(2026, 3, 2, 9, 0)


def test_nothing_is_planned_on_other_days_of_the_week():
    assert timetable.plans_on(a_class(), date(2026, 3, 7)) == []


def test_plans_of_a_day_are_in_the_order_of_their_starts():
    class_ = a_class(
        meetings=tuple(
            Meeting(weekday=0, starts=time(hour), ends=time(hour + 1)) for hour in (15, 8, 11)
        )
    )

    starts = [plan.starts_at.hour for plan in timetable.plans_on(class_, MONDAY)]

    assert starts == [8, 11, 15]


def test_a_meeting_that_crosses_midnight_ends_on_the_next_day():
    class_ = a_class(meetings=(Meeting(weekday=0, starts=time(23), ends=time(1)),))

    (plan,) = timetable.plans_on(class_, MONDAY)

    assert plan.date == MONDAY
    assert plan.closes_at == utc(2026, 3, 3, 1)
    assert timetable.plans_open(class_, utc(2026, 3, 3, 0, 59)) == [plan]
    assert timetable.plans_open(class_, utc(2026, 3, 3, 1)) == []


def test_a_night_with_a_change_of_the_clock_keeps_its_wall_clock():
    class_ = a_class(
        timezone="Europe/Paris", meetings=(Meeting(weekday=5, starts=time(23), ends=time(4)),)
    )

    (short,) = timetable.plans_on(class_, SPRING - DAY)
    (long,) = timetable.plans_on(class_, AUTUMN - DAY)

    assert short.closes_at - short.starts_at == 4 * HOUR
    assert long.closes_at - long.starts_at == 6 * HOUR


def test_a_meeting_that_begins_in_skipped_time_does_not_end_before_it_begins():
    (plan,) = timetable.plans_on(sundays(time(2, 30), time(3, 15)), SPRING)

    assert plan.starts_at == utc(2026, 3, 29, 1, 30)
    assert plan.closes_at == plan.starts_at + 45 * MINUTE


def test_a_check_in_that_opens_a_day_ahead_opens_in_time_before_a_short_day():
    meeting = Meeting(weekday=0, starts=time(0, 30), ends=time(1, 30))
    class_ = a_class(timezone="Europe/Paris", meetings=(meeting,), opens_before=DAY)
    monday = SPRING + DAY

    (plan,) = timetable.plans_on(class_, monday)

    assert timetable.local(plan.opens_at, "Europe/Paris").date() == SPRING - DAY
    assert timetable.plans_open(class_, plan.opens_at) == [plan]


def test_no_meeting_is_made_up_from_before_the_class_met():
    class_ = a_class(meets_since=utc(2026, 3, 2, 10))

    assert timetable.plans_on(class_, MONDAY) == []
    assert len(timetable.plans_on(class_, MONDAY + DAY)) == 1


def test_a_class_made_during_its_meeting_has_that_meeting():
    assert len(timetable.plans_on(a_class(meets_since=utc(2026, 3, 2, 9, 59)), MONDAY)) == 1


@settings(max_examples=200)
@given(classes_on_days())
def test_a_plan_opens_then_starts_then_closes(drawn):
    class_, day = drawn

    for plan in timetable.plans_on(class_, day):
        assert plan.opens_at <= plan.starts_at < plan.closes_at
        assert plan.starts_at <= plan.late_at
        assert plan.date == day
        assert plan.closes_at - plan.starts_at <= DAY + 2 * HOUR


@given(classes_on_days(), st.integers(0, 999))
def test_a_plan_is_among_those_open_from_its_opening_to_its_closing(drawn, permille):
    class_, day = drawn

    for plan in timetable.plans_on(class_, day):
        inside = plan.opens_at + permille * (plan.closes_at - plan.opens_at) / 1000

        assert timetable.plans_open(class_, inside).count(plan) == 1
        assert timetable.plans_open(class_, plan.opens_at).count(plan) == 1
        assert plan not in timetable.plans_open(class_, plan.opens_at - timedelta.resolution)
        assert plan not in timetable.plans_open(class_, plan.closes_at)


@given(classes_on_days(), st.integers(-3000, 3000))
def test_nothing_is_planned_that_closed_before_the_class_met(drawn, minutes):
    class_, day = drawn
    since = timetable.moment(day, time(12), class_.timezone) + minutes * MINUTE

    later = timetable.plans_on(replace(class_, meets_since=since), day)

    assert later == [plan for plan in timetable.plans_on(class_, day) if plan.closes_at > since]


# --- the next one ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (utc(2026, 3, 2, 8, 44), utc(2026, 3, 2, 9)),
        (utc(2026, 3, 2, 8, 45), utc(2026, 3, 3, 9)),  # that one is open already
        (utc(2026, 3, 6, 12), utc(2026, 3, 9, 9)),  # over the weekend
    ],
)
def test_the_next_plan_is_the_first_that_has_yet_to_open(after, expected):
    assert timetable.next_plan(a_class(), after).starts_at == expected


def test_a_class_without_meetings_has_no_next_plan():
    assert timetable.next_plan(a_class(meetings=()), utc(2026, 3, 2, 9)) is None


@given(classes_on_days(), st.integers(0, 1440))
def test_a_weekly_class_always_has_a_next_plan_and_none_opens_before_it(drawn, minute):
    class_, day = drawn
    after = timetable.moment(day, time(), class_.timezone) + minute * MINUTE
    others = [
        plan.opens_at
        for step in range(-2, 16)
        for plan in timetable.plans_on(class_, day + step * DAY)
    ]

    found = timetable.next_plan(class_, after)

    assert found is not None
    assert found.opens_at == min(opens_at for opens_at in others if opens_at > after)
