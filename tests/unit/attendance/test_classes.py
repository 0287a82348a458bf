from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance import classes, weekly
from attendance.classes import Assigned, BadValue, ClassDefined, Rules
from attendance.model import Appointment, Change, Status
from tests.unit.attendance.calendars import ZONES
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_class, a_plan, weekdays
from tests.unit.attendance.school import School

RULES = Rules(
    timezone="Europe/Paris", summary_at=time(17), late_after=5 * MINUTE, opens_before=20 * MINUTE
)
NOON = NINE + 3 * HOUR


async def define(school, *, starts=9, hours=1, days=range(5), name="Mathematics 1", at=NOON):
    async with school.units() as uow:
        outcome = await classes.define(
            uow,
            class_code=" math1 ",
            name=name,
            meetings=weekdays(time(starts), time(starts + hours), days),
            rules=RULES,
            at=at,
        )
        await uow.commit()
    return outcome


async def set_rule(school, class_, key, value, at=NOON):
    async with school.units() as uow:
        outcome = await classes.set_rule(uow, class_, key, value, at=at)
        await uow.commit()
    return outcome


# --- defining -------------------------------------------------------------------------------


async def test_a_new_class_starts_with_the_rules_of_the_house(school):
    outcome = await define(school)

    class_ = school.units.state.classes[outcome.class_.id]
    assert outcome == ClassDefined(class_=class_, before=None)
    assert (class_.code, class_.name) == ("MATH1", "Mathematics 1")
    assert (class_.timezone, class_.summary_at) == ("Europe/Paris", time(17))
    assert (class_.late_after, class_.opens_before) == (5 * MINUTE, 20 * MINUTE)
    assert class_.meets_since == NOON


async def test_defining_a_class_again_gives_it_a_new_name_and_meetings_and_keeps_its_rules(school):
    before = await school.add_class(late_after=7 * MINUTE)

    outcome = await define(school, starts=11, name="Algebra")

    assert outcome.before == before
    assert outcome.class_.id == before.id
    assert outcome.class_.name == "Algebra"
    assert outcome.class_.meetings == weekdays(time(11), time(12))
    assert (outcome.class_.late_after, outcome.class_.timezone) == (7 * MINUTE, "UTC")


async def test_a_new_name_alone_leaves_the_meetings_where_they_are(school):
    before = await school.add_class()

    outcome = await define(school, name="Algebra")

    assert outcome.class_ == replace(before, name="Algebra")


# --- what a changed timetable means for the past --------------------------------------------


async def test_a_new_timetable_makes_up_no_absences_in_the_past(school):
    math = await school.add_class()
    await school.add_student("Ann", math)
    await school.settle(NOON)
    before = school.marks

    await define(school, starts=11, days=range(7), at=NOON)
    await school.settle(NOON + MINUTE)

    assert school.marks == before


async def test_another_timezone_makes_up_no_absences_in_the_past(school):
    math = await school.add_class()
    await school.add_student("Ann", math)
    await school.settle(NOON)
    before = school.marks

    await set_rule(school, math, "timezone", "Asia/Kathmandu", at=NOON)
    await school.settle(NOON + MINUTE)

    assert school.marks == before


async def test_a_new_timetable_makes_up_no_summaries_of_the_past(school):
    math = await school.add_class(meetings=weekdays(time(9), time(10), days=[0]))
    await school.add_teacher("Tom", math)
    await school.add_student("Ann", math)
    await school.settle(NINE + 8 * HOUR)
    await school.hand_over(NINE + 8 * HOUR)

    await define(school, days=[4], at=NINE + 9 * HOUR)
    await school.settle(NINE + 10 * HOUR)

    assert await school.hand_over(NINE + 10 * HOUR) == []


async def test_a_new_timetable_does_not_forget_the_absences_of_the_old_one(school):
    math = await school.add_class(meets_since=NINE - 2 * HOUR)
    await school.add_student("Ann", math)

    await define(school, starts=15, at=NOON)
    absent = await school.settle(NOON + MINUTE)

    assert absent == 1
    assert school.marks == [("Ann", NINE.date(), Status.ABSENT)]


async def test_the_new_timetable_counts_from_its_first_meeting_on(school):
    math = await school.add_class(meets_since=NINE + 2 * HOUR)
    await school.add_student("Ann", math)

    await define(school, starts=15, at=NOON)

    assert await school.settle(NINE + 7 * HOUR) == 1


async def test_a_session_made_ahead_by_the_old_timetable_is_dropped(school):
    math = await school.add_class()
    async with school.units() as uow:
        await uow.sessions.ensure(math.id, a_plan(NINE + DAY))
        await uow.commit()

    await define(school, starts=15, at=NOON)

    assert all(s.starts_at < NOON for s in school.units.state.sessions.values())


