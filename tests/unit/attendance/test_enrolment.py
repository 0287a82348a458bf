from dataclasses import replace

import pytest

from attendance import consent, enrolment, errors, linking
from attendance.consent import ConsentText
from attendance.enrolment import (
    Enrolled,
    HasLeft,
    NameDiffers,
    PhotoAdded,
    PhotoGone,
    PhotoKept,
    PhotoKnown,
    PhotoRefused,
    PhotoWithdrawn,
    ReadPhoto,
    SaidNo,
    UnknownClass,
)
from attendance.likeness import Doubts, Known
from attendance.linking import InviteUnknown
from attendance.model import Role, Status
from attendance.policy import Reason
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, MODEL, NINE, a_plan
from tests.unit.fakes.recognition import FakeGallery, FakeReader, FakeReading, a_face

GOOD = ReadPhoto(face=b"ann", sha256=b"hash")
TEXT = ConsentText(version="1", text="May I?")


async def enrol(school, roll_no="a1", class_code="math1", name="Ann", at=NINE):
    async with school.units() as uow:
        outcome = await enrolment.enrol(
            uow, roll_no=roll_no, class_code=class_code, name=name, at=at
        )
        await uow.commit()
    return outcome


async def add_photo(school, student, photo=GOOD, at=NINE):
    known = Known(gallery=FakeGallery(), model=MODEL, accept_score=0.5)
    async with school.units() as uow:
        outcome = await enrolment.add_photo(uow, student=student, photo=photo, known=known, at=at)
        await uow.commit()
    return outcome


async def agree(school, student, agreed=True):
    async with school.units() as uow:
        answered = await consent.agree(uow, student=student, agreed=agreed, text=TEXT, at=NINE)
        await uow.commit()
    return answered


# --- people ---------------------------------------------------------------------------------


async def test_somebody_unknown_is_made_known_and_joins_the_class(school):
    math = await school.add_class()

    outcome = await enrol(school)

    student = school.units.state.students[outcome.student.id]
    assert (student.roll_no, student.name, student.agreed) == ("A1", "Ann", None)
    assert outcome == Enrolled(student=student, class_=math, new=True, joined=True)


async def test_somebody_known_joins_another_class(school):
    await school.add_class()
    art = await school.add_class("ART")
    first = await enrol(school)

    outcome = await enrol(school, class_code="art", name="ANN")

    assert outcome == Enrolled(student=first.student, class_=art, new=False, joined=True)


async def test_enrolling_again_changes_nothing(school):
    await school.add_class()
    await enrol(school)
    before = school.units.state

    outcome = await enrol(school, roll_no=" A1 ", at=NINE + DAY)

    assert (outcome.new, outcome.joined) == (False, False)
    assert school.units.state.students == before.students
    assert school.units.state.memberships == before.memberships


async def test_nobody_is_enrolled_in_a_class_that_there_is_not(school):
    assert await enrol(school, class_code="art") == UnknownClass(code="ART")
    assert school.units.state.students == {}


async def test_a_roll_number_is_one_persons(school):
    await school.add_class()
    first = await enrol(school)

    assert await enrol(school, name="Bob") == NameDiffers(student=first.student)


async def test_a_name_that_looks_the_same_is_the_same_persons(school):
    await school.add_class()
    first = await enrol(school, name="مـ\u200cا")

    again = await enrol(school, name="مـا")

    assert (again.student, again.new) == (first.student, False)
    assert school.units.state.students == {first.student.id: first.student}


async def test_somebody_who_left_comes_back_as_new_with_another_name_if_need_be(school):
    await school.add_class()
    first = await enrol(school)
    await school.remove(first.student, NINE + HOUR)

    outcome = await enrol(school, name="Ann Lee", at=NINE + DAY)

    assert (outcome.new, outcome.joined) == (True, True)
    assert outcome.student == replace(first.student, name="Ann Lee")


# --- photos ---------------------------------------------------------------------------------


async def read(reader, image):
    async def fetch():
        if isinstance(image, Exception):
            raise image
        return image

    return await enrolment.read_photo(reader, fetch)


async def test_a_good_photo_is_read_as_its_face_and_its_hash():
    photo = await read(FakeReader(), b"ann")

    assert photo.face == b"ann"
    assert len(photo.sha256) == 32
    assert photo == await read(FakeReader(), b"ann")
    assert photo.sha256 != (await read(FakeReader(), b"bob")).sha256


@pytest.mark.parametrize(
    ("reading", "reason"),
    [
        (FakeReading(), Reason.NO_FACE),
        (FakeReading(faces=(a_face(), a_face(b"bob"))), Reason.MANY_FACES),
        (FakeReading(faces=(a_face(b"ann", "too blurred"),)), Reason.TOO_BLURRED),
        (FakeReading(faces=(a_face(b"ann", enrolment=("too small",)),)), Reason.TOO_SMALL),
        (errors.UnreadableImage(too_large=False), Reason.NOT_A_PICTURE),
        (errors.UnreadableImage(too_large=True), Reason.TOO_LARGE),
    ],
)
async def test_a_photo_that_cannot_be_used_is_read_as_the_reason(reading, reason):
    assert await read(FakeReader(pictures={b"x": reading}), b"x") == ReadPhoto(face=reason)


async def test_a_photo_that_cannot_be_fetched_is_read_as_the_reason():
    image = errors.UnreadableImage(too_large=True)

    assert await read(FakeReader(), image) == ReadPhoto(face=Reason.TOO_LARGE)


