from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from attendance import calendar, closing, wishes
from attendance.calendar import changed_to
from attendance.model import Appointment, Delivery, Holiday, Meeting, Source, Status, SummaryKind
from attendance.wishes import NotTaught
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan, weekdays

TEN = NINE + HOUR
FOUR = NINE + 7 * HOUR  # the summary is due
SECOND = MINUTE / 60
SO_FAR, FINAL = SummaryKind.SO_FAR, SummaryKind.FINAL
MONDAY = NINE.date()
WEEK = [MONDAY + day * DAY for day in range(7)]


@pytest.fixture
async def math(school):
    """A class that first met on this Monday."""
    return await school.add_class(meets_since=NINE - 2 * HOUR)


@pytest.fixture
async def evening(school):
    """A class from 15:30 to 17:30: its session is open when its summary is due."""
    meetings = weekdays(time(15, 30), time(17, 30))
    return await school.add_class("ART", meetings=meetings, meets_since=NINE)


def kinds(deliveries):
    return [(one.date, one.kind) for one in deliveries]


# --- absences -------------------------------------------------------------------------------


async def test_nobody_is_absent_while_the_session_is_open(school, math):
    await school.add_student("Ann", math)

    assert await school.settle(TEN - SECOND) == 0
    assert school.marks == []


async def test_whoever_has_no_mark_is_absent_once_the_session_has_closed(school, math):
    await school.add_student("Ann", math)
    bob = await school.add_student("Bob", math)
    eve = await school.add_student("Eve", math)
    await school.mark(math, a_plan(), bob, Status.LATE, source=Source.SELFIE)
    await school.mark(math, a_plan(), eve, Status.EXCUSED)

    assert await school.settle(TEN) == 1
    assert school.marks == [
        ("Ann", MONDAY, Status.ABSENT),
        ("Bob", MONDAY, Status.LATE),
        ("Eve", MONDAY, Status.EXCUSED),
    ]


async def test_an_absence_dates_from_the_closing_and_says_so(school, math):
    await school.add_student("Ann", math)

    await school.settle(TEN + 5 * HOUR)

    (mark,) = school.units.state.marks.values()
    assert (mark.source, mark.at) == (Source.CLOSING, TEN)


async def test_settling_again_changes_nothing(school, math):
    await school.add_student("Ann", math)
    await school.settle(TEN)
    before = school.units.state

    assert await school.settle(TEN + MINUTE) == 0
    assert school.units.state.marks == before.marks
    assert school.units.state.sessions == before.sessions


async def test_a_settled_session_stays_settled_when_it_is_settled_by_two_at_once(school, math):
    await school.add_student("Ann", math)
    async with school.units(reading=True) as uow:
        ((class_, plan),) = await closing.unsettled(uow, TEN)
    await school.settle(TEN)

    async with school.units() as uow:
        assert await closing.settle(uow, class_, plan, TEN + HOUR) == 0
        (session,) = await uow.sessions.between(math.id, MONDAY, MONDAY)
    assert session.settled_at == TEN


async def test_somebody_who_joined_after_the_session_is_not_absent(school, math):
    await school.add_student("Ann", math, joined=TEN)

    assert await school.settle(TEN) == 0


async def test_somebody_who_left_before_the_session_is_not_absent(school, math):
    ann = await school.add_student("Ann", math)
    await school.remove(ann, NINE - MINUTE)

    assert await school.settle(TEN) == 0


async def test_somebody_who_leaves_after_the_session_was_absent_all_the_same(school, math):
    ann = await school.add_student("Ann", math)
    await school.remove(ann, TEN + MINUTE)

    await school.settle(TEN + 2 * MINUTE)

    assert school.absent == ["Ann"]


async def test_sessions_of_the_last_week_are_caught_up_and_no_older_ones(school):
    math = await school.add_class(meetings=weekdays(time(9), time(10), range(7)))
    await school.add_student("Ann", math)

    assert await school.settle(NINE + 30 * DAY + 2 * HOUR) == 8
    assert {day for _, day, _ in school.marks} == {
        MONDAY + 23 * DAY + offset * DAY for offset in range(8)
    }


