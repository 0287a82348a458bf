from datetime import timedelta

import pytest

from storage.errors import Conflict
from tests.contract.samples import DAY, MINUTE, NOW, a_check_in

IMAGE = b"\xff\xd8 a selfie of Ann"


@pytest.fixture
async def check_in(uow, ann):
    check_in = a_check_in(ann.id)
    await uow.check_ins.add(check_in)
    return check_in


async def test_a_selfie_is_found_by_who_sent_it_when(uow, ann, check_in):
    await uow.selfies.add(check_in, IMAGE, erase_at=NOW + DAY)

    assert await uow.selfies.find(ann.id, NOW) == IMAGE
    assert await uow.selfies.count(ann.id) == 1
    assert await uow.selfies.find(ann.id, NOW + MINUTE) is None
    assert await uow.selfies.find(ann.id + 1, NOW) is None


async def test_a_selfie_belongs_to_a_check_in_that_is_stored(uow, ann):
    with pytest.raises(Conflict):
        await uow.selfies.add(a_check_in(ann.id), IMAGE, erase_at=NOW + DAY)


async def test_a_check_in_has_one_selfie(uow, check_in):
    await uow.selfies.add(check_in, IMAGE, erase_at=NOW + DAY)

    with pytest.raises(Conflict):
        await uow.selfies.add(check_in, IMAGE, erase_at=NOW + DAY)


@pytest.mark.parametrize(
    ("at", "sent_before", "left"),
    [
        (NOW + DAY - timedelta(seconds=1), NOW, 1),
        (NOW + DAY, NOW, 0),
        (NOW, NOW + timedelta(seconds=1), 0),
    ],
)
async def test_selfies_are_erased_when_it_is_time(uow, ann, check_in, at, sent_before, left):
    await uow.selfies.add(check_in, IMAGE, erase_at=NOW + DAY)

    assert await uow.selfies.forget(at, sent_before=sent_before) == 1 - left
    assert await uow.selfies.count(ann.id) == left


async def test_a_student_s_selfies_are_erased_and_nobody_else_s(uow, ann, check_in):
    bob = await uow.students.add("B2", "Bob")
    other = a_check_in(bob.id, 2)
    await uow.check_ins.add(other)
    for one in (check_in, other):
        await uow.selfies.add(one, IMAGE, erase_at=NOW + DAY)

    assert await uow.selfies.forget_of(ann.id) == 1
    assert (await uow.selfies.count(ann.id), await uow.selfies.count(bob.id)) == (0, 1)


async def test_what_became_of_an_attempt_leaves_its_selfie(uow, ann, check_in):
    await uow.selfies.add(check_in, IMAGE, erase_at=NOW + DAY)

    await uow.check_ins.replace(check_in)

    assert await uow.selfies.find(ann.id, NOW) == IMAGE
