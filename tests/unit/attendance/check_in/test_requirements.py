from dataclasses import replace

import pytest

from attendance.model import Alternative, Requirement, Source, Status
from attendance.outcomes import (
    Already,
    Choice,
    Lacking,
    Marked,
    NoClass,
    NotAgreed,
    Refused,
    Verdict,
    WhichClass,
)
from attendance.proofs import KEPT_FOR
from tests.unit.attendance.check_in.desk import ANN, SECOND, TEN, nothing
from tests.unit.attendance.samples import MINUTE, NINE, a_plan

SELFIE, CODE, PLACE = Requirement.SELFIE, Requirement.CODE, Requirement.LOCATION


@pytest.fixture
async def math(school):
    return await school.add_class(requires=frozenset({SELFIE, PLACE}))


def marks(desk):
    return [(one.status, one.source, one.at) for one in desk.school.units.state.marks.values()]


async def test_a_selfie_waits_for_the_place_that_the_class_asks_for(desk, math, ann):
    outcome = await desk.take()

    assert outcome == Lacking(
        student=ann, class_=math, missing=(PLACE,), kept=(SELFIE,), until=NINE + KEPT_FOR
    )
    assert marks(desk) == []


@pytest.mark.parametrize("selfie_first", [True, False])
async def test_both_in_any_order_count_since_the_first(desk, ann, selfie_first):
    ways = [desk.take, lambda at: desk.give(PLACE, at)]
    first, second = ways if selfie_first else reversed(ways)
    await first(at=NINE + 9 * MINUTE)

    outcome = await second(at=NINE + 12 * MINUTE)

    assert isinstance(outcome, Marked)
    assert marks(desk) == [(Status.PRESENT, Source.SELFIE, NINE + 9 * MINUTE)]


async def test_what_is_complete_is_kept_no_more(desk, ann):
    await desk.take()
    await desk.give(PLACE, NINE + MINUTE)

    kept = desk.school.units.state.check_ins.values()
    assert [(one.verdict, one.kept_until) for one in kept] == [(Verdict.MARKED, None)] * 2
    assert isinstance(await desk.give(PLACE, NINE + 2 * MINUTE), Already)


async def test_what_was_kept_for_too_long_is_told_with_the_next_message(desk, math, ann):
    await desk.take()

    outcome = await desk.give(PLACE, NINE + KEPT_FOR + SECOND)

    assert isinstance(outcome, Lacking)
    assert (outcome.missing, outcome.kept, outcome.expired) == ((SELFIE,), (PLACE,), (SELFIE,))
    again = await desk.give(PLACE, NINE + KEPT_FOR + MINUTE)
    assert isinstance(again, Lacking)
    assert again.expired == ()
    assert isinstance(await desk.take(at=NINE + KEPT_FOR + MINUTE), Marked)
    assert marks(desk) == [(Status.PRESENT, Source.SELFIE, NINE + KEPT_FOR + SECOND)]


async def test_it_is_kept_from_the_answer_however_late_that_comes(desk, ann):
    desk.clock.now = NINE + 20 * MINUTE
    await desk.desk.prove(desk.attempt(NINE), desk.selfie(), nothing)

    assert isinstance(await desk.give(PLACE, NINE + 24 * MINUTE), Marked)
    assert marks(desk) == [(Status.PRESENT, Source.SELFIE, NINE)]


async def test_to_send_the_same_again_prolongs_nothing_that_was_sent_before(desk, ann):
    for minutes in (0, 4, 8):
        outcome = await desk.take(at=NINE + minutes * MINUTE)
        assert isinstance(outcome, Lacking)

    await desk.give(PLACE, NINE + 11 * MINUTE)

    assert marks(desk) == [(Status.PRESENT, Source.SELFIE, NINE + 8 * MINUTE)]


async def test_another_kind_gives_the_rest_its_time(school, desk, ann, math):
    await desk.school_asks(math, {SELFIE, PLACE, CODE})
    await desk.take()
    await desk.give(PLACE, NINE + 4 * MINUTE)

    assert isinstance(await desk.give(CODE, NINE + 8 * MINUTE), Marked)
    assert marks(desk) == [(Status.PRESENT, Source.SELFIE, NINE)]


async def test_a_refused_second_leaves_the_first(desk, ann):
    first = await desk.take()

    outcome = await desk.give(PLACE, NINE + MINUTE, holds=False)

    assert isinstance(outcome, Refused)
    assert outcome.still == first
    assert isinstance(await desk.give(PLACE, NINE + 2 * MINUTE), Marked)


async def test_a_refused_first_leaves_nothing(desk, ann):
    outcome = await desk.take(b"somebody else")

    assert isinstance(outcome, Refused)
    assert outcome.still is None
    assert isinstance(await desk.give(PLACE, NINE + MINUTE), Lacking)


async def test_updates_that_run_again_give_what_they_gave(desk, ann):
    first = await desk.take(update=77)
    assert await desk.take(update=77) == first
    refused = await desk.give(PLACE, NINE + MINUTE, holds=False, update=78)
    assert await desk.give(PLACE, NINE + MINUTE, update=78) == refused
    second = await desk.give(PLACE, NINE + MINUTE, update=79)
    assert await desk.give(PLACE, NINE + MINUTE, update=79) == second
    assert isinstance(await desk.take(update=77), Marked)
    assert desk.fetched == 1
    assert len(marks(desk)) == 1


