from dataclasses import replace
from datetime import time

from attendance import closing, holidays
from attendance.calendar import changed_to
from attendance.model import Appointment, Holiday, SummaryKind
from tests.unit.attendance.closing.times import FINAL, FOUR, MONDAY, SECOND, kinds
from tests.unit.attendance.samples import DAY, HOUR, NINE, weekdays

WEEK = [MONDAY + day * DAY for day in range(7)]


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
        await holidays.declare(uow, free, None, thursday - HOUR)
        await uow.commit()

    assert weekly(await school.owed(thursday)) == [thursday.date()]
    assert weekly(await school.owed(thursday + 6 * DAY)) == [thursday.date()]


async def test_a_week_ends_with_a_meeting_that_was_moved_to_its_saturday(math):
    friday, saturday = NINE + 4 * DAY, NINE + 5 * DAY
    moved = changed_to(math, friday, Appointment(starts_at=saturday, closes_at=saturday + HOUR))

    assert [day for day in WEEK if closing.ends_week(moved, day, ())] == [saturday.date()]


async def test_a_week_that_was_summed_up_is_again_when_its_last_meeting_moves(school, math):
    await school.add_teacher("Tom", math)
    thursday, friday, saturday = (NINE + day * DAY for day in (3, 4, 5))
    async with school.units() as uow:
        free = Holiday(class_id=None, first=friday.date(), last=friday.date())
        await holidays.declare(uow, free, None, NINE - HOUR)
        await uow.commit()
    await school.settle(thursday + 7 * HOUR)
    assert weekly(await school.owed(thursday + 7 * HOUR)) == [thursday.date()]
    await school.hand_over(thursday + 7 * HOUR)
    async with school.units() as uow:
        class_ = await uow.classes.get(math.id)
        there = Appointment(starts_at=saturday, closes_at=saturday + HOUR)
        changed = replace(class_, opened=(there,))
        await uow.classes.save(changed)
        await uow.commit()

    await school.settle(saturday + 7 * HOUR)
    owed = await school.owed(saturday + 7 * HOUR)

    assert weekly(owed) == [saturday.date()]
    assert [one.again for one in owed if one.delivery.kind is SummaryKind.WEEKLY] == [True]
