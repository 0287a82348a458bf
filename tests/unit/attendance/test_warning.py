from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance import marking, warning
from attendance.classes import BadValue, set_rule
from attendance.model import Source, Status
from attendance.standing import Attended, Standing, WarningKind, called_for, standing
from attendance.summary import summarise
from attendance.warning import TakenBack, Warned
from tests.unit.attendance.samples import DAY, HOUR, LONG_AGO, NINE, a_class, a_plan, weekdays

TEN = NINE + HOUR
MONDAY = NINE.date()
P, L, A, E = Status.PRESENT, Status.LATE, Status.ABSENT, Status.EXCUSED
BELOW, IN_A_ROW = WarningKind.BELOW, WarningKind.IN_A_ROW


@pytest.fixture
async def math(school):
    """A class that meets every day and warns below 75 %, and after three absences in a row."""
    meetings = weekdays(NINE.time(), TEN.time(), range(7))
    return await school.add_class(
        meetings=meetings, meets_since=NINE - HOUR, warn_below=75, warn_absences=3
    )


@pytest.fixture
async def ann(school, math):
    return await school.add_student("Ann", math, account_id=100, agreed=True)


async def hold(school, math, student, *statuses, first=0):
    """Days on which the class meets and the student is marked so; who was told what."""
    told = []
    for day, status in enumerate(statuses, first):
        if status is not A:
            await school.mark(math, a_plan(NINE + day * DAY), student, status)
        told += await close(school, TEN + day * DAY)
    return told


async def close(school, at):
    await school.settle(at)
    return await judge(school, at)


async def judge(school, at):
    told = []
    async with school.units() as uow:
        for class_id, students in (await uow.warnings.changed()).items():
            class_ = await uow.classes.get(class_id)
            told += await warning.judge(uow, class_, students, at)
        await uow.commit()
    return told


async def decide(school, student, day, status, at):
    async with school.units() as uow:
        sessions = await uow.sessions.between(1, MONDAY, MONDAY + 30 * DAY)
        session = next(one for one in sessions if one.date == MONDAY + day * DAY)
        await marking.decide(uow, session, student.id, status, by=9, at=at)
        await uow.commit()


async def in_summary(school, math, day):
    async with school.units() as uow:
        math = await uow.classes.get(math.id)
        value = await summarise(uow, math, MONDAY + day * DAY)
    return [(one.student.name, one.kind, one.standing.percentage) for one in value.warnings]


def record(statuses):
    return [
        Attended(date=MONDAY + day * DAY, starts_at=NINE + day * DAY, status=status)
        for day, status in enumerate(statuses)
    ]


# --- how somebody stands --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((), (0, 0, 0, 100)),
        ((P, L, A), (2, 1, 1, 66)),
        ((A, E, A), (0, 2, 2, 0)),
        ((A, A, L, A), (1, 3, 1, 25)),
        ((E, E), (0, 0, 0, 100)),
    ],
)
def test_excused_sessions_count_neither_way(statuses, expected):
    found = standing(record(statuses))

    assert (found.attended, found.missed, found.in_a_row, found.percentage) == expected


@given(attended=st.integers(0, 200), missed=st.integers(0, 200), below=st.integers(1, 100))
def test_below_means_below_whatever_is_rounded(attended, missed, below):
    class_ = a_class(warn_below=below)
    value = Standing(attended=attended, missed=missed, in_a_row=0)

    is_below = attended + missed >= 4 and attended / (attended + missed) < below / 100 - 1e-12

    assert (BELOW in called_for(class_, value)) == is_below


def test_a_class_that_warns_of_nothing_calls_for_nothing():
    assert called_for(a_class(), standing(record([A] * 20))) == frozenset()


# --- once, and again ------------------------------------------------------------------------


async def test_whoever_is_absent_often_enough_in_a_row_is_warned_once_a_row(school):
    art = await school.add_class("ART", meets_since=NINE - HOUR, warn_absences=3)
    bob = await school.add_student("Bob", art)
    assert await hold(school, art, bob, A, A) == []

    (told,) = await hold(school, art, bob, A, first=2)
    assert isinstance(told, Warned)
    assert (told.student, told.kinds, told.standing.in_a_row) == (bob, {IN_A_ROW}, 3)

    assert await hold(school, art, bob, A, first=3) == []
    again = await hold(school, art, bob, P, first=4)
    again += await hold(school, art, bob, A, A, A, first=7)
    assert [(one.kinds, one.standing.in_a_row) for one in again] == [({IN_A_ROW}, 3)]


async def test_whoever_falls_below_is_warned_once_until_they_fall_below_again(school, math, ann):
    told = await hold(school, math, ann, P, A, P, A, P, A)
    assert [one.kinds for one in told] == [{BELOW}]

    assert await hold(school, math, ann, P, P, P, P, P, P, first=6) == []
    told = await hold(school, math, ann, A, first=12)
    assert [one.kinds for one in told] == [{BELOW}]


async def test_one_absence_early_in_a_term_is_no_reason_to_warn(school, math, ann):
    assert await hold(school, math, ann, A, P, P) == []


async def test_judging_again_tells_nobody_twice(school, math, ann):
    assert len(await hold(school, math, ann, A, A, A)) == 1

    async with school.units() as uow:
        await uow.warnings.note_changed(math.id, [ann.id])
        await uow.commit()

    assert await judge(school, TEN + 2 * DAY) == []
    assert school.units.state.unjudged == set()


async def test_who_is_marked_absent_by_hand_before_the_closing_is_counted(school, math, ann):
    await hold(school, math, ann, A, A)
    await school.mark(math, a_plan(NINE + 2 * DAY), ann, A, source=Source.TEACHER)

    (told,) = await close(school, TEN + 2 * DAY)

    assert told.kinds == {IN_A_ROW}