async def test_a_session_under_way_is_not_moved_onto_one_that_is_over(school):
    """From 8 to 9 o'clock, and then from 8 to 11, all in one morning."""
    math = await school.add_class(meetings=weekdays(time(8), time(9)), meets_since=NINE - 2 * HOUR)
    ann = await school.add_student("Ann", math)
    await school.settle(NINE)
    await define(school, starts=9, at=NINE)
    await school.mark(math, a_plan(), ann, Status.PRESENT)

    await define(school, starts=8, hours=3, at=NINE + HOUR / 2)

    assert await school.settle(NINE + 2 * HOUR) == 0
    assert {status for _, _, status in school.marks} == {Status.PRESENT, Status.ABSENT}


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


# --- teachers -------------------------------------------------------------------------------


async def test_a_teacher_is_made_known_with_their_first_class(school, uow):
    math = await uow.classes.add(a_class())

    outcome = await classes.assign(uow, class_=math, name="Maria Rossi", at=NOON)

    assert outcome == Assigned(teacher=outcome.teacher, class_=math, new=True)
    assert outcome.teacher.name == "Maria Rossi"
    assert [one.assigned_at for one in await uow.classes.teachers(math.id)] == [NOON]


async def test_a_teacher_is_the_same_person_in_whatever_case_their_name_is_typed(school, uow):
    math, art = await uow.classes.add(a_class()), await uow.classes.add(a_class("ART"))
    first = await classes.assign(uow, class_=math, name="Maria Rossi", at=NOON)

    second = await classes.assign(uow, class_=art, name="MARIA ROSSI", at=NOON)

    assert second == Assigned(teacher=first.teacher, class_=art, new=True)


async def test_assigning_a_teacher_again_changes_nothing(school, uow):
    math = await uow.classes.add(a_class())
    await classes.assign(uow, class_=math, name="Maria Rossi", at=NOON)

    again = await classes.assign(uow, class_=math, name="Maria Rossi", at=NOON + DAY)

    assert not again.new
    assert [one.assigned_at for one in await uow.classes.teachers(math.id)] == [NOON]


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


async def test_a_mark_of_a_session_under_way_counts_for_the_meeting_it_is_moved_to(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    await school.mark(math, a_plan(), ann, Status.PRESENT)

    await define(school, starts=8, hours=3, at=NINE + 5 * MINUTE)
    await school.settle(NINE + 3 * HOUR)

    assert [mark for mark in school.marks if mark[1] == NINE.date()] == [
        ("Ann", NINE.date(), Status.PRESENT)
    ]


async def test_a_session_under_way_whose_day_has_no_meeting_left_makes_nobody_absent(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    await school.add_student("Bob", math)
    await school.mark(math, a_plan(), ann, Status.PRESENT)

    await define(school, days=[2], at=NINE + 5 * MINUTE)
    await school.settle(NINE + 3 * HOUR)

    assert [mark for mark in school.marks if mark[1] == NINE.date()] == [
        ("Ann", NINE.date(), Status.PRESENT)
    ]


async def test_a_session_under_way_is_not_moved_to_another_time_of_the_day(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    await school.mark(math, a_plan(), ann, Status.PRESENT)

    await define(school, starts=15, at=NINE + 5 * MINUTE)
    await school.settle(NINE + 8 * HOUR)

    today = [status for _, day, status in school.marks if day == NINE.date()]
    assert sorted(today) == [Status.ABSENT, Status.PRESENT]


async def test_a_class_moved_away_and_back_is_open_again_until_it_really_closes(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    await school.add_student("Bob", math)
    await school.mark(math, a_plan(), ann, Status.PRESENT)

    await define(school, starts=15, at=NINE + 5 * MINUTE)
    await define(school, starts=9, at=NINE + 6 * MINUTE)
    await school.settle(NINE + 30 * MINUTE)
    before = {name: status for name, day, status in school.marks if day == NINE.date()}
    await school.settle(NINE + 2 * HOUR)

    assert before == {"Ann": Status.PRESENT}
    after = {name: status for name, day, status in school.marks if day == NINE.date()}
    assert after == {"Ann": Status.PRESENT, "Bob": Status.ABSENT}


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


# --- who takes it ---------------------------------------------------------------------------


async def test_a_teacher_is_taken_off_a_class_whatever_the_case_of_their_name(school):
    math = await school.add_class()
    await school.add_teacher("Maria Rossi", math)

    async with school.units() as uow:
        outcome = await classes.let_go(uow, class_=math, name="maria rossi")
        again = await classes.let_go(uow, class_=math, name="Maria Rossi")
        nobody = await classes.let_go(uow, class_=math, name="Tom")

        assert (outcome.name, outcome.was) == ("Maria Rossi", True)
        assert (again.was, nobody.was) == (False, False)
        assert await uow.classes.teachers(math.id) == []
