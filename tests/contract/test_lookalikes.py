import pytest

from storage.errors import Conflict
from tests.contract.samples import DAY, NOW


@pytest.fixture
async def three(uow):
    """The ids of Ann, Bob and Cyd."""
    names = ("Ann", "Bob", "Cyd")
    return [(await uow.students.add(name.upper(), name)).id for name in names]


async def test_two_students_are_paired_whichever_comes_first(uow, three):
    ann, bob, _ = three

    assert await uow.lookalikes.pair(bob, ann, NOW) is True
    assert await uow.lookalikes.pair(ann, bob, NOW + DAY) is False

    assert await uow.lookalikes.of(ann) == {bob}
    assert await uow.lookalikes.of(bob) == {ann}
    assert await uow.lookalikes.all() == [(ann, bob)]


async def test_who_is_paired_with_nobody_has_no_lookalikes(uow, three):
    ann, bob, cyd = three
    await uow.lookalikes.pair(ann, bob, NOW)

    assert await uow.lookalikes.of(cyd) == frozenset()


async def test_a_student_may_have_several_lookalikes_who_are_not_each_others(uow, three):
    ann, bob, cyd = three
    await uow.lookalikes.pair(bob, cyd, NOW)
    await uow.lookalikes.pair(ann, bob, NOW)

    assert await uow.lookalikes.of(bob) == {ann, cyd}
    assert await uow.lookalikes.of(ann) == {bob}
    assert await uow.lookalikes.all() == [(ann, bob), (bob, cyd)]


async def test_a_pair_is_taken_back_whichever_comes_first_and_no_other(uow, three):
    ann, bob, cyd = three
    await uow.lookalikes.pair(ann, bob, NOW)
    await uow.lookalikes.pair(ann, cyd, NOW)

    assert await uow.lookalikes.part(bob, ann) is True
    assert await uow.lookalikes.part(bob, ann) is False
    assert await uow.lookalikes.all() == [(ann, cyd)]


async def test_everything_about_one_student_is_taken_back_at_once(uow, three):
    ann, bob, cyd = three
    for one, other in ((ann, bob), (bob, cyd), (ann, cyd)):
        await uow.lookalikes.pair(one, other, NOW)

    assert await uow.lookalikes.part_all(bob) == 2
    assert await uow.lookalikes.part_all(bob) == 0
    assert await uow.lookalikes.all() == [(ann, cyd)]


async def test_nobody_is_paired_with_themselves(uow, three):
    with pytest.raises(Conflict):
        await uow.lookalikes.pair(three[0], three[0], NOW)


async def test_nobody_is_paired_who_does_not_exist(uow, three):
    with pytest.raises(Conflict):
        await uow.lookalikes.pair(three[0], 999, NOW)
