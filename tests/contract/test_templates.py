from dataclasses import replace

import pytest

from attendance.errors import NotFound
from attendance.model import Template
from tests.contract.samples import DAY, NOW

EMBEDDING = bytes(range(256)) * 8  # as long as 512 float32
MODEL = "a model"


@pytest.fixture
async def ann(uow):
    """A student who has agreed."""
    student = replace(await uow.students.add("A1", "Ann"), agreed=True)
    await uow.students.save(student)
    return student


@pytest.fixture
async def bob(uow):
    """A student who has not answered."""
    return await uow.students.add("B2", "Bob")


async def enrol(uow, student, photo=b"photo", *, model=MODEL, embedding=EMBEDDING, at=NOW):
    return await uow.templates.add(
        student_id=student.id, model=model, embedding=embedding, photo=photo, at=at
    )


async def active(uow, model=MODEL):
    """The students whose templates a new gallery gets."""
    changes = await uow.templates.since(model, 0)
    return [template.student_id for template in changes.added]


async def test_a_photo_is_known_until_its_template_is_erased(uow, ann, bob):
    template_id = await enrol(uow, ann)

    assert await uow.templates.has_photo(ann.id, MODEL, b"photo")
    assert not await uow.templates.has_photo(ann.id, "another model", b"photo")
    assert not await uow.templates.has_photo(bob.id, MODEL, b"photo")
    await uow.templates.erase_one(ann.id, template_id)
    assert not await uow.templates.has_photo(ann.id, MODEL, b"photo")


async def test_a_students_active_embeddings_are_found_without_those_of_some_photos(uow, ann, bob):
    for number in (1, 2, 3):
        await enrol(uow, ann, bytes([number]), embedding=bytes([number]) * 2048)
    await enrol(uow, ann, b"other", model="another model")
    await enrol(uow, bob)

    found = await uow.templates.active(ann.id, MODEL, but=[bytes([2]), b"never seen"])

    assert found == [bytes([1]) * 2048, bytes([3]) * 2048]
    assert await uow.templates.active(bob.id, MODEL, but=[]) == []


async def test_the_template_of_who_has_agreed_is_active_at_once(uow, ann):
    template_id = await enrol(uow, ann)

    changes = await uow.templates.since(MODEL, 0)
    (template,) = changes.added
    assert template == Template(id=template_id, student_id=ann.id, embedding=EMBEDDING)
    assert changes.revision == await uow.templates.revision() > 0


@pytest.mark.parametrize("answer", [None, False])
async def test_without_agreement_a_template_is_pending(uow, bob, answer):
    await uow.students.save(replace(bob, agreed=answer))
    before = await uow.templates.revision()
    await enrol(uow, bob)

    assert await active(uow) == []
    assert await uow.templates.count(bob.id, MODEL) == 1
    assert await uow.templates.revision() == before


async def test_nobody_can_be_enrolled_who_does_not_exist(uow):
    with pytest.raises(NotFound):
        await uow.templates.add(
            student_id=999, model=MODEL, embedding=EMBEDDING, photo=b"photo", at=NOW
        )


async def test_the_same_photo_is_stored_once_per_student_and_model(uow, ann, bob):
    await enrol(uow, ann)
    before = await uow.templates.revision()

    assert await enrol(uow, ann) is None
    assert await uow.templates.revision() == before
    assert await enrol(uow, ann, model="another model")
    assert await enrol(uow, bob)
    assert await enrol(uow, ann, b"another photo")
    assert await uow.templates.count(ann.id, MODEL) == 2


async def test_agreeing_makes_all_pending_templates_active(uow, ann, bob):
    await enrol(uow, ann)
    await enrol(uow, bob, b"one")
    await enrol(uow, bob, b"two")
    seen = await uow.templates.revision()

    assert await uow.templates.activate(bob.id) == 2
    changes = await uow.templates.since(MODEL, seen)
    assert [template.student_id for template in changes.added] == [bob.id, bob.id]
    assert changes.revision > seen
    assert await uow.templates.activate(bob.id) == 0


