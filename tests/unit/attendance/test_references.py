"""What becomes of the photo that a disputed selfie may be held against."""

from dataclasses import replace

import pytest

from attendance import claims, consent, enrolment, linking, references
from attendance.consent import ConsentText
from attendance.enrolment import ReadPhoto
from attendance.likeness import Known
from attendance.model import Receipt, SentPicture, Subject
from tests.unit.attendance.samples import HOUR, MODEL, NINE
from tests.unit.fakes.recognition import FakeGallery

MINE, THEIRS = 100, 200  # accounts
FACE = ConsentText(version="2", text="May I compare your face?")
PHOTO = ConsentText(version="photo 1", text="May your teacher see a photo?")


async def add_photo(school, student, name, *, gallery=None, picture=True):
    """A photo that an admin sends in the chat."""
    known = Known(gallery=gallery or FakeGallery(), model=MODEL, accept_score=0.4)
    photo = ReadPhoto(
        face=name.encode(),
        sha256=name.encode(),
        picture=SentPicture(file_id=name) if picture else None,
    )
    async with school.units() as uow:
        outcome = await enrolment.add_photo(uow, student=student, photo=photo, known=known, at=NINE)
        await uow.commit()
    return outcome


async def agree(school, student, agreed=True):
    async with school.units() as uow:
        answered = await consent.agree(uow, student=student, agreed=agreed, text=FACE, at=NINE)
        await uow.commit()
    return answered


async def answer(school, student, keeps, at=NINE):
    async with school.units() as uow:
        answered = await references.answer(uow, student=student, keeps=keeps, text=PHOTO, at=at)
        await uow.commit()
    return answered


async def link(school, student, account_id):
    async with school.units() as uow:
        code = await linking.invite(uow, student, NINE)
        await linking.link(uow, code=code, account_id=account_id, at=NINE)
        await uow.commit()


async def current(school, student):
    async with school.units(reading=True) as uow:
        return await uow.students.get(student.id)


async def shown(school, student):
    async with school.units(reading=True) as uow:
        picture = await references.of(uow, await uow.students.get(student.id))
    return picture and picture.file_id


async def asked(school, student):
    async with school.units(reading=True) as uow:
        return await references.to_ask(uow, await uow.students.get(student.id))


def remembered(school):
    return [t.picture.file_id for t in school.units.state.templates.values() if t.picture]


@pytest.fixture
async def ann(school):
    """A student with two photos from the chat, who has not answered anything."""
    ann = await school.add_student(account_id=MINE)
    for name in ("one", "two"):
        await add_photo(school, ann, name)
    return ann


async def test_who_has_agreed_to_be_compared_is_asked_for_a_photo_once(school, ann):
    assert not await asked(school, ann)
    await agree(school, ann)
    assert await asked(school, ann)

    await answer(school, ann, False)
    assert not await asked(school, ann)


async def test_without_a_yes_no_photo_is_shown(school, ann):
    await agree(school, ann)

    assert await shown(school, ann) is None


async def test_a_yes_keeps_one_photo_and_a_receipt(school, ann):
    await agree(school, ann)

    answered = await answer(school, ann, True, at=NINE + HOUR)

    assert answered.keeps_photo is True
    assert await shown(school, ann) == "one"
    assert remembered(school) == ["one"]
    assert school.units.state.receipts[-1] == Receipt(
        student_id=ann.id,
        agreed=True,
        version="photo 1",
        text_hash=PHOTO.sha256,
        at=NINE + HOUR,
        about=Subject.PHOTO,
    )


@pytest.mark.parametrize("before", [None, True])
async def test_a_no_forgets_every_photo_and_the_templates_stay(school, ann, before):
    await agree(school, ann)
    if before:
        await answer(school, ann, True)

    await answer(school, ann, False)

    assert remembered(school) == []
    assert await shown(school, ann) is None
    states = {t.state for t in school.units.state.templates.values()}
    assert states == {"active"}
    assert [r.agreed for r in school.units.state.receipts][-1] is False


