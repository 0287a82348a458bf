import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance import calendar, importing, timetable
from attendance.model import Appointment, Change
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, weekdays
from tests.unit.attendance.school import School

NOON = NINE + 3 * HOUR
NIGHT = NINE - 9 * HOUR


def at(starts_at, length=HOUR):
    return Appointment(starts_at=starts_at, closes_at=starts_at + length)


@pytest.fixture
async def math(school):
    return await school.add_class(meets_since=NIGHT)


async def take_over(school, class_, meetings, now=NIGHT):
    async with school.units() as uow:
        class_ = await uow.classes.get(class_.id)
        outcome = await importing.take_over(uow, class_, tuple(meetings), now)
        await uow.commit()
    return outcome


async def stored(school, class_):
    async with school.units(reading=True) as uow:
        return await uow.classes.get(class_.id)


async def test_a_class_meets_as_in_the_file_and_no_longer_weekly(school, math):
    await school.add_student("Ann", math)

    outcome = await take_over(school, math, [at(NOON), at(NINE + DAY)])

    assert outcome.added == (at(NOON),)
    assert outcome.removed == (at(NINE),)
    assert outcome.kept == (at(NINE + DAY),)
    assert await school.settle(NINE + 5 * DAY) == 2


async def test_the_same_file_again_changes_nothing(school, math):
    file = [at(NOON), at(NINE + DAY), at(NINE + 2 * DAY)]
    await take_over(school, math, file)
    before = school.units.state

    same = await take_over(school, math, file)
    later = await take_over(school, math, file[1:], NOON + HOUR)  # what is over is in it no more

    assert not same.changes
    assert not later.changes
    assert school.units.state.classes == before.classes
    assert later.kept == tuple(file[1:])


async def test_a_later_file_replaces_what_is_to_come_and_nothing_that_has_closed(school, math):
    await school.add_student("Ann", math)
    await take_over(school, math, [at(NINE), at(NOON), at(NINE + DAY)])

    outcome = await take_over(school, math, [at(NOON + DAY)], NINE + 2 * HOUR)

    assert [one.starts_at for one in (await stored(school, math)).imported] == [NINE, NOON + DAY]
    assert outcome.added == (at(NOON + DAY),)
    assert await school.settle(NOON + 2 * DAY) == 2


async def test_what_was_decided_for_a_meeting_outlives_the_same_file(school, math):
    file = [at(NINE), at(NINE + DAY)]
    await take_over(school, math, file)
    async with school.units() as uow:
        class_ = await uow.classes.get(math.id)
        await calendar.call_off(uow, class_, NINE.date() + DAY, None, NIGHT)
        await uow.commit()

    assert not (await take_over(school, math, file)).changes
    assert (await stored(school, math)).changes == (Change(starts_at=NINE + DAY),)


async def test_a_closed_weekly_session_is_still_settled_after_the_import(school, math):
    await school.add_student("Ann", math)

    await take_over(school, math, [at(NINE + DAY)], NOON)

    assert await school.settle(NOON) == 1


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 6 * 24 * 4), max_size=12),
    st.lists(st.integers(0, 6 * 24 * 4), max_size=12),
    st.integers(0, 6 * 24 * 4),
)
async def test_whatever_two_files_say_the_second_holds_and_twice_is_once(first, second, later):
    school = School()
    math = await school.add_class(meets_since=NIGHT, meetings=weekdays(NINE.time(), NOON.time()))

    def file(quarters):
        return [at(NIGHT + n * 15 * MINUTE, 10 * MINUTE) for n in sorted(set(quarters))]

    now = NIGHT + later * 15 * MINUTE
    await take_over(school, math, file(first))
    await take_over(school, math, file(second), now)
    once = await stored(school, math)
    again = await take_over(school, math, file(second), now)

    assert not again.changes
    assert await stored(school, math) == once
    days = [NIGHT.date() + n * DAY for n in range(-1, 9)]
    found = [plan.starts_at for day in days for plan in timetable.plans_on(once, day)]
    assert [at for at in found if at >= now] == [
        one.starts_at for one in file(second) if one.starts_at >= now
    ]
