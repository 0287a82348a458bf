from datetime import date

import pytest

from attendance import archiving, closing, timetable
from attendance.enrolment import ClassArchived, enrol
from attendance.model import Status
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan


@pytest.fixture
async def math(school):
    return await school.add_class(meets_since=NINE - DAY)


@pytest.fixture
async def ann(school, math):
    return await school.add_student("Ann", math)


async def do(school, change, class_, at):
    async with school.units() as uow:
        outcome = await change(uow, await uow.classes.get(class_.id), at)
        await uow.commit()
    return outcome


async def test_an_archived_class_does_not_meet_and_makes_nobody_absent(school, math, ann):
    outcome = await do(school, archiving.archive, math, NINE - HOUR)

    assert outcome.new
    assert timetable.plans_on(outcome.class_, NINE.date()) == []
    assert await school.settle(NINE + 3 * DAY) == 0
    assert not (await do(school, archiving.archive, math, NINE)).new


async def test_what_closed_before_is_still_settled_and_summed_up(school, math, ann):
    tom = await school.add_teacher("Tom", math)

    await do(school, archiving.archive, math, NINE + 2 * HOUR)

    assert await school.settle(NINE + 3 * HOUR) == 1
    (owed,) = await school.owed(NINE + 8 * HOUR)
    assert (owed.teacher.id, owed.delivery.date) == (tom.id, date(2026, 3, 2))


async def test_a_session_under_way_ends_with_the_marks_it_has(school, math, ann):
    await school.add_student("Bob", math)
    await school.mark(math, a_plan(), ann, Status.PRESENT)

    await do(school, archiving.archive, math, NINE + 20 * MINUTE)

    await school.settle(NINE + DAY)
    assert school.marks == [("Ann", date(2026, 3, 2), Status.PRESENT)]


async def test_long_archived_classes_are_no_work_for_the_clock(school, math, ann):
    await do(school, archiving.archive, math, NINE + 2 * HOUR)

    async with school.units(reading=True) as uow:
        found = await closing.unsettled(uow, NINE + 20 * DAY)
    assert found == []


async def test_a_class_brought_back_meets_again_and_nothing_is_made_up(school, math, ann):
    await do(school, archiving.archive, math, NINE - HOUR)

    outcome = await do(school, archiving.bring_back, math, NINE + DAY + 3 * HOUR)

    assert outcome.new
    assert await school.settle(NINE + 2 * DAY) == 0
    assert await school.settle(NINE + 2 * DAY + HOUR) == 1  # Wednesday's
    assert not (await do(school, archiving.bring_back, math, NINE + 3 * DAY)).new


async def test_nobody_is_enrolled_in_an_archived_class(school, math):
    archived = (await do(school, archiving.archive, math, NINE)).class_

    async with school.units() as uow:
        outcome = await enrol(uow, roll_no="7", class_code="math1", name="Gus", at=NINE)

    assert outcome == ClassArchived(class_=archived)
