from dataclasses import replace

import pytest

from attendance.errors import NotFound
from attendance.model import GuardianRule, Invite, Mark, Role, Source, Status
from attendance.ports import Told
from storage.errors import Conflict
from tests.contract.samples import DAY, MINUTE, NOW, a_class, a_plan

CLOSED = NOW + 60 * MINUTE
READY = CLOSED + 30 * MINUTE
BEFORE = NOW - DAY


@pytest.fixture
async def class_(uow):
    return await uow.classes.add(a_class(guardians=GuardianRule(after=30 * MINUTE, since=BEFORE)))


@pytest.fixture
async def ann(uow):
    return await uow.students.add("A1", "Ann")


@pytest.fixture
async def zoe(uow, ann):
    """A guardian of Ann's who hears."""
    added = await uow.guardians.add(700)
    await uow.guardians.link(added.id, ann.id, BEFORE)
    zoe = replace(added, language="de", agreed_at=BEFORE, hears_since=BEFORE)
    await uow.guardians.save(zoe)
    return zoe


@pytest.fixture
async def session(uow, class_, ann):
    """One that has closed, and from which Ann was absent."""
    session = await uow.sessions.ensure(class_.id, a_plan())
    await mark(uow, session, ann, Status.ABSENT)
    await uow.sessions.settle(session.id, CLOSED)
    return session


async def mark(uow, session, student, status):
    source = Source.CLOSING
    await uow.marks.put(
        Mark(session_id=session.id, student_id=student.id, status=status, source=source, at=NOW)
    )


def told(guardian, session, student):
    return Told(guardian_id=guardian.id, session_id=session.id, student_id=student.id)


async def test_when_a_class_tells_guardians_is_kept_with_it(uow, class_):
    assert await uow.classes.get(class_.id) == class_

    await uow.classes.save(replace(class_, guardians=None))

    assert (await uow.classes.get(class_.id)).guardians is None


# --- who is whose guardian ------------------------------------------------------------------


async def test_a_guardian_is_found_by_account_and_has_one_record(uow, zoe):
    assert await uow.guardians.get(zoe.id) == zoe
    assert await uow.guardians.by_account(700) == zoe
    assert await uow.guardians.by_account(701) is None
    with pytest.raises(NotFound):
        await uow.guardians.get(999)
    with pytest.raises(NotFound):
        await uow.guardians.save(replace(zoe, id=999))
    with pytest.raises(Conflict):
        await uow.guardians.add(700)


async def test_a_guardian_may_have_several_children_and_a_child_several_guardians(uow, ann, zoe):
    bob = await uow.students.add("B1", "Bob")
    max_ = await uow.guardians.add(701)

    assert await uow.guardians.link(zoe.id, bob.id, NOW) is True
    assert await uow.guardians.link(zoe.id, bob.id, NOW) is False
    await uow.guardians.link(max_.id, ann.id, NOW)

    assert await uow.guardians.children(zoe.id) == [ann, bob]
    assert await uow.guardians.of_student(ann.id) == [zoe, max_]


async def test_who_is_erased_leaves_nothing(uow, ann, zoe, session):
    used = Invite(code_hash="h", role=Role.GUARDIAN, person_id=ann.id, expires_at=NOW, used_by=700)
    await uow.invites.add(used, NOW)
    await uow.notices.tell(told(zoe, session, ann), absent=True, at=NOW)

    await uow.guardians.erase(zoe.id)

    assert await uow.guardians.by_account(700) is None
    assert await uow.guardians.of_student(ann.id) == []
    assert await uow.invites.by_hash("h") is None
    assert await uow.notices.outdated(BEFORE) == []


async def test_a_student_s_guardians_are_taken_away_and_forgotten_if_they_have_no_other(
    uow, ann, zoe, session
):
    bob = await uow.students.add("B1", "Bob")
    max_ = await uow.guardians.add(701)
    await uow.guardians.link(max_.id, ann.id, NOW)
    await uow.guardians.link(max_.id, bob.id, NOW)
    for one in (zoe, max_):
        await uow.notices.tell(told(one, session, ann), absent=True, at=NOW)

    assert await uow.guardians.unlink(ann.id) == 2
    assert await uow.guardians.unlink(ann.id) == 0

    assert await uow.guardians.by_account(700) is None
    assert await uow.guardians.children(max_.id) == [bob]


