from datetime import date

import pytest

from attendance import register
from attendance.model import Status
from attendance.register import Period
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_class, a_plan
from tests.unit.attendance.school import School

MARCH = Period(first=date(2026, 3, 1), last=date(2026, 3, 31))


@pytest.fixture
def school():
    return School()


async def gathered(school, class_, period=MARCH, at=NINE + 30 * DAY, **only):
    async with school.units(reading=True) as uow:
        return register.register(await register.gather(uow, class_, period, at, **only))


async def test_sessions_that_were_held_are_in_the_register(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    await school.mark(math, a_plan(), ann, Status.LATE)
    await school.settle(NINE + DAY + 2 * HOUR)

    found = await gathered(school, math)

    assert [roll.session.date.day for roll in found.sessions] == [2, 3]
    (line,) = found.lines
    assert (line.student.name, line.tally.late, line.tally.absent) == ("Ann", 1, 1)
    assert found.tally == line.tally


async def test_a_session_that_has_yet_to_close_does_not_count(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    await school.mark(math, a_plan(), ann, Status.PRESENT)

    found = await gathered(school, math, at=NINE + MINUTE)

    assert (found.sessions, found.lines, found.waiting) == ((), (), 1)
    assert found.tally.rate is None


async def test_a_session_that_was_called_off_on_its_way_does_not_count(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    await school.mark(math, a_plan(), ann, Status.PRESENT)
    async with school.units() as uow:
        (session,) = await uow.sessions.between(math.id, MARCH.first, MARCH.last)
        await uow.sessions.settle(session.id, NINE + MINUTE)
        await uow.commit()

    found = await gathered(school, math)

    assert (found.sessions, found.waiting) == ((), 0)


async def test_only_the_period_is_in_the_register(school):
    math = await school.add_class()
    await school.add_student("Ann", math)
    await school.settle(NINE + 4 * DAY)
    days = Period(first=date(2026, 3, 3), last=date(2026, 3, 4))

    found = await gathered(school, math, days)

    assert [roll.session.date.day for roll in found.sessions] == [3, 4]


async def test_whoever_came_later_or_left_has_gaps(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    await school.add_student("Bob", math, joined=NINE + DAY)
    await school.settle(NINE + HOUR)
    async with school.units() as uow:
        await uow.classes.leave(math.id, ann.id, NINE + 2 * HOUR)
        await uow.commit()
    await school.settle(NINE + DAY + HOUR)

    found = await gathered(school, math)

    gaps = {line.student.name: [one is None for one in line.attendances] for line in found.lines}
    assert gaps == {"Ann": [False, True], "Bob": [True, False]}


async def test_a_student_is_shown_alone(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    bob = await school.add_student("Bob", math, joined=NINE + DAY)
    await school.mark(math, a_plan(), ann, Status.PRESENT)
    await school.settle(NINE + DAY + HOUR)

    found = await gathered(school, math, student_id=bob.id)

    (line,) = found.lines
    assert (line.student, len(found.sessions)) == (bob, 1)


async def test_every_mark_is_told_with_its_session_and_student(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    mark = await school.mark(math, a_plan(), ann, Status.PRESENT)
    await school.settle(NINE + HOUR)

    found = await gathered(school, math)

    assert found.entries == [(ann, mark, NINE, NINE)]


def test_a_month_has_its_days():
    assert register.month(date(2026, 2, 14)) == Period(
        first=date(2026, 2, 1), last=date(2026, 2, 28)
    )
    assert register.month(date(2027, 12, 31)).last == date(2027, 12, 31)
    assert MARCH.is_month
    assert not Period(first=MARCH.first, last=date(2026, 3, 30)).is_month


def test_a_term_is_reported_from_its_first_day_once_it_has_begun():
    first = date(2026, 2, 1)

    assert register.so_far(a_class(first_day=first), NINE).first == first
    assert register.so_far(a_class(first_day=date(2026, 9, 1)), NINE).first == date.min
    assert register.so_far(a_class(), NINE) == Period(first=date.min, last=NINE.date())
