from datetime import UTC, date, datetime, time

import pytest

from attendance import holding, wishes
from attendance.model import Delivery, Meeting
from tests.unit.attendance.closing.times import FINAL, FOUR, MONDAY, SECOND, SO_FAR, TEN, kinds
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, weekdays


@pytest.fixture
async def evening(school):
    """A class from 15:30 to 17:30: its session is open when its summary is due."""
    meetings = weekdays(time(15, 30), time(17, 30))
    return await school.add_class("ART", meetings=meetings, meets_since=NINE)


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


async def test_what_is_opened_by_hand_after_the_summary_brings_another_one(school, math):
    await school.add_teacher("Tom", math)
    await school.settle(TEN)
    assert kinds(await school.hand_over(FOUR)) == [(MONDAY, FINAL)]
    five, six = FOUR + HOUR, FOUR + 2 * HOUR
    async with school.units() as uow:
        await holding.open_session(uow, math, HOUR, five)
        await uow.commit()

    assert await school.owed(five + MINUTE) == []
    await school.settle(six)
    (owed,) = await school.owed(six)

    assert (kinds([owed.delivery]), owed.again) == ([(MONDAY, FINAL)], True)
    assert len(await school.hand_over(six)) == 1
    assert await school.hand_over(six + MINUTE) == []


async def test_another_time_of_one_s_own_brings_no_second_summary(school, math):
    tom = await school.add_teacher("Tom", math)
    await school.settle(TEN)
    await school.hand_over(FOUR)
    async with school.units() as uow:
        await wishes.wish(uow, math, tom, time(17), at=FOUR + MINUTE)
        await uow.commit()

    assert await school.owed(FOUR + 2 * HOUR) == []
