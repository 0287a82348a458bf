from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance import classes, weekly
from attendance.classes import BadValue
from attendance.model import Appointment, Change, Status
from tests.unit.attendance.calendars import ZONES
from tests.unit.attendance.defining import NOON, set_rule
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan
from tests.unit.attendance.school import School

# --- rules ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "changes"),
    [
        ("summary", "16:30", {"summary_at": time(16, 30)}),
        ("SUMMARY", " 7:05 ", {"summary_at": time(7, 5)}),
        ("late", "0", {"late_after": 0 * MINUTE}),
        ("late", "1440", {"late_after": DAY}),
        ("opens", "30", {"opens_before": 30 * MINUTE}),
    ],
)
async def test_a_rule_is_set_in_the_form_a_person_types(school, key, value, changes):
    math = await school.add_class()

    changed = await set_rule(school, math, key, value)

    assert changed == replace(math, **changes)
    assert school.units.state.classes[math.id] == changed


async def test_a_timezone_counts_from_now_on(school):
    math = await school.add_class()

    changed = await set_rule(school, math, "timezone", "Asia/Tokyo", at=NOON)

    assert changed == replace(math, timezone="Asia/Tokyo", meets_since=NOON)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("summary", "25:00"),
        ("summary", "half past four"),
        ("timezone", "localtime"),
        ("timezone", "Middle/Earth"),
        ("timezone", "Europe"),
        ("timezone", ""),
        ("timezone", "../../etc/passwd"),
        ("late", "-1"),
        ("late", "1441"),
        ("late", "5 minutes"),
        ("late", "٥"),
        ("opens", ""),
        ("opens", "9" * 5000),
    ],
)
async def test_a_value_that_cannot_be_is_named_and_changes_nothing(school, key, value):
    math = await school.add_class()

    outcome = await set_rule(school, math, key, value)

    assert isinstance(outcome, BadValue)
    assert outcome.key == key
    assert school.units.state.classes[math.id] == math


async def test_an_unknown_rule_is_refused(school):
    math = await school.add_class()

    outcome = await set_rule(school, math, "colour", "blue")

    assert outcome == BadValue(key="colour")


async def test_a_rule_set_during_a_session_counts_for_it(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    await school.mark(math, a_plan(), ann, Status.LATE)

    await set_rule(school, math, "late", "30", at=NINE + 5 * MINUTE)
    await school.settle(NINE + 2 * HOUR)

    (session,) = [s for s in school.units.state.sessions.values() if s.starts_at == NINE]
    assert session.late_at == NINE + 30 * MINUTE


# --- reading --------------------------------------------------------------------------------


@given(st.text())
def test_no_text_upsets_the_reading_of_times_and_zones(text):
    found = weekly.parse_time(text)

    assert found is None or isinstance(found, time)
    assert classes.is_timezone(text) in (True, False)


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_a_time_is_read_as_it_is_written(at):
    assert weekly.parse_time(f"{at:%H:%M}") == at


@pytest.mark.parametrize("zone", ZONES)
def test_iana_zones_are_known(zone):
    assert classes.is_timezone(zone)


@given(st.integers(-10, 3000), st.sampled_from(["late", "opens"]))
async def test_minutes_are_taken_from_0_to_1440(number, key):
    school = School()
    math = await school.add_class()

    outcome = await set_rule(school, math, key, str(number), at=NOON)

    assert isinstance(outcome, BadValue) == (not 0 <= number <= 1440)
    if 0 <= number <= 1440:
        assert timedelta(minutes=number) in (outcome.late_after, outcome.opens_before)


# --- when it meets --------------------------------------------------------------------------


async def test_a_class_may_meet_several_times_a_day_and_differently_on_some_days(school):
    math = await school.add_class()

    changed = await set_rule(
        school, math, "meets", "Mon,Wed 14:00-15:00,09:00-10:00; fri 11:00-12:00"
    )

    assert {(m.weekday, m.starts.hour) for m in changed.meetings} == {
        (0, 9),
        (0, 14),
        (2, 9),
        (2, 14),
        (4, 11),
    }


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Mon",
        "09:00-10:00",
        "Mon 09:00",
        "Mon 09:00-10:00,09:30-11:00",
        "Mon 09:00-10:00;",
        "Mon 09:00-10:00; Mon-Tue 09:00-11:00",
    ],
)
async def test_what_is_no_weekly_timetable_is_refused(school, value):
    math = await school.add_class()

    assert await set_rule(school, math, "meets", value) == BadValue(key="meets")


async def test_a_term_has_a_first_and_a_last_day_that_can_be_taken_back(school):
    math = await school.add_class()

    math = await set_rule(school, math, "starts", "2026-09-01")
    math = await set_rule(school, math, "ends", "2027-06-30")
    assert (math.first_day, math.last_day) == (date(2026, 9, 1), date(2027, 6, 30))
    assert await set_rule(school, math, "starts", "2027-07-01") == BadValue(key="starts")
    assert await set_rule(school, math, "ends", "2026-08-31") == BadValue(key="ends")
    assert await set_rule(school, math, "ends", "30.6.2027") == BadValue(key="ends")

    assert (await set_rule(school, math, "starts", "off")).first_day is None
    assert (await set_rule(school, math, "ends", "off")).last_day is None


async def test_nobody_is_absent_when_a_term_is_set_to_have_begun_earlier(school):
    math = await school.add_class(first_day=NINE.date() + DAY, meets_since=NINE - DAY)
    await school.add_student("Ann", math)

    await set_rule(school, math, "starts", "2026-01-01")

    assert await school.settle(NOON) == 0
    assert await school.settle(NOON + DAY) == 1


async def test_other_weekly_meetings_replace_what_was_imported_and_changes_to_come(school):
    later = Appointment(starts_at=NINE + DAY, closes_at=NINE + DAY + HOUR)
    begun = Change(starts_at=NINE, becomes=Appointment(starts_at=NINE, closes_at=NOON + HOUR))
    to_come = Change(starts_at=NINE + DAY)
    math = await school.add_class(imported=(later,), changes=(begun, to_come))

    changed = await set_rule(school, math, "meets", "Tue 10:00-11:00")

    assert (changed.imported, changed.changes) == ((), (begun,))


async def test_a_change_to_come_keeps_its_wall_clock_in_another_time_zone(school):
    to = Appointment(starts_at=NINE + DAY, closes_at=NINE + DAY + HOUR)
    math = await school.add_class(changes=(Change(starts_at=NINE + 2 * DAY, becomes=to),))

    changed = await set_rule(school, math, "timezone", "Europe/Paris")

    (change,) = changed.changes
    assert change.starts_at == NINE + 2 * DAY - HOUR
    assert change.becomes.starts_at == to.starts_at - HOUR