async def test_a_session_that_closes_in_between_is_the_one_that_counts(school, desk, math, ann):
    await desk.take(at=TEN - MINUTE)
    await school.settle(TEN + MINUTE)
    assert "Ann" in school.absent

    outcome = await desk.give(PLACE, TEN + 2 * MINUTE)

    assert isinstance(outcome, Marked)
    assert outcome.before is not None
    assert outcome.before.status is Status.ABSENT
    assert (Status.LATE, Source.SELFIE, TEN - MINUTE) in marks(desk)


async def test_what_the_teacher_has_decided_meanwhile_stands(school, desk, math, ann):
    await desk.take()
    await school.mark(math, a_plan(), ann, Status.EXCUSED)

    outcome = await desk.give(PLACE, NINE + MINUTE)

    assert isinstance(outcome, Already)
    assert school.marks == [("Ann", NINE.date(), Status.EXCUSED)]


async def test_a_class_that_asks_for_less_meanwhile_counts_since_the_first_it_asks_for(
    desk, math, ann
):
    await desk.take()
    await desk.school_asks(math, {SELFIE})

    assert isinstance(await desk.take(at=NINE + 4 * MINUTE), Marked)
    assert marks(desk) == [(Status.PRESENT, Source.SELFIE, NINE)]


async def test_what_a_class_does_not_ask_for_any_more_says_nothing_of_when(desk, math, ann):
    await desk.take()
    await desk.school_asks(math, {PLACE})

    assert isinstance(await desk.give(PLACE, NINE + MINUTE), Marked)
    assert marks(desk) == [(Status.PRESENT, Source.LOCATION, NINE + MINUTE)]


async def test_what_a_class_does_not_ask_for_is_not_looked_at(desk, math, ann):
    await desk.school_asks(math, {PLACE})

    outcome = await desk.take()

    assert outcome == Lacking(
        student=ann, class_=replace(math, requires=frozenset({PLACE})), missing=(PLACE,)
    )
    assert desk.fetched == 0


async def test_of_two_classes_at_once_each_is_asked_for_what_it_takes(school, desk, math, ann):
    art = await school.add_class("ART")
    await school.join(art, ann)
    asked = await desk.take(at=NINE + MINUTE)
    assert isinstance(asked, WhichClass)

    def chosen(code):
        (class_, plan) = next(one for one in asked.meetings if one[0].code == code)
        return Choice(
            update=asked.attempt.update,
            sent_at=asked.attempt.sent_at,
            account_id=ANN,
            class_id=class_.id,
            starts_at=plan.starts_at,
        )

    lacking = await desk.desk.choose(chosen("MATH1"), nothing)
    assert isinstance(lacking, Lacking)
    assert lacking.class_ == math
    assert await desk.desk.choose(chosen("ART"), nothing) == lacking
    place = await desk.give(PLACE, NINE + 2 * MINUTE)
    assert isinstance(place, Marked)
    assert place.class_ == math


async def test_a_kind_that_one_of_two_classes_asks_for_is_for_that_one(school, desk, math, ann):
    art = await school.add_class("ART")
    await school.join(art, ann)

    outcome = await desk.give(PLACE)

    assert isinstance(outcome, Lacking)
    assert (outcome.class_, outcome.missing) == (math, (SELFIE,))


async def test_an_answer_which_class_after_too_long_begins_anew(school, desk, math, ann):
    art = await school.add_class("ART", requires=math.requires)
    await school.join(art, ann)
    asked = await desk.take()
    assert isinstance(asked, WhichClass)
    desk.clock.now = NINE + KEPT_FOR + SECOND
    class_, plan = asked.meetings[0]
    choice = Choice(
        update=asked.attempt.update,
        sent_at=NINE,
        account_id=ANN,
        class_id=class_.id,
        starts_at=plan.starts_at,
    )

    outcome = await desk.desk.choose(choice, nothing)

    assert isinstance(outcome, Lacking)
    assert (outcome.kept, outcome.expired) == ((), (SELFIE,))


async def test_outside_a_session_nothing_is_kept(desk, ann):
    assert isinstance(await desk.give(PLACE, TEN), NoClass)


@pytest.mark.parametrize("agreed", [None, False])
async def test_who_is_not_compared_has_the_code_instead_of_faces(school, desk, math, agreed):
    bob = await school.add_student("Bob", math, account_id=ANN, agreed=agreed)
    assert await desk.give(PLACE) == NotAgreed(student=bob)
    await desk.school_asks(math, {SELFIE, PLACE}, Alternative.CODE)

    outcome = await desk.give(PLACE)

    assert isinstance(outcome, Lacking)
    assert outcome.missing == (CODE,)
    assert isinstance(await desk.give(CODE, NINE + MINUTE), Marked)
    assert marks(desk) == [(Status.PRESENT, Source.CODE, NINE)]
    assert isinstance(await desk.take(), NotAgreed)


async def test_where_no_face_is_asked_for_nobody_needs_another_way(school, desk, math):
    await desk.school_asks(math, {PLACE})
    await school.add_student("Bob", math, account_id=ANN, agreed=False)

    assert isinstance(await desk.give(PLACE), Marked)
