"""What speaks against a photo: scores against the student's own others and everybody else's."""

import struct
from dataclasses import replace
from itertools import permutations

import pytest

from attendance import consent, enrolment, likeness, policy
from attendance.consent import ConsentText
from attendance.enrolment import PhotoAdded, PhotoKnown, PhotoLeftOut, ReadPhoto, SaidNo
from attendance.gallery import follow
from attendance.likeness import Doubted, Doubts, Known
from tests.unit.attendance.samples import MODEL, NINE
from tests.unit.fakes.recognition import FakeComparison, FakeGallery

ACCEPT = 0.5
NEW = b"the new photo"
TEXT = ConsentText(version="1", text="May I?")


def known(gallery=None):
    return Known(gallery=gallery or FakeGallery(), model=MODEL, accept_score=ACCEPT)


class FixedGallery(FakeGallery):
    """A gallery in which every face scores the same."""

    def __init__(self, comparison):
        super().__init__()
        self.comparison = comparison

    def compare(self, embedding, student_id, *, lookalikes=()):
        return self.comparison


async def doubts_of(school, student, gallery):
    async with school.units() as uow:
        return await likeness.of_photo(uow, student, NEW, known(gallery))


async def agree(school, student, gallery):
    """Let a student agree, as the bot does; what is then doubted."""
    faces = known(gallery)
    async with school.units() as uow:
        await follow(uow, faces.gallery, faces.model)
        await consent.agree(uow, student=student, agreed=True, text=TEXT, at=NINE)
        found = await likeness.of_agreed(uow, student, faces)
        await uow.commit()
    return found


# --- a new photo ----------------------------------------------------------------------------


async def test_the_first_photo_of_the_first_student_is_not_doubted(school):
    ann = await school.add_student(agreed=True)

    assert not await doubts_of(school, ann, FakeGallery())


@pytest.mark.parametrize(("score", "unlike"), [(0.41, False), (0.39, True), (-0.1, True)])
async def test_a_photo_far_below_the_accept_score_is_unlike_the_students_own(school, score, unlike):
    ann = await school.add_student(agreed=True, photos=[b"ann"])
    gallery = FakeGallery(alike={(NEW, b"ann"): score})

    assert await doubts_of(school, ann, gallery) == Doubts(unlike_own=unlike)


@pytest.mark.parametrize(("score", "found"), [(0.45, False), (0.55, True), (0.9, True)])
async def test_a_face_that_is_accepted_as_another_students_is_theirs(school, score, found):
    ann = await school.add_student()
    bob = await school.add_student("Bob", agreed=True, photos=[b"bob"])
    gallery = FakeGallery(alike={(NEW, b"bob"): score})

    assert await doubts_of(school, ann, gallery) == Doubts(like=bob if found else None)


async def test_a_face_that_is_nearer_to_the_students_own_is_not_anothers(school):
    ann = await school.add_student(agreed=True, photos=[b"ann"])
    await school.add_student("Bob", agreed=True, photos=[b"bob"])
    gallery = FakeGallery(alike={(NEW, b"ann"): 0.8, (NEW, b"bob"): 0.7})

    assert not await doubts_of(school, ann, gallery)


async def test_a_photo_may_be_unlike_the_students_own_and_another_students_too(school):
    ann = await school.add_student(agreed=True, photos=[b"ann"])
    bob = await school.add_student("Bob", agreed=True, photos=[NEW])

    assert await doubts_of(school, ann, FakeGallery()) == Doubts(unlike_own=True, like=bob)


async def test_paired_lookalikes_are_not_taken_for_each_other(school):
    ann = await school.add_student()
    bob = await school.add_student("Bob", agreed=True, photos=[NEW])
    async with school.units() as uow:
        await uow.lookalikes.pair(ann.id, bob.id, NINE)
        await uow.commit()

    assert not await doubts_of(school, ann, FakeGallery())


async def test_nobody_is_compared_who_has_not_agreed(school):
    ann = await school.add_student(photos=[b"ann"])
    await school.add_student("Bob", photos=[NEW])

    assert not await doubts_of(school, ann, FakeGallery())


@pytest.mark.parametrize(
    ("others", "score", "found"),
    [(40, 0.5, True), (400, 0.56, False), (400, 0.6, True), (4000, 0.65, False)],
)
async def test_among_more_students_it_takes_more_to_be_somebody_else(school, others, score, found):
    ann, bob = await school.add_student(), await school.add_student("Bob")
    seen = FakeComparison(
        claimed=None,
        best_other=score,
        best_other_id=bob.id,
        others=others,
        deviation=policy.USUAL_DEVIATION,
    )

    doubts = await doubts_of(school, ann, FixedGallery(seen))

    assert doubts == Doubts(like=bob if found else None)


# --- photos that come together --------------------------------------------------------------


def face(*numbers):
    return struct.pack("<3f", *numbers)