async def test_erasing_takes_active_and_pending_templates_of_every_model(uow, ann, bob):
    await enrol(uow, ann)
    await enrol(uow, ann, model="another model")
    await uow.students.save(replace(ann, agreed=None))
    await enrol(uow, ann, b"pending")
    await enrol(uow, bob)

    assert await uow.templates.erase(ann.id) == 3
    assert await uow.templates.count(ann.id, MODEL) == 0
    assert await uow.templates.count(bob.id, MODEL) == 1
    assert await uow.templates.erase(ann.id) == 0


async def test_who_became_active_after_a_template_was_stored_is_new_to_it(uow, ann, bob):
    await enrol(uow, ann, b"before")
    template_id = await enrol(uow, bob)
    assert await uow.templates.new_to(template_id) == set()

    cyd = replace(await uow.students.add("C3", "Cyd"), agreed=True)
    await uow.students.save(cyd)
    await enrol(uow, cyd, model="another model")
    await uow.templates.activate(bob.id)
    assert await uow.templates.new_to(template_id) == set()

    await enrol(uow, cyd)
    await enrol(uow, ann, b"after")
    assert await uow.templates.new_to(template_id) == {ann.id, cyd.id}
    await uow.templates.erase(ann.id)
    assert await uow.templates.new_to(template_id) == {cyd.id}


async def test_one_of_several_templates_is_erased_active_or_pending(uow, ann, bob):
    wrong = await enrol(uow, ann, b"wrong")
    await enrol(uow, ann, b"right")
    pending = await enrol(uow, bob)
    seen = await uow.templates.revision()

    assert await uow.templates.has(bob.id, pending)
    assert await uow.templates.erase_one(ann.id, wrong) is True
    assert await uow.templates.erase_one(bob.id, pending) is True
    changes = await uow.templates.since(MODEL, seen)
    assert wrong in changes.removed
    assert await uow.templates.count(ann.id, MODEL) == 1
    assert await uow.templates.count(bob.id, MODEL) == 0
    assert await uow.templates.erase_one(ann.id, wrong) is False
    assert not await uow.templates.has(ann.id, wrong)


async def test_a_template_is_erased_for_its_own_student_only(uow, ann, bob):
    template_id = await enrol(uow, ann)

    assert await uow.templates.has(ann.id, template_id)
    assert not await uow.templates.has(bob.id, template_id)
    assert await uow.templates.erase_one(bob.id, template_id) is False
    assert await uow.templates.erase_one(ann.id, template_id + 1) is False
    assert await active(uow) == [ann.id]


async def test_a_gallery_learns_what_was_erased(uow, ann):
    await enrol(uow, ann)
    first = await uow.templates.since(MODEL, 0)
    await uow.templates.erase(ann.id)

    changes = await uow.templates.since(MODEL, first.revision)
    assert list(changes.removed) == [first.added[0].id]
    assert list(changes.added) == []
    assert await active(uow) == []


async def test_a_gallery_that_is_up_to_date_gets_nothing(uow, ann):
    await enrol(uow, ann)
    changes = await uow.templates.since(MODEL, await uow.templates.revision())

    assert (list(changes.added), list(changes.removed)) == ([], [])


async def test_a_gallery_gets_templates_of_its_own_model_only(uow, ann):
    await enrol(uow, ann, model="another model")

    assert await active(uow) == []
    assert (await uow.templates.since(MODEL, 0)).revision == await uow.templates.revision()


async def test_an_erased_photo_can_be_enrolled_again(uow, ann):
    await enrol(uow, ann)
    await uow.templates.erase(ann.id)

    assert await enrol(uow, ann)
    assert await active(uow) == [ann.id]


async def test_only_pending_templates_that_waited_too_long_are_erased(uow, ann, bob):
    await enrol(uow, ann, at=NOW - 2 * DAY)
    await enrol(uow, bob, b"old", at=NOW - 2 * DAY)
    await enrol(uow, bob, b"new", at=NOW)

    assert await uow.templates.erase_pending(NOW - DAY) == 1
    assert await uow.templates.count(bob.id, MODEL) == 1
    assert await active(uow) == [ann.id]


async def test_a_revision_that_was_rolled_back_is_not_seen(units):
    async with units() as uow:
        student = await uow.students.add("A1", "Ann")
        await uow.students.save(replace(student, agreed=True))
        await enrol(uow, student)

    async with units(reading=True) as uow:
        assert await uow.templates.revision() == 0