async def test_a_meeting_that_was_prolonged_is_not_settled_at_its_old_end(school, math):
    ann = await school.add_student("Ann", math)
    await school.add_student("Bob", math)
    await school.mark(math, a_plan(), ann, Status.PRESENT, source=Source.SELFIE)
    async with school.units() as uow:
        prolonged = {**vars(math), "meetings": weekdays(time(9), time(11))}
        await uow.classes.save(type(math)(**prolonged))
        await uow.commit()

    assert await school.settle(TEN) == 0
    assert await school.settle(TEN + HOUR) == 1


async def test_what_an_unfinished_settling_did_is_done_by_the_next(school, math):
    await school.add_student("Ann", math)
    async with school.units() as uow:
        await closing.settle(uow, math, a_plan(), TEN)  # and the power fails

    assert await school.settle(TEN + MINUTE) == 1


# --- summaries ------------------------------------------------------------------------------


async def test_a_summary_is_owed_to_each_teacher_at_the_set_time_once(school, math):
    tom = await school.add_teacher("Tom", math)
    una = await school.add_teacher("Una", math)
    await school.settle(TEN)

    assert await school.owed(FOUR - SECOND) == []
    assert await school.hand_over(FOUR) == [
        Delivery(teacher_id=one.id, class_id=math.id, date=MONDAY, kind=FINAL) for one in (tom, una)
    ]
    assert await school.hand_over(FOUR + MINUTE) == []


async def test_a_summary_is_owed_for_each_class_of_a_teacher(school, math):
    physics = await school.add_class("PHYS", meets_since=NINE)
    await school.add_teacher("Tom", math, physics)
    await school.settle(TEN)

    handed_over = await school.hand_over(FOUR)

    assert [one.class_id for one in handed_over] == [math.id, physics.id]


async def test_what_falls_due_during_a_session_says_so_far_and_the_final_one_follows(
    school, evening
):
    await school.add_teacher("Tom", evening)

    assert kinds(await school.hand_over(FOUR)) == [(MONDAY, SO_FAR)]
    assert await school.hand_over(FOUR + HOUR) == []
    await school.settle(FOUR + 90 * MINUTE)
    assert kinds(await school.hand_over(FOUR + 90 * MINUTE)) == [(MONDAY, FINAL)]


async def test_no_final_summary_is_owed_before_the_absent_are_marked(school, math):
    await school.add_teacher("Tom", math)

    assert await school.owed(FOUR) == []


async def test_only_so_far_is_owed_while_absences_cannot_be_told(school, math, evening):
    await school.add_teacher("Tom", math, evening)
    await school.settle(TEN)

    owed = await school.owed(FOUR, final_too=False)

    assert [one.class_.code for one in owed] == ["ART"]


async def test_there_is_nothing_to_say_so_far_before_the_first_session_has_opened(school):
    late = await school.add_class(
        "LATE", meetings=weekdays(time(18), time(19)), meets_since=NINE - DAY
    )
    await school.add_teacher("Tom", late)

    assert await school.owed(FOUR) == []
    assert await school.owed(FOUR + 110 * MINUTE) == []  # open by now, but due before
    await school.settle(NINE + 10 * HOUR)
    assert kinds(await school.hand_over(NINE + 10 * HOUR)) == [(MONDAY, FINAL)]


async def test_between_two_sessions_of_a_day_the_summary_says_so_far(school):
    meetings = tuple(Meeting(weekday=0, starts=time(hour), ends=time(hour + 1)) for hour in (9, 18))
    twice = await school.add_class("TWICE", meetings=meetings, meets_since=NINE - DAY)
    await school.add_teacher("Tom", twice)
    await school.settle(TEN)

    assert kinds(await school.hand_over(FOUR)) == [(MONDAY, SO_FAR)]
    await school.settle(NINE + 10 * HOUR)
    assert kinds(await school.hand_over(NINE + 10 * HOUR)) == [(MONDAY, FINAL)]


