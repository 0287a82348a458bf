from datetime import time

from attendance import closing
from attendance.model import Source, Status
from tests.unit.attendance.closing.times import MONDAY, SECOND, TEN
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan, weekdays


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
        assert await closing.settle(uow, [(class_, plan)], TEN + HOUR) == 0
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
        await closing.settle(uow, [(math, a_plan())], TEN)  # and the power fails

    assert await school.settle(TEN + MINUTE) == 1