async def test_a_later_yes_keeps_the_next_photo(school, ann):
    await agree(school, ann)
    await answer(school, ann, False)
    await answer(school, ann, True)
    assert await shown(school, ann) is None

    alike = {(name, b"one"): 0.9 for name in (b"three", b"four")}
    for name in ("three", "four"):
        await add_photo(school, ann, name, gallery=FakeGallery(alike=alike))

    assert await shown(school, ann) == "three"
    assert remembered(school) == ["three"]


@pytest.mark.parametrize("keeps", [None, False])
async def test_no_photo_is_remembered_that_its_student_will_not_be_asked_about(school, keeps):
    ann = await school.add_student(account_id=MINE, agreed=True)
    if keeps is not None:
        await answer(school, ann, keeps)

    await add_photo(school, ann, "late")

    assert remembered(school) == []
    assert not await asked(school, ann)


async def test_an_imported_photo_is_not_asked_about(school):
    ann = await school.add_student(account_id=MINE)
    await add_photo(school, ann, "imported", picture=False)

    await agree(school, ann)

    assert not await asked(school, ann)


async def test_a_photo_that_may_show_somebody_else_is_never_shown(school):
    await school.add_student("Bob", agreed=True, photos=[b"bob"])
    ann = await school.add_student(account_id=MINE)
    gallery = FakeGallery(alike={(b"bob again", b"bob"): 0.9})

    outcome = await add_photo(school, ann, "bob again", gallery=gallery)

    assert outcome.doubts
    assert remembered(school) == []


async def test_a_no_to_being_compared_forgets_the_photo_and_the_answer(school, ann):
    await agree(school, ann)
    await answer(school, ann, True)

    await agree(school, ann, agreed=False)

    assert remembered(school) == []
    assert school.units.state.students[ann.id].keeps_photo is None


async def test_agreeing_again_leaves_the_photo_as_it_was(school, ann):
    await agree(school, ann)
    await answer(school, ann, True)

    await agree(school, ann)

    assert await shown(school, ann) == "one"
    assert not await asked(school, ann)


async def test_the_photo_goes_with_its_student(school, ann):
    await agree(school, ann)
    await answer(school, ann, True)

    await school.remove(ann, NINE)

    assert remembered(school) == []
    assert school.units.state.students[ann.id].keeps_photo is None


@pytest.mark.parametrize("keeps", [True, False])
async def test_another_account_has_not_said_that_the_photo_may_be_shown(school, ann, keeps):
    await agree(school, ann)
    ann = await answer(school, ann, keeps)

    await link(school, ann, account_id=MINE)
    assert (await current(school, ann)).keeps_photo is keeps
    async with school.units() as uow:
        ann = await uow.students.get(ann.id)
        await linking.invite(uow, ann, NINE)
        await claims.move(
            uow, claims.Claim(person=ann, account_id=THEIRS, old=MINE, holder=None), NINE
        )
        await uow.commit()

    assert (await current(school, ann)).keeps_photo is None
    assert remembered(school) == []


async def test_a_photo_waits_for_the_first_account_that_is_linked(school):
    ann = await school.add_student()
    await add_photo(school, ann, "one")

    await link(school, ann, account_id=MINE)

    assert remembered(school) == ["one"]


@pytest.mark.parametrize("agreed", [None, False])
async def test_who_is_not_compared_cannot_answer(school, agreed):
    ann = await school.add_student(account_id=MINE, agreed=agreed)

    assert await answer(school, ann, True) == ann
    assert school.units.state.receipts == []


async def test_who_was_removed_meanwhile_cannot_answer(school, ann):
    ann = await agree(school, ann)
    await school.remove(ann, NINE)

    await answer(school, ann, True)

    assert school.units.state.students[ann.id] == replace(
        ann, account_id=None, agreed=None, agreed_by=None, left_at=NINE
    )
