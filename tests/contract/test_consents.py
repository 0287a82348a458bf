from dataclasses import replace

import pytest

from attendance.model import ConsentBy, Receipt, Subject
from tests.contract.samples import DAY, NOW, a_class

GUARDIAN, STUDENT = ConsentBy.GUARDIAN, ConsentBy.STUDENT


@pytest.fixture
async def ann(uow):
    return await uow.students.add("A1", "Ann")


@pytest.fixture
async def zoe(uow, ann):
    """A guardian of Ann's who has chosen a language."""
    zoe = replace(await uow.guardians.add(700), language="de")
    await uow.guardians.save(zoe)
    await uow.guardians.link(zoe.id, ann.id, NOW)
    return zoe


def says(student, agreed, at=NOW, guardian=None, about=Subject.FACE):
    return Receipt(
        student_id=student.id,
        agreed=agreed,
        version="1",
        text_hash="ab",
        at=at,
        about=about,
        by=GUARDIAN if guardian else STUDENT,
        guardian_id=guardian.id if guardian else None,
    )


async def in_class(uow, student, code, consent_by):
    class_ = await uow.classes.add(replace(a_class(), code=code, consent_by=consent_by))
    await uow.classes.join(class_.id, student.id, NOW)
    return class_


async def test_what_a_student_said_last_of_their_face_is_found(uow, ann, zoe):
    assert await uow.consents.own(ann.id) is None
    await uow.consents.add(says(ann, True))
    await uow.consents.add(says(ann, False))
    await uow.consents.add(says(ann, True, about=Subject.PHOTO))
    await uow.consents.add(says(ann, True, guardian=zoe))

    assert await uow.consents.own(ann.id) == says(ann, False)


async def test_what_each_guardian_said_last_is_found_while_they_are_linked(uow, ann, zoe):
    await uow.consents.add(says(ann, False, guardian=zoe))
    await uow.consents.add(says(ann, True, guardian=zoe))
    assert await uow.consents.of_guardians(ann.id) == [says(ann, True, guardian=zoe)]

    bob = await uow.students.add("B1", "Bob")
    await uow.guardians.link(zoe.id, bob.id, NOW)
    await uow.guardians.unlink(ann.id)
    await uow.guardians.link(zoe.id, ann.id, NOW + DAY)
    assert await uow.consents.of_guardians(ann.id) == []


async def test_one_class_that_asks_guardians_is_enough(uow, ann):
    assert await uow.consents.by(ann.id, STUDENT) is STUDENT
    assert await uow.consents.by(ann.id, GUARDIAN) is GUARDIAN
    await in_class(uow, ann, "ART", STUDENT)
    assert await uow.consents.by(ann.id, GUARDIAN) is STUDENT
    asking = await in_class(uow, ann, "MATH", GUARDIAN)
    assert await uow.consents.by(ann.id, STUDENT) is GUARDIAN
    await uow.classes.leave(asking.id, ann.id, NOW + DAY)
    assert await uow.consents.by(ann.id, STUDENT) is STUDENT


async def test_who_is_compared_on_the_wrong_word_is_found(uow, ann, zoe):
    await uow.students.save(replace(ann, agreed=True, agreed_by=STUDENT))
    assert await uow.consents.misplaced(STUDENT) == []
    assert await uow.consents.misplaced(GUARDIAN) == [ann.id]

    await uow.students.save(replace(ann, agreed=True, agreed_by=GUARDIAN))
    assert await uow.consents.misplaced(GUARDIAN) == [ann.id]
    await uow.consents.add(says(ann, True, guardian=zoe))
    assert await uow.consents.misplaced(GUARDIAN) == []
    await uow.guardians.erase(zoe.id)
    assert await uow.consents.misplaced(GUARDIAN) == [ann.id]


async def test_guardians_are_asked_once_for_each_text(uow, ann, zoe):
    assert await uow.guardians.unasked("1", STUDENT) == []
    assert await uow.guardians.unasked("1", GUARDIAN) == [(zoe, ann)]
    assert await uow.guardians.unasked("1", GUARDIAN, zoe.id + 1) == []

    await uow.guardians.note_asked(zoe.id, ann.id, "1")

    assert await uow.guardians.unasked("1", GUARDIAN) == []
    assert await uow.guardians.unasked("2", GUARDIAN, zoe.id) == [(zoe, ann)]


async def test_suspended_templates_wait_again(uow, ann):
    await uow.students.save(replace(ann, agreed=True, agreed_by=STUDENT))
    await uow.templates.add(student_id=ann.id, model="m", embedding=b"e", photo=b"p", at=NOW)
    before = await uow.templates.revision()

    assert await uow.templates.suspend(ann.id, NOW + DAY) == 1

    changes = await uow.templates.since("m", before)
    assert (len(changes.added), len(changes.removed)) == (0, 1)
    assert await uow.templates.erase_pending(NOW + DAY) == 0
    assert await uow.templates.activate(ann.id) == 1
    assert len((await uow.templates.since("m", before)).added) == 1
