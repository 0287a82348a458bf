from datetime import time

import pytest

from attendance import marking
from attendance.marking import MarkSet, NoSessionToday
from attendance.model import Mark, Meeting, Source, Status
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan, weekdays

TOM = 900  # the account that decides


async def mark(school, student, class_, status=Status.EXCUSED, at=NINE):
    async with school.units() as uow:
        outcome = await marking.mark(
            uow, student=student, class_=class_, status=status, by=TOM, said_at=at, at=at
        )
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
        change=outcome.change,
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


BACK_TO_BACK = tuple(Meeting(weekday=0, starts=time(hour), ends=time(hour + 1)) for hour in (9, 10))


@pytest.mark.parametrize(("minutes", "starts"), [(-5, 0), (50, 0), (60, 1), (130, 1)])
async def test_a_session_under_way_is_meant_though_the_next_is_open_for_check_in(
    school, minutes, starts
):
    math = await school.add_class(meetings=BACK_TO_BACK)
    ann = await school.add_student("Ann", math)

    outcome = await mark(school, ann, math, at=NINE + minutes * MINUTE)

    assert outcome.session.starts_at == NINE + starts * HOUR


async def test_before_midnight_the_session_that_is_open_for_check_in_is_meant(school):
    night = await school.add_class(meetings=weekdays(time(0), time(1), [0, 1]))
    ann = await school.add_student("Ann", night)

    outcome = await mark(school, ann, night, at=NINE + 14 * HOUR + 50 * MINUTE)

    assert outcome.session.starts_at == NINE + 15 * HOUR


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


# --- history --------------------------------------------------------------------------------


async def undo(school, change, at=NINE + HOUR, by=TOM):
    async with school.units() as uow:
        undone = await marking.undo(uow, change, by=by, at=at)
        await uow.commit()
    return undone


async def test_a_change_is_kept_with_who_made_it_when_from_what_to_what(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    selfie = await school.mark(math, a_plan(), ann, Status.LATE, source=Source.SELFIE)

    outcome = await mark(school, ann, math, Status.PRESENT, at=NINE + MINUTE)

    (kept,) = school.units.state.history.values()
    assert kept == outcome.change
    assert (kept.account_id, kept.at) == (TOM, NINE + MINUTE)
    assert (kept.before, kept.after) == (selfie, outcome.mark)


async def test_what_stands_already_is_no_change(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    await school.mark(math, a_plan(), ann, Status.LATE, source=Source.SELFIE)

    outcome = await mark(school, ann, math, Status.LATE)

    assert outcome.change is None
    assert outcome.mark.source is Source.SELFIE
    assert school.units.state.history == {}


async def test_an_absence_that_a_teacher_confirms_is_their_decision(school):
    math = await school.add_class(meets_since=NINE)
    ann = await school.add_student("Ann", math)
    await school.settle(NINE + HOUR)

    outcome = await mark(school, ann, math, Status.ABSENT, at=NINE + 2 * HOUR)

    assert outcome.change is not None
    assert outcome.mark.source is Source.TEACHER


async def test_a_change_taken_back_gives_the_very_mark_there_was(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    selfie = await school.mark(math, a_plan(), ann, Status.LATE, source=Source.SELFIE)
    change = (await mark(school, ann, math, Status.ABSENT)).change

    undone = await undo(school, change)

    assert list(school.units.state.marks.values()) == [selfie]
    assert (undone.before, undone.after) == (change.after, selfie)
    assert len(school.units.state.history) == 2


async def test_taking_back_a_first_mark_leaves_none_while_the_session_is_open(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    change = (await mark(school, ann, math, Status.PRESENT)).change

    undone = await undo(school, change)

    assert undone.after is None
    assert school.marks == []


async def test_taking_back_a_first_mark_leaves_an_absence_once_the_session_has_closed(school):
    math = await school.add_class(meets_since=NINE)
    ann = await school.add_student("Ann", math)
    change = (await mark(school, ann, math, Status.PRESENT)).change
    await school.settle(NINE + HOUR)

    await undo(school, change)

    assert school.absent == ["Ann"]


async def test_an_undone_change_can_be_made_again(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    change = (await mark(school, ann, math, Status.PRESENT)).change

    again = await undo(school, await undo(school, change))

    assert again.after == change.after
    assert school.marks == [("Ann", NINE.date(), Status.PRESENT)]


async def test_a_change_that_was_overtaken_cannot_be_undone(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    first = (await mark(school, ann, math, Status.PRESENT)).change
    await mark(school, ann, math, Status.EXCUSED, at=NINE + MINUTE)

    assert await undo(school, first) is None
    assert school.marks == [("Ann", NINE.date(), Status.EXCUSED)]


async def test_a_change_is_undone_once(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    change = (await mark(school, ann, math, Status.PRESENT)).change

    await undo(school, change)

    assert await undo(school, change) is None
    assert len(school.units.state.history) == 2


async def test_undoing_makes_up_no_absence_in_a_session_that_was_called_off(school):
    math = await school.add_class(meets_since=NINE - DAY)
    ann = await school.add_student("Ann", math)
    outcome = await mark(school, ann, math)
    async with school.units() as uow:
        await uow.sessions.settle(outcome.session.id, NINE + MINUTE)  # before its end
        await marking.undo(uow, outcome.change, by=TOM, at=NINE + 2 * HOUR)
        await uow.commit()

    assert school.marks == []