async def test_photos_are_counted_as_they_are_added(school):
    ann = await school.add_student()

    first = await add_photo(school, ann)
    second = await add_photo(school, ann, ReadPhoto(face=b"ann", sha256=b"another"))

    one, two = school.units.state.templates
    assert first == PhotoAdded(student=ann, photos=1, template_id=one)
    assert second == PhotoAdded(student=ann, photos=2, template_id=two)


async def test_the_same_photo_twice_is_known(school):
    ann = await school.add_student()
    await add_photo(school, ann)

    assert await add_photo(school, ann) == PhotoKnown(student=ann, photos=1)


async def test_a_photo_that_may_be_somebody_elses_is_kept_and_told(school):
    ann = await school.add_student()
    bob = await school.add_student("Bob", agreed=True, photos=[b"ann"])

    outcome = await add_photo(school, ann)

    assert outcome.doubts == Doubts(like=bob)
    assert school.units.state.templates[outcome.template_id].embedding == b"ann"


async def test_a_photo_is_withdrawn_from_its_student_once_and_for_all(school):
    ann = await school.add_student()
    wrong = await add_photo(school, ann)
    await add_photo(school, ann, ReadPhoto(face=b"ann", sha256=b"another"))

    for said in (PhotoWithdrawn, PhotoGone):
        async with school.units() as uow:
            outcome = await enrolment.withdraw_photo(uow, ann, wrong.template_id, MODEL)
            await uow.commit()
        assert outcome == said(student=ann, photos=1)

    assert school.units.state.templates[wrong.template_id].embedding is None


async def test_a_photo_is_kept_only_while_it_is_there(school):
    ann = await school.add_student()
    added = await add_photo(school, ann)

    async with school.units() as uow:
        kept = await enrolment.keep_photo(uow, ann, added.template_id, MODEL)
        await enrolment.withdraw_photo(uow, ann, added.template_id, MODEL)
        gone = await enrolment.keep_photo(uow, ann, added.template_id, MODEL)

    assert kept == PhotoKept(student=ann)
    assert gone == PhotoGone(student=ann, photos=0)


async def test_a_bad_photo_is_refused_and_nothing_is_kept(school):
    ann = await school.add_student()

    outcome = await add_photo(school, ann, ReadPhoto(face=Reason.NO_FACE))

    assert outcome == PhotoRefused(student=ann, reason=Reason.NO_FACE)
    assert school.units.state.templates == {}


async def test_no_photo_is_taken_of_somebody_who_said_no(school):
    ann = await school.add_student(agreed=False)

    assert await add_photo(school, ann) == SaidNo(student=ann)
    assert school.units.state.templates == {}


async def test_no_photo_is_taken_of_somebody_who_said_no_while_it_was_read(school):
    ann = await school.add_student()
    declined = await agree(school, ann, agreed=False)

    assert await add_photo(school, ann) == SaidNo(student=declined)
    assert school.units.state.templates == {}


async def test_no_photo_is_kept_of_somebody_who_was_removed_while_it_was_read(school):
    ann = await school.add_student()
    async with school.units() as uow:
        await enrolment.remove(uow, ann, NINE)
        await uow.commit()

    assert isinstance(await add_photo(school, ann), HasLeft)
    assert school.units.state.templates == {}


@pytest.mark.parametrize(("agreed", "state"), [(None, "pending"), (True, "active")])
async def test_a_photo_waits_until_its_student_has_agreed(school, agreed, state):
    ann = await school.add_student(agreed=agreed)

    await add_photo(school, ann)

    (template,) = school.units.state.templates.values()
    assert template.state == state


async def test_agreeing_lets_photos_be_compared(school):
    ann = await school.add_student()
    await add_photo(school, ann)

    await agree(school, ann)

    (template,) = school.units.state.templates.values()
    assert template.state == "active"


# --- leaving --------------------------------------------------------------------------------


async def test_whoever_is_removed_leaves_their_marks_and_nothing_of_their_face(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math, account_id=1, agreed=True, photos=[b"a", b"b"])
    await school.mark(math, a_plan(), ann, Status.PRESENT)

    async with school.units() as uow:
        erased = await enrolment.remove(uow, ann, NINE + HOUR)
        await uow.commit()

    state = school.units.state
    assert erased == 2
    assert all(template.embedding is None for template in state.templates.values())
    assert state.students[ann.id] == replace(
        ann, account_id=None, agreed=None, agreed_by=None, left_at=NINE + HOUR
    )
    assert school.marks == [("Ann", NINE.date(), Status.PRESENT)]
    assert [one.left_at for one in state.memberships] == [NINE + HOUR]


async def test_the_invite_of_somebody_who_is_removed_works_no_more(school):
    ann = await school.add_student()
    async with school.units() as uow:
        code = await linking.invite(uow, ann, NINE)
        await enrolment.remove(uow, ann, NINE + MINUTE)
        await uow.commit()

    async with school.units() as uow:
        outcome = await linking.link(uow, code=code, account_id=1, at=NINE + HOUR)
        assert not await uow.invites.has_open(Role.STUDENT, ann.id, NINE + HOUR)
    assert outcome == InviteUnknown()


async def test_whoever_comes_back_is_asked_for_consent_again(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math, account_id=1, agreed=True, photos=[b"ann"])
    await school.remove(ann, NINE)

    outcome = await enrol(school, roll_no="ANN", name="Ann", at=NINE + DAY)

    assert outcome.student.agreed is None
    assert outcome.student.account_id is None
