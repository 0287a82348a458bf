from datetime import time

import pytest

from attendance import marking
from attendance.marking import MarkSet, NoSessionToday
from attendance.model import Mark, Meeting, Source, Status
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan, weekdays


async def mark(school, student, class_, status=Status.EXCUSED, at=NINE):
    async with school.units() as uow:
        outcome = await marking.mark(uow, student=student, class_=class_, status=status, at=at)
        await uow.commit()
    return outcome


@pytest.mark.parametrize("status", list(Status))
async def test_a_teacher_sets_any_mark_by_hand(school, status):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)

    outcome = await mark(school, ann, math, status, at=NINE + MINUTE)

    (session,) = school.units.state.sessions.values()
    assert outcome == MarkSet(
        student=ann,
        class_=math,
        session=session,
        mark=Mark(
            session_id=session.id,
            student_id=ann.id,
            status=status,
            source=Source.TEACHER,
            at=NINE + MINUTE,
        ),
        before=None,
    )
    assert school.marks == [("Ann", NINE.date(), status)]


async def test_a_correction_says_what_was_there_before(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    await school.mark(math, a_plan(), ann, Status.LATE, source=Source.SELFIE)

    outcome = await mark(school, ann, math, Status.PRESENT)

    assert outcome.before is Status.LATE
    assert school.marks == [("Ann", NINE.date(), Status.PRESENT)]


async def test_an_absence_by_closing_can_be_corrected_later_that_day(school):
    math = await school.add_class(meets_since=NINE)
    ann = await school.add_student("Ann", math)
    await school.settle(NINE + HOUR)

    outcome = await mark(school, ann, math, at=NINE + 10 * HOUR)

    assert outcome.before is Status.ABSENT
    assert school.absent == []


@pytest.mark.parametrize("at", [NINE - 16 * MINUTE, NINE + 5 * DAY])
async def test_there_is_no_mark_before_the_first_session_has_opened(school, at):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)

    assert await mark(school, ann, math, at=at) == NoSessionToday(class_=math)
    assert school.marks == []


async def test_a_mark_can_be_set_as_soon_as_the_session_has_opened(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)

    assert isinstance(await mark(school, ann, math, at=NINE - 15 * MINUTE), MarkSet)


async def test_of_several_sessions_the_latest_that_has_opened_is_meant(school):
    meetings = tuple(
        Meeting(weekday=0, starts=time(hour), ends=time(hour + 1)) for hour in (9, 11, 15)
    )
    math = await school.add_class(meetings=meetings)
    ann = await school.add_student("Ann", math)

    outcome = await mark(school, ann, math, at=NINE + 3 * HOUR)

    assert outcome.session.starts_at == NINE + 2 * HOUR


async def test_after_midnight_the_session_under_way_is_todays(school):
    night = await school.add_class(meetings=weekdays(time(23), time(1), [0]))
    ann = await school.add_student("Ann", night)

    outcome = await mark(school, ann, night, at=NINE + 15 * HOUR + 30 * MINUTE)

    assert outcome.session.date == NINE.date()


async def test_today_is_by_the_wall_clock_of_the_class(school):
    tokyo = await school.add_class(timezone="Asia/Tokyo", meetings=weekdays(time(7), time(8), [1]))
    ann = await school.add_student("Ann", tokyo)

    outcome = await mark(school, ann, tokyo, at=NINE + 13 * HOUR)  # Tuesday, 07:00 in Tokyo

    assert outcome.session.starts_at == NINE + 13 * HOUR
