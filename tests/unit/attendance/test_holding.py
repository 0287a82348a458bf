from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance import holding
from attendance.holding import Closed, NothingToClose, OpenAlready, Opened
from attendance.model import Status
from attendance.rescheduling import reschedule
from attendance.summary import summarise
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan
from tests.unit.attendance.school import School

TEN = NINE + HOUR
NOON = NINE + 3 * HOUR
SECOND = MINUTE / 60


@pytest.fixture
async def math(school):
    return await school.add_class(meets_since=NINE - 2 * HOUR)


@pytest.fixture
async def ann(school, math):
    return await school.add_student("Ann", math)


async def open_(school, class_, minutes, at):
    async with school.units() as uow:
        class_ = await uow.classes.get(class_.id)
        outcome = await holding.open_session(uow, class_, minutes * MINUTE, at)
        await uow.commit()
    return outcome


async def close(school, class_, at):
    async with school.units() as uow:
        outcome = await holding.close_session(uow, await uow.classes.get(class_.id), at)
        await uow.commit()
    return outcome


def sessions(school):
    found = school.units.state.sessions.values()
    return sorted((one.starts_at, one.closes_at) for one in found)


async def test_a_session_outside_the_calendar_begins_with_the_minute(school, math, ann):
    outcome = await open_(school, math, 30, NOON + 40 * (MINUTE / 60))

    assert (type(outcome), outcome.held) == (Opened, False)
    assert (outcome.plan.opens_at, outcome.plan.starts_at) == (NOON, NOON)
    assert outcome.plan.late_at == NOON + 10 * MINUTE
    assert outcome.plan.closes_at == NOON + 30 * MINUTE
    assert await school.settle(NOON + 29 * MINUTE) == 1  # the morning's
    assert await school.settle(NOON + 30 * MINUTE) == 1
    assert await school.settle(NOON + DAY) == 1  # the next morning's


async def test_a_session_that_was_opened_outlives_a_change_of_the_rules(school, math, ann):
    await open_(school, math, 30, NOON)

    async with school.units() as uow:
        now = await uow.classes.get(math.id)
        await reschedule(uow, now, replace(now, late_after=5 * MINUTE), NOON)
        summary = await summarise(uow, await uow.classes.get(math.id), NOON.date())

    assert [one.session.starts_at for one in summary.sessions] == [NINE, NOON]


async def test_a_session_under_way_is_held_open(school, math, ann):
    outcome = await open_(school, math, 30, TEN - MINUTE)

    assert (outcome.held, outcome.plan.closes_at) == (True, TEN + 29 * MINUTE)
    assert outcome.plan.late_at == a_plan().late_at
    assert await school.settle(TEN + 28 * MINUTE) == 0
    assert await school.settle(TEN + 29 * MINUTE) == 1
    assert sessions(school) == [(NINE, TEN + 29 * MINUTE)]


async def test_a_session_that_is_open_for_longer_stays_as_it_is(school, math):
    outcome = await open_(school, math, 10, NINE)

    assert outcome == OpenAlready(class_=outcome.class_, plan=a_plan())


async def test_closing_makes_whoever_has_no_mark_absent(school, math, ann):
    bob = await school.add_student("Bob", math)
    await school.mark(math, a_plan(), bob, Status.PRESENT)

    outcome = await close(school, math, NINE + 20 * MINUTE)

    assert isinstance(outcome, Closed)
    assert await school.settle(NINE + 20 * MINUTE) == 1
    assert school.absent == ["Ann"]
    assert await school.settle(TEN + MINUTE) == 0
    assert sessions(school) == [(NINE, NINE + 20 * MINUTE)]


async def test_a_session_closed_by_mistake_goes_on_when_it_is_opened_again(school, math, ann):
    await close(school, math, NINE + 20 * MINUTE)
    await school.settle(NINE + 21 * MINUTE)

    outcome = await open_(school, math, 10, NINE + 25 * MINUTE)

    assert (outcome.held, outcome.plan) == (True, a_plan())
    assert sessions(school) == [(NINE, TEN)]


async def test_what_was_opened_by_hand_is_closed_too(school, math, ann):
    await open_(school, math, 30, NOON)

    await close(school, math, NOON + 5 * MINUTE)

    assert sessions(school) == [(NOON, NOON + 5 * MINUTE)]
    assert await school.settle(NOON + 6 * MINUTE) == 2  # the morning's too


async def test_a_session_is_not_closed_at_the_very_moment_it_begins(school, math):
    outcome = await close(school, math, NINE)

    assert outcome == NothingToClose(class_=outcome.class_, soon=a_plan())
    await close(school, math, NINE + SECOND)
    assert sessions(school) == [(NINE, NINE + SECOND)]


async def test_what_was_opened_by_hand_may_be_closed_at_once(school, math):
    await open_(school, math, 30, NOON)

    assert isinstance(await close(school, math, NOON), Closed)


async def test_there_may_be_nothing_to_close(school, math):
    early = await close(school, math, NINE - MINUTE)
    late = await close(school, math, NOON)

    assert early == NothingToClose(class_=early.class_, soon=a_plan())
    assert late == NothingToClose(class_=late.class_, soon=None)


moments = st.lists(
    st.tuples(st.booleans(), st.integers(0, 600), st.integers(1, 120)), min_size=1, max_size=8
)


@settings(max_examples=80)
@given(moments, st.lists(st.integers(0, 720), max_size=6))
async def test_however_often_it_is_opened_and_closed_everybody_is_absent_once(presses, looks):
    """In any order of hands and looks: one mark of each student in each session, none before."""
    school = School()
    math = await school.add_class(meets_since=NINE - 2 * HOUR)
    await school.add_student("Ann", math)
    start = NINE - HOUR
    events = [(minute, 0, (opens, length)) for opens, minute, length in presses]
    events += [(minute, 1, None) for minute in looks]
    for minute, is_look, what in sorted(events, key=lambda event: event[:2]):
        at = start + minute * MINUTE
        if is_look:
            await school.settle(at)
            for one in school.units.state.sessions.values():
                assert not one.settled_at or one.closes_at <= at
        elif what[0]:
            await open_(school, math, what[1], at)
        else:
            await close(school, math, at)
    await school.settle(start + 20 * HOUR)

    state = school.units.state
    assert all(one.settled_at for one in state.sessions.values())
    assert sorted(state.marks) == sorted(
        (one.id, *state.students) for one in state.sessions.values()
    )
    assert len(sessions(school)) == len({starts for starts, _ in sessions(school)})
