import pytest

from attendance.model import Decision, Suspicion, Why
from storage.errors import Conflict
from tests.contract.samples import DAY, MINUTE, NOW

ADMIN = 1


@pytest.fixture
async def three(uow):
    """The ids of Ann, Bob and Cyd."""
    names = ("Ann", "Bob", "Cyd")
    return [(await uow.students.add(name.upper(), name)).id for name in names]


async def test_a_pair_is_suspected_once_for_each_reason_whoever_comes_first(uow, three):
    ann, bob, _ = three

    assert await uow.suspicions.add(bob, ann, Why.FACE, NOW) is True
    assert await uow.suspicions.add(ann, bob, Why.FACE, NOW + MINUTE) is False
    assert await uow.suspicions.add(ann, bob, Why.SELFIES, NOW + DAY) is True

    assert await uow.suspicions.of(bob, ann) == [
        Suspicion(first_id=ann, second_id=bob, why=Why.FACE, found_at=NOW),
        Suspicion(first_id=ann, second_id=bob, why=Why.SELFIES, found_at=NOW + DAY),
    ]


async def test_a_decision_is_of_all_that_is_suspected_of_a_pair_and_of_no_other(uow, three):
    ann, bob, cyd = three
    await uow.suspicions.add(ann, bob, Why.FACE, NOW)
    await uow.suspicions.add(ann, bob, Why.ACCOUNT, NOW)
    await uow.suspicions.add(ann, cyd, Why.FACE, NOW)

    assert await uow.suspicions.decide(bob, ann, Decision.TWINS, by=ADMIN, at=NOW + DAY) == 2
    assert await uow.suspicions.decide(bob, cyd, Decision.TWINS, by=ADMIN, at=NOW) == 0

    found = await uow.suspicions.of(ann, bob)
    assert {(one.decision, one.decided_by, one.decided_at) for one in found} == {
        (Decision.TWINS, ADMIN, NOW + DAY)
    }
    assert [one.decision for one in await uow.suspicions.of(ann, cyd)] == [None]


async def test_pairs_are_open_until_they_are_decided_the_oldest_first(uow, three):
    ann, bob, cyd = three
    await uow.suspicions.add(ann, bob, Why.FACE, NOW + DAY)
    await uow.suspicions.add(ann, bob, Why.SELFIES, NOW + 2 * DAY)
    await uow.suspicions.add(bob, cyd, Why.FACE, NOW)
    assert await uow.suspicions.open() == [(bob, cyd), (ann, bob)]

    await uow.suspicions.decide(bob, cyd, Decision.LOOK, by=ADMIN, at=NOW)
    assert await uow.suspicions.open() == [(bob, cyd), (ann, bob)]

    for decision in (Decision.SAME, Decision.TWINS, Decision.TWO):
        await uow.suspicions.decide(bob, cyd, decision, by=ADMIN, at=NOW)
        assert await uow.suspicions.open() == [(ann, bob)]


async def test_a_pair_is_forgotten_and_no_other(uow, three):
    ann, bob, cyd = three
    await uow.suspicions.add(ann, bob, Why.FACE, NOW)
    await uow.suspicions.add(ann, cyd, Why.FACE, NOW)

    assert await uow.suspicions.forget(bob, ann) == 1
    assert await uow.suspicions.forget(bob, ann) == 0
    assert await uow.suspicions.open() == [(ann, cyd)]


async def test_everything_about_one_student_is_forgotten_at_once(uow, three):
    ann, bob, cyd = three
    for one, other in ((ann, bob), (bob, cyd), (ann, cyd)):
        await uow.suspicions.add(one, other, Why.FACE, NOW)

    assert await uow.suspicions.forget_of(bob) == 2
    assert await uow.suspicions.open() == [(ann, cyd)]


async def test_what_is_decided_or_has_another_reason_may_stay(uow, three):
    ann, bob, cyd = three
    await uow.suspicions.add(ann, bob, Why.FACE, NOW)
    await uow.suspicions.add(ann, bob, Why.ACCOUNT, NOW)
    await uow.suspicions.add(ann, cyd, Why.FACE, NOW)
    await uow.suspicions.decide(ann, cyd, Decision.LOOK, by=ADMIN, at=NOW)

    assert await uow.suspicions.forget_of(ann, undecided=Why.FACE) == 1

    assert [one.why for one in await uow.suspicions.of(ann, bob)] == [Why.ACCOUNT]
    assert len(await uow.suspicions.of(ann, cyd)) == 1


async def test_nobody_is_suspected_to_be_themselves(uow, three):
    with pytest.raises(Conflict):
        await uow.suspicions.add(three[0], three[0], Why.FACE, NOW)


async def test_nobody_is_suspected_who_does_not_exist(uow, three):
    with pytest.raises(Conflict):
        await uow.suspicions.add(three[0], 999, Why.FACE, NOW)