FRONT, BESIDE, BACK, OTHER = face(1, 0, 0), face(0.8, 0.6, 0), face(0.8, -0.6, 0), face(0, 0, 1)


async def add_photos(school, student, photos, gallery):
    """Add photos as an import does; what became of each, by its face."""
    read = [ReadPhoto(face=one, sha256=one) for one in photos]
    async with school.units() as uow:
        outcomes = await enrolment.add_photos(
            uow, student=student, photos=read, known=known(gallery), at=NINE
        )
        await uow.commit()
    return {one: type(outcome) for one, outcome in zip(photos, outcomes, strict=True)}


async def enrolled(school, photos=()):
    """A student who has agreed to these photos."""
    student = await school.add_student(agreed=True)
    async with school.units() as uow:
        for one in photos:
            await uow.templates.add(
                student_id=student.id, model=MODEL, embedding=one, photo=one, at=NINE
            )
        await uow.commit()
    return student


@pytest.mark.parametrize("photos", list(permutations([FRONT, BESIDE, BACK, OTHER])))
@pytest.mark.parametrize("before", [[], [face(0.9, 0.1, 0.1)]])
async def test_what_is_left_out_depends_on_no_order_and_stays_left_out(school, photos, before):
    ann = await enrolled(school, before)

    first = await add_photos(school, ann, photos, FakeGallery())
    again = await add_photos(school, ann, photos, FakeGallery())

    kept = {FRONT, BESIDE, BACK}
    assert first == {one: PhotoAdded if one in kept else PhotoLeftOut for one in photos}
    assert again == {one: PhotoKnown if one in kept else PhotoLeftOut for one in photos}


async def test_a_photo_between_two_is_left_out_the_second_time_as_the_first(school):
    """One by one, the later photos would have brought the mean nearer to it."""
    ann = await enrolled(school, [BACK])
    beyond = face(0, 1, 0)

    first = await add_photos(school, ann, [beyond, FRONT, BESIDE], FakeGallery())
    again = await add_photos(school, ann, [beyond, FRONT, BESIDE], FakeGallery())

    assert first[beyond] is again[beyond]
    assert PhotoAdded not in again.values()


async def test_a_doubtful_photo_that_an_admin_has_added_is_known(school):
    ann = await enrolled(school, [FRONT, BESIDE, OTHER])

    assert await add_photos(school, ann, [OTHER], FakeGallery()) == {OTHER: PhotoKnown}


async def test_photos_of_who_has_not_agreed_are_compared_with_others_only(school):
    bob = await school.add_student("Bob", agreed=True, photos=[OTHER])
    ann = await school.add_student()

    found = await add_photos(school, ann, [FRONT, face(-1, 0, 0), OTHER], FakeGallery())

    assert found == {FRONT: PhotoAdded, face(-1, 0, 0): PhotoAdded, OTHER: PhotoLeftOut}
    assert bob


async def test_photos_of_who_has_said_no_are_not_even_compared(school):
    ann = await school.add_student(agreed=False)

    assert await add_photos(school, ann, [FRONT, BESIDE], FakeGallery()) == {
        FRONT: SaidNo,
        BESIDE: SaidNo,
    }


# --- what a student has just agreed to ------------------------------------------------------


async def test_photos_that_agree_with_each_other_are_not_doubted(school):
    ann = await school.add_student(photos=[FRONT, BESIDE])

    assert await agree(school, ann, FakeGallery()) == []


async def test_of_several_photos_the_one_that_differs_is_doubted(school):
    ann = await school.add_student(photos=[FRONT, BESIDE, OTHER])
    *_, wrong = school.units.state.templates

    (found,) = await agree(school, ann, FakeGallery())

    assert found == Doubted(template_id=wrong, number=3, doubts=Doubts(unlike_own=True))


async def test_a_single_photo_has_nothing_to_differ_from(school):
    ann = await school.add_student(photos=[FRONT])

    assert await agree(school, ann, FakeGallery()) == []


async def test_a_face_that_two_wait_with_is_told_when_the_second_agrees(school):
    ann = await school.add_student(photos=[FRONT])
    bob = await school.add_student("Bob", photos=[FRONT])
    gallery = FakeGallery()
    template_id, _ = school.units.state.templates

    assert await agree(school, bob, gallery) == []
    bob = school.units.state.students[bob.id]
    assert await agree(school, ann, gallery) == [
        Doubted(template_id=template_id, number=1, doubts=Doubts(like=bob))
    ]


async def test_who_was_told_of_when_the_photo_came_is_not_told_of_again(school):
    await school.add_student("Bob", agreed=True, photos=[FRONT])
    ann = await school.add_student(photos=[FRONT])

    assert await agree(school, ann, FakeGallery()) == []


async def test_agreeing_again_tells_nothing_new(school):
    ann = await school.add_student(photos=[FRONT, OTHER])
    gallery = FakeGallery()
    assert len(await agree(school, ann, gallery)) == 2

    assert await agree(school, replace(ann, agreed=True), gallery) == []
