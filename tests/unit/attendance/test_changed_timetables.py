from datetime import time

from attendance.model import Status
from tests.unit.attendance.defining import NOON, define, set_rule
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan, weekdays

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


# --- reading --------------------------------------------------------------------------------


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


async def test_two_sessions_under_way_that_would_become_one_do_not_clash(school):
    both = weekdays(time(9), time(10)) + weekdays(time(9, 20), time(10, 20))
    math = await school.add_class(meetings=both, meets_since=NINE - 2 * HOUR)
    ann = await school.add_student("Ann", math)
    for start in (NINE, NINE + 20 * MINUTE):
        await school.mark(math, a_plan(start), ann, Status.PRESENT)

    await define(school, starts=8, hours=3, at=NINE + 30 * MINUTE)

    starts = [one.starts_at for one in school.units.state.sessions.values() if not one.called_off]
    assert starts == [NINE - HOUR]
    assert await school.settle(NINE + 3 * HOUR) == 0


async def test_other_rules_count_for_a_session_under_way(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    await school.mark(math, a_plan(), ann, Status.PRESENT)

    await set_rule(school, math, "late", "30", at=NINE + 5 * MINUTE)

    (session,) = school.units.state.sessions.values()
    assert session.late_at == NINE + 30 * MINUTE
