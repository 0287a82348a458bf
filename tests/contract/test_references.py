from dataclasses import replace

import pytest

from attendance.model import SentPicture
from tests.contract.samples import DAY, NOW

MODEL = "a model"
FIRST, SECOND = SentPicture(file_id="AgAC1"), SentPicture(file_id="BQAC2", as_document=True)


async def enrol(uow, student, picture, *, at=NOW):
    """A photo that Telegram shows again by that; its template."""
    photo = picture.file_id.encode()
    template_id = await uow.templates.add(
        student_id=student.id, model=MODEL, embedding=b"x" * 2048, photo=photo, at=at
    )
    await uow.references.put(template_id, picture)
    return template_id


@pytest.fixture
async def bob(uow):
    return await uow.students.add("B2", "Bob")


async def test_the_earliest_photo_of_a_student_is_found(uow, ann, bob):
    await enrol(uow, bob, SentPicture(file_id="Bob"))
    await enrol(uow, ann, FIRST)
    await enrol(uow, ann, SECOND)

    assert await uow.references.find(ann.id) == FIRST


async def test_a_student_without_a_photo_from_telegram_has_none(uow, ann):
    await uow.templates.add(
        student_id=ann.id, model=MODEL, embedding=b"x" * 2048, photo=b"x", at=NOW
    )

    assert await uow.references.find(ann.id) is None


async def test_a_picture_that_was_a_file_stays_one(uow, ann):
    await enrol(uow, ann, SECOND)

    assert await uow.references.find(ann.id) == SECOND


async def test_of_many_photos_one_is_kept(uow, ann, bob):
    first = await enrol(uow, ann, FIRST)
    await enrol(uow, ann, SECOND)
    await enrol(uow, bob, SECOND)

    await uow.references.keep_one(ann.id)
    assert await uow.references.find(ann.id) == FIRST
    await uow.templates.erase_one(ann.id, first)
    assert await uow.references.find(ann.id) is None
    assert await uow.references.find(bob.id) == SECOND


async def test_forgetting_a_students_photos_leaves_the_templates(uow, ann, bob):
    for student in (ann, bob):
        await enrol(uow, student, FIRST)
        await enrol(uow, student, SECOND)

    await uow.references.forget(ann.id)

    assert await uow.references.find(ann.id) is None
    assert await uow.templates.count(ann.id, MODEL) == 2
    assert await uow.references.find(bob.id) == FIRST


async def test_one_photo_is_forgotten_and_the_next_is_found(uow, ann):
    first = await enrol(uow, ann, FIRST)
    await enrol(uow, ann, SECOND)

    await uow.references.forget_one(first)

    assert await uow.references.find(ann.id) == SECOND


async def test_with_its_template_a_photo_is_forgotten(uow, ann):
    template_id = await enrol(uow, ann, FIRST)

    await uow.templates.erase(ann.id)
    assert await uow.references.find(ann.id) is None
    await uow.references.put(template_id, FIRST)
    assert await uow.references.find(ann.id) is None


async def test_with_a_template_that_waited_too_long_its_photo_is_forgotten(uow, ann):
    await enrol(uow, ann, FIRST, at=NOW - DAY)

    await uow.templates.erase_pending(NOW)

    assert await uow.references.find(ann.id) is None


@pytest.mark.parametrize(("answer", "stays"), [(True, True), (False, False), (None, False)])
async def test_photos_that_nobody_wanted_kept_are_forgotten_in_time(uow, ann, answer, stays):
    await uow.students.save(replace(ann, agreed=True, keeps_photo=answer))
    await enrol(uow, ann, FIRST, at=NOW)

    assert await uow.references.forget_unanswered(NOW) == 0
    assert await uow.references.find(ann.id) == FIRST
    assert await uow.references.forget_unanswered(NOW + DAY) == (not stays)
    assert await uow.references.find(ann.id) == (FIRST if stays else None)
    assert await uow.templates.count(ann.id, MODEL) == 1


async def test_forgetting_a_photo_does_not_touch_the_gallery(uow, ann):
    await uow.students.save(replace(ann, agreed=True))
    await enrol(uow, ann, FIRST)
    before = await uow.templates.revision()

    await uow.references.forget(ann.id)

    assert await uow.templates.revision() == before


async def test_whether_a_photo_is_kept_is_the_students_own(uow, ann, bob):
    answered = replace(ann, agreed=True, keeps_photo=False)
    await uow.students.save(answered)

    assert await uow.students.get(ann.id) == answered
    assert (await uow.students.get(bob.id)).keeps_photo is None