async def test_nothing_is_owed_on_days_without_sessions(school, math):
    await school.add_teacher("Tom", math)
    for days in range(5):
        await school.settle(TEN + days * DAY)
        await school.hand_over(FOUR + days * DAY)

    assert await school.owed(FOUR + 5 * DAY) == []  # Saturday
    assert await school.owed(FOUR + 6 * DAY) == []


async def test_nothing_is_owed_to_a_teacher_without_an_account(school, math):
    await school.add_teacher("Tom", math, linked_at=None)
    await school.settle(TEN)

    assert await school.owed(FOUR) == []


@pytest.mark.parametrize(("since", "owed"), [(FOUR, 1), (FOUR + SECOND, 0)])
@pytest.mark.parametrize("what", ["linked_at", "assigned_at"])
async def test_nothing_is_owed_that_was_due_before_the_teacher_was_there(
    school, math, since, owed, what
):
    await school.add_teacher("Tom", math, **{what: since})
    await school.settle(TEN)

    assert len(await school.owed(FOUR + HOUR)) == owed


async def test_what_was_missed_is_caught_up_oldest_first_and_said_to_be_overdue(school, math):
    await school.add_teacher("Tom", math)
    back = FOUR + 3 * DAY
    await school.settle(back)

    owed = await school.owed(back)

    assert [(one.delivery.date, one.overdue) for one in owed] == [
        (MONDAY, True),
        (MONDAY + DAY, True),
        (MONDAY + 2 * DAY, True),
        (MONDAY + 3 * DAY, False),
    ]
    assert {one.delivery.kind for one in owed} == {FINAL}


async def test_after_more_than_a_week_only_the_last_week_is_caught_up(school, math):
    await school.add_teacher("Tom", math)
    back = FOUR + 14 * DAY
    await school.settle(back)

    owed = [one.delivery for one in await school.owed(back)]

    dates = [one.date for one in owed if one.kind is FINAL]
    assert dates == [MONDAY + offset * DAY for offset in (7, 8, 9, 10, 11, 14)]


async def test_a_session_that_ends_after_midnight_is_not_overdue_when_it_ends(school):
    night = await school.add_class(
        "NIGHT",
        meetings=(Meeting(weekday=0, starts=time(23), ends=time(1)),),
        meets_since=NINE - DAY,
    )
    await school.add_teacher("Tom", night)
    one_oclock = NINE + 16 * HOUR
    await school.settle(one_oclock)

    (owed,) = await school.owed(one_oclock)
    (later,) = await school.owed(one_oclock + DAY)

    assert (owed.delivery.date, owed.overdue) == (MONDAY, False)
    assert later.overdue


async def test_a_summary_is_due_by_the_wall_clock_of_its_class(school):
    tokyo = await school.add_class("KANJI", timezone="Asia/Tokyo", meets_since=NINE - 2 * DAY)
    await school.add_teacher("Tom", tokyo)
    due = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)  # 16:00 in Tokyo
    await school.settle(due)

    assert await school.owed(due - SECOND) == []
    assert kinds(await school.hand_over(due)) == [(MONDAY, FINAL)]


async def test_what_was_handed_over_is_remembered_at_both_ends_of_the_day(school):
    """Local dates are up to two apart at one moment, in Kiritimati and on Baker Island."""
    every_day = weekdays(time(9), time(10), range(7))
    classes = [
        await school.add_class(code, timezone=zone, meetings=every_day, summary_at=time(10))
        for code, zone in (("EAST", "Pacific/Kiritimati"), ("WEST", "Etc/GMT+12"))
    ]
    await school.add_teacher("Tom", *classes)
    at = datetime(2026, 3, 10, 10, 30, tzinfo=UTC)  # the 11th in the east, the 9th in the west
    await school.settle(at)
    handed_over = await school.hand_over(at)

    assert min(one.date for one in handed_over) == date(2026, 3, 2)
    assert await school.owed(at) == []


# --- weeks ----------------------------------------------------------------------------------


def weekly(owed):
    return [one.delivery.date for one in owed if one.delivery.kind is SummaryKind.WEEKLY]