# --- notices --------------------------------------------------------------------------------


async def test_an_absence_is_untold_until_it_is_told_once(uow, ann, zoe, session):
    wanted = told(zoe, session, ann)
    assert await uow.notices.untold(BEFORE, READY - MINUTE) == []
    assert await uow.notices.untold(BEFORE, READY) == [wanted]

    assert await uow.notices.tell(wanted, absent=True, at=READY) is True
    assert await uow.notices.tell(wanted, absent=True, at=READY) is False

    assert await uow.notices.untold(BEFORE, READY) == []
    assert await uow.notices.outdated(BEFORE) == []


async def test_what_was_told_and_is_no_absence_is_outdated_until_that_is_told(
    uow, ann, zoe, session
):
    wanted = told(zoe, session, ann)
    await uow.notices.tell(wanted, absent=True, at=READY)

    await uow.marks.remove(session.id, ann.id)
    assert await uow.notices.outdated(READY) == [wanted]
    assert await uow.notices.outdated(READY + MINUTE) == []
    await mark(uow, session, ann, Status.LATE)
    assert await uow.notices.outdated(READY) == [wanted]

    assert await uow.notices.tell(wanted, absent=False, at=READY) is True
    assert await uow.notices.outdated(READY) == []
    await mark(uow, session, ann, Status.ABSENT)
    assert await uow.notices.untold(BEFORE, READY) == [wanted]


@pytest.mark.parametrize("status", [Status.PRESENT, Status.LATE, Status.EXCUSED])
async def test_only_absences_are_told(uow, ann, zoe, session, status):
    await mark(uow, session, ann, status)

    assert await uow.notices.untold(BEFORE, READY) == []


async def test_nothing_is_told_of_a_class_that_does_not_tell_or_did_not_then(
    uow, class_, zoe, session
):
    await uow.classes.save(replace(class_, guardians=None))
    assert await uow.notices.untold(BEFORE, READY) == []

    late = GuardianRule(after=30 * MINUTE, since=CLOSED + MINUTE)
    await uow.classes.save(replace(class_, guardians=late))
    assert await uow.notices.untold(BEFORE, READY) == []


@pytest.mark.parametrize("hears_since", [None, CLOSED + MINUTE])
async def test_who_did_not_hear_when_it_closed_is_told_nothing(uow, zoe, session, hears_since):
    await uow.guardians.save(replace(zoe, hears_since=hears_since))

    assert await uow.notices.untold(BEFORE, READY) == []


async def test_who_has_stopped_notices_hears_of_no_correction(uow, ann, zoe, session):
    await uow.notices.tell(told(zoe, session, ann), absent=True, at=READY)
    await mark(uow, session, ann, Status.PRESENT)
    await uow.guardians.save(replace(zoe, hears_since=None))

    assert await uow.notices.outdated(BEFORE) == []


async def test_who_was_linked_later_and_who_is_of_another_child_is_told_nothing(
    uow, ann, zoe, session
):
    late, other = await uow.guardians.add(701), await uow.guardians.add(702)
    bob = await uow.students.add("B1", "Bob")
    for one in (late, other):
        await uow.guardians.save(replace(one, hears_since=BEFORE))
    await uow.guardians.link(late.id, ann.id, CLOSED + MINUTE)
    await uow.guardians.link(other.id, bob.id, BEFORE)

    assert await uow.notices.untold(BEFORE, READY) == [told(zoe, session, ann)]


async def test_only_what_was_settled_at_its_end_or_later_and_lately_is_told(
    uow, class_, ann, zoe, session
):
    called_off = await uow.sessions.ensure(class_.id, a_plan(NOW + 180 * MINUTE))
    await mark(uow, called_off, ann, Status.ABSENT)
    await uow.sessions.settle(called_off.id, NOW + 200 * MINUTE)
    still_open = await uow.sessions.ensure(class_.id, a_plan(NOW + 300 * MINUTE))
    await mark(uow, still_open, ann, Status.ABSENT)

    assert await uow.notices.untold(BEFORE, NOW + DAY) == [told(zoe, session, ann)]
    assert await uow.notices.untold(CLOSED + MINUTE, NOW + DAY) == []
