from dataclasses import replace

import pytest

from attendance.model import Delivery, Invite, Role, SummaryKind
from storage.errors import Conflict
from tests.contract.samples import DAY, MINUTE, NOW, a_class

HASH = "ab" * 32
INVITE = Invite(code_hash=HASH, role=Role.STUDENT, person_id=5, expires_at=NOW + DAY)


async def test_an_invite_is_found_by_its_hash(uow):
    await uow.invites.add(INVITE, NOW)

    assert await uow.invites.by_hash(HASH) == INVITE
    assert await uow.invites.by_hash("cd" * 32) is None


async def test_a_used_invite_says_by_whom(uow):
    await uow.invites.add(INVITE, NOW)
    await uow.invites.use(HASH, 2**40, NOW)

    assert await uow.invites.by_hash(HASH) == replace(INVITE, used_by=2**40)


async def test_an_invite_is_used_once(uow):
    await uow.invites.add(INVITE, NOW)
    await uow.invites.use(HASH, 1, NOW)

    with pytest.raises(Conflict):
        await uow.invites.use(HASH, 2, NOW)


async def test_an_invite_is_open_until_it_is_used(uow):
    await uow.invites.add(INVITE, NOW)
    assert await uow.invites.has_open(Role.STUDENT, 5, NOW) is True

    await uow.invites.use(HASH, 1, NOW)
    assert await uow.invites.has_open(Role.STUDENT, 5, NOW) is False


async def test_an_invite_is_open_until_it_expires(uow):
    await uow.invites.add(INVITE, NOW)

    assert await uow.invites.has_open(Role.STUDENT, 5, NOW + DAY) is False


async def test_an_invite_is_for_one_person_in_one_role(uow):
    await uow.invites.add(INVITE, NOW)

    assert await uow.invites.has_open(Role.TEACHER, 5, NOW) is False
    assert await uow.invites.has_open(Role.STUDENT, 6, NOW) is False


async def test_invites_that_still_work_are_listed_the_last_to_expire_first(uow):
    later = replace(INVITE, code_hash="cd" * 32, expires_at=NOW + 2 * DAY, role=Role.GUARDIAN)
    used = replace(INVITE, code_hash="ef" * 32)
    for invite in (INVITE, later, used):
        await uow.invites.add(invite, NOW)
    await uow.invites.use(used.code_hash, 1, NOW)

    assert await uow.invites.waiting(NOW) == [later, INVITE]
    assert await uow.invites.waiting(NOW + DAY) == [later]


async def test_revoking_forgets_unused_invites_only(uow):
    used = replace(INVITE, code_hash="cd" * 32)
    teachers = replace(INVITE, code_hash="ef" * 32, role=Role.TEACHER)
    for invite in (INVITE, used, teachers):
        await uow.invites.add(invite, NOW)
    await uow.invites.use(used.code_hash, 1, NOW)

    await uow.invites.revoke(Role.STUDENT, 5)

    assert await uow.invites.by_hash(HASH) is None
    assert await uow.invites.by_hash(used.code_hash) == replace(used, used_by=1)
    assert await uow.invites.by_hash(teachers.code_hash) == teachers


@pytest.fixture
async def delivery(uow):
    teacher, class_ = await uow.teachers.add("Turing"), await uow.classes.add(a_class())
    return Delivery(
        teacher_id=teacher.id, class_id=class_.id, date=NOW.date(), kind=SummaryKind.SO_FAR
    )


async def test_of_many_deliveries_each_is_claimed_once(uow, delivery):
    next_day = replace(delivery, date=delivery.date + DAY)
    final = replace(delivery, kind=SummaryKind.FINAL)
    everything = dict.fromkeys((delivery, next_day, final), NOW)
    assert await uow.deliveries.claim({delivery: NOW}, NOW) == {delivery}

    assert await uow.deliveries.claim(everything, NOW) == {next_day, final}
    assert await uow.deliveries.claim(everything, NOW) == set()
    assert await uow.deliveries.claim({}, NOW) == set()
    assert await uow.deliveries.made(delivery.date) == everything


async def test_what_was_handed_over_before_a_moment_is_claimed_again(uow, delivery):
    other = replace(delivery, kind=SummaryKind.FINAL)
    await uow.deliveries.claim({delivery: NOW, other: NOW}, NOW)

    again = {delivery: NOW + MINUTE, other: NOW}
    assert await uow.deliveries.claim(again, NOW + DAY) == {delivery}
    assert await uow.deliveries.claim(again, NOW + DAY) == set()
    assert await uow.deliveries.made(delivery.date) == {delivery: NOW + DAY, other: NOW}


async def test_another_kind_or_date_is_another_delivery(uow, delivery):
    final = replace(delivery, kind=SummaryKind.FINAL)
    tomorrow = replace(delivery, date=delivery.date + DAY)
    for one in (delivery, final, tomorrow):
        assert await uow.deliveries.claim({one: NOW}, NOW) == {one}

    assert set(await uow.deliveries.made(delivery.date)) == {delivery, final, tomorrow}
    assert set(await uow.deliveries.made(tomorrow.date)) == {tomorrow}


async def test_everybody_with_an_open_invite_is_found_at_once(uow):
    for code, role, person_id in (
        ("a", Role.STUDENT, 5),
        ("b", Role.STUDENT, 6),
        ("c", Role.TEACHER, 7),
        ("d", Role.STUDENT, 8),
    ):
        await uow.invites.add(replace(INVITE, code_hash=code, role=role, person_id=person_id), NOW)
    await uow.invites.use("d", 100, NOW)

    assert await uow.invites.open(Role.STUDENT, NOW) == {5, 6}
    assert await uow.invites.open(Role.STUDENT, NOW + DAY) == set()


async def test_forgetting_a_persons_invites_forgets_used_ones_too(uow):
    used = replace(INVITE, code_hash="cd" * 32)
    another = replace(INVITE, code_hash="ef" * 32, person_id=6)
    for invite in (INVITE, used, another):
        await uow.invites.add(invite, NOW)
    await uow.invites.use(used.code_hash, 1, NOW)

    await uow.invites.forget(Role.STUDENT, INVITE.person_id)

    assert await uow.invites.by_hash(HASH) is None
    assert await uow.invites.by_hash(used.code_hash) is None
    assert await uow.invites.by_hash(another.code_hash) == another