async def test_a_week_is_summed_up_on_its_last_school_day(school, math):
    await school.add_teacher("Tom", math)
    for day in range(4):
        await school.settle(FOUR + day * DAY)
        assert weekly(await school.owed(FOUR + day * DAY)) == []

    friday = FOUR + 4 * DAY
    await school.settle(friday)

    assert weekly(await school.owed(friday - SECOND)) == []
    assert weekly(await school.owed(friday)) == [friday.date()]
    assert weekly(await school.owed(friday, final_too=False)) == []
    assert weekly(await school.owed(friday + 2 * DAY)) == [friday.date()]


async def test_a_class_that_meets_once_a_week_needs_no_sum_of_it(school):
    rare = await school.add_class(meetings=weekdays(time(9), time(10), [0]), meets_since=NINE)
    await school.add_teacher("Tom", rare)
    await school.settle(FOUR)

    assert kinds(await school.hand_over(FOUR)) == [(MONDAY, FINAL)]


async def test_a_week_ends_with_the_term(math):
    term = replace(math, last_day=MONDAY + DAY)

    assert [day for day in WEEK if closing.ends_week(term, day, ())] == [MONDAY + DAY]


async def test_a_week_ends_before_a_holiday_that_was_declared_in_it(school, math):
    """What has closed counts, though the calendar is another one from then on."""
    await school.add_teacher("Tom", math)
    for day in range(4):
        await school.settle(FOUR + day * DAY)
    thursday = FOUR + 3 * DAY
    async with school.units() as uow:
        friday = thursday.date() + DAY
        free = Holiday(class_id=None, first=friday, last=friday)
        await calendar.declare(uow, free, None, thursday - HOUR)
        await uow.commit()

    assert weekly(await school.owed(thursday)) == [thursday.date()]
    assert weekly(await school.owed(thursday + 6 * DAY)) == [thursday.date()]


async def test_a_week_ends_with_a_meeting_that_was_moved_to_its_saturday(math):
    friday, saturday = NINE + 4 * DAY, NINE + 5 * DAY
    moved = changed_to(math, friday, Appointment(starts_at=saturday, closes_at=saturday + HOUR))

    assert [day for day in WEEK if closing.ends_week(moved, day, ())] == [saturday.date()]


# --- what teachers wish ---------------------------------------------------------------------


async def wish(school, class_, teacher, when, at=NINE):
    async with school.units() as uow:
        outcome = await wishes.wish(uow, class_, teacher, when, at=at)
        await uow.commit()
    return outcome


async def test_a_teacher_s_own_time_is_theirs_alone(school, math):
    tom = await school.add_teacher("Tom", math)
    una = await school.add_teacher("Una", math)
    await school.settle(TEN)

    outcome = await wish(school, math, tom, time(12))

    assert outcome.teaching.summary_at == time(12)
    assert [one.teacher for one in await school.owed(NINE + 3 * HOUR)] == [tom]
    await school.hand_over(NINE + 3 * HOUR)
    assert [one.teacher for one in await school.owed(FOUR)] == [una]


async def test_who_has_muted_a_class_hears_of_others_only(school, math):
    art = await school.add_class("ART", meets_since=NINE)
    tom = await school.add_teacher("Tom", math, art)
    await school.settle(TEN)

    await wish(school, math, tom, False)

    assert [one.class_.code for one in await school.owed(FOUR)] == ["ART"]


async def test_what_fell_due_while_muted_is_not_sent_afterwards(school, math):
    tom = await school.add_teacher("Tom", math)
    await wish(school, math, tom, False)
    await school.settle(FOUR + DAY)

    outcome = await wish(school, math, tom, True, at=FOUR + HOUR)

    assert not outcome.teaching.muted
    assert outcome.teaching.summary_at is None
    assert [one.date for one in await school.hand_over(FOUR + DAY)] == [(MONDAY + DAY)]


async def test_only_who_takes_a_class_wishes_anything_of_it(school, math):
    una = await school.add_teacher("Una")

    assert await wish(school, math, una, time(12)) == NotTaught(class_=math)
    assert await wish(school, math, None, False) == NotTaught(class_=math)