async def test_only_the_sessions_of_the_term_count(school, ann):
    late = await school.add_class(
        "LATE", meets_since=LONG_AGO, warn_absences=2, first_day=MONDAY + DAY
    )
    bob = await school.add_student("Bob", late)
    await school.mark(late, a_plan(), bob, A)
    async with school.units() as uow:
        for session in await uow.sessions.between(late.id, MONDAY, MONDAY):
            await uow.sessions.settle(session.id, TEN)
        await uow.commit()

    assert await close(school, TEN + DAY) == []


# --- corrections ----------------------------------------------------------------------------


async def test_a_warning_that_a_correction_undoes_is_taken_back(school, math, ann):
    await hold(school, math, ann, A, A, A)
    await decide(school, ann, 1, E, TEN + 2 * DAY + HOUR)

    (told,) = await judge(school, TEN + 2 * DAY + 2 * HOUR)

    assert await in_summary(school, math, 2) == []
    assert isinstance(told, TakenBack)
    assert (told.kind, told.standing.in_a_row) == (IN_A_ROW, 2)


async def test_a_correction_that_makes_it_true_again_warns_again(school, math, ann):
    await hold(school, math, ann, A, A, A)
    await decide(school, ann, 2, P, TEN + 2 * DAY + HOUR)
    await judge(school, TEN + 2 * DAY + HOUR)

    await decide(school, ann, 2, A, TEN + 2 * DAY + 2 * HOUR)
    (told,) = await judge(school, TEN + 2 * DAY + 2 * HOUR)

    assert isinstance(told, Warned)
    assert await in_summary(school, math, 2) == [("Ann", IN_A_ROW, 0)]


async def test_whoever_comes_back_has_nothing_taken_back(school, math, ann):
    assert len(await hold(school, math, ann, P, P, P, P, P, P, P, P, P, A, A, A)) == 1

    assert await hold(school, math, ann, P, first=12) == []
    assert await in_summary(school, math, 11) == [("Ann", IN_A_ROW, 75)]
    assert await in_summary(school, math, 12) == []


async def test_a_return_on_the_same_day_takes_nothing_back(school, ann):
    twice = (
        *weekdays(NINE.time(), TEN.time(), range(7)),
        *weekdays((NINE + 5 * HOUR).time(), (NINE + 6 * HOUR).time(), range(7)),
    )
    art = await school.add_class("ART", meetings=twice, meets_since=NINE - HOUR, warn_absences=1)
    bob = await school.add_student("Bob", art)
    assert len(await close(school, TEN)) == 1

    await school.mark(art, a_plan(NINE + 5 * HOUR), bob, P)

    assert await close(school, NINE + 6 * HOUR) == []
    assert await in_summary(school, art, 0) == []


# --- summaries ------------------------------------------------------------------------------


async def test_a_summary_names_only_those_who_have_heard_of_it(school, math, ann):
    for day in range(3):
        await school.settle(TEN + day * DAY)
    assert await in_summary(school, math, 2) == []

    await judge(school, TEN + 2 * DAY)

    assert await in_summary(school, math, 2) == [("Ann", IN_A_ROW, 0)]
    assert await in_summary(school, math, 1) == []


async def test_a_summary_says_how_they_stand_since(school, math, ann):
    await hold(school, math, ann, P, P, A, A, A, A)

    assert set(await in_summary(school, math, 5)) == {("Ann", BELOW, 33), ("Ann", IN_A_ROW, 33)}


# --- who, and by which rules ----------------------------------------------------------------


async def test_who_has_left_is_not_warned_and_begins_anew_when_back(school, math, ann):
    await hold(school, math, ann, A, A, A)
    await school.remove(ann, TEN + 2 * DAY + HOUR)

    assert await judge(school, TEN + 2 * DAY + HOUR) == []
    assert all(one.ended for one in school.units.state.warnings.values())


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("warn_below", "80", (80, 3)),
        ("warn_below", "off", (None, 3)),
        ("warn_absences", "5", (75, 5)),
        ("WARN_ABSENCES", "OFF", (75, None)),
    ],
)
async def test_when_students_are_warned_is_a_rule_of_the_class(uow, key, value, expected):
    class_ = await uow.classes.add(a_class(warn_below=75, warn_absences=3))

    changed = await set_rule(uow, class_, key, value, at=NINE)

    assert (changed.warn_below, changed.warn_absences) == expected
    assert await uow.classes.get(class_.id) == changed


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("warn_below", "0"),
        ("warn_below", "101"),
        ("warn_below", "75%"),
        ("warn_below", "-1"),
        ("warn_absences", "0"),
        ("warn_absences", "51"),
        ("warn_absences", "often"),
    ],
)
async def test_a_threshold_that_cannot_be_is_refused(uow, key, value):
    class_ = await uow.classes.add(a_class())

    assert await set_rule(uow, class_, key, value, at=NINE) == BadValue(key=key)


async def test_a_rule_that_is_changed_is_applied_to_everybody(school, math, ann):
    await hold(school, math, ann, A, A)
    async with school.units() as uow:
        await set_rule(uow, math, "warn_absences", "2", at=TEN + DAY + HOUR)
        await uow.commit()
    (told,) = await judge(school, TEN + DAY + HOUR)
    assert told.kinds == {IN_A_ROW}

    async with school.units() as uow:
        changed = await uow.classes.get(math.id)
        await set_rule(uow, changed, "warn_absences", "off", at=TEN + DAY + timedelta(hours=2))
        await uow.commit()

    assert await judge(school, TEN + DAY + 2 * HOUR) == []
    assert all(one.ended for one in school.units.state.warnings.values())
