"""An admin enrols people: who they are, which class, and the photos to compare with."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from attendance import (
    biometrics,
    errors,
    guardians,
    likeness,
    names,
    policy,
    privacy,
    references,
    suspicions,
)
from attendance.likeness import NO_DOUBTS, Doubts, Known
from attendance.model import Class, SentPicture, Student, Trace, Why, code
from attendance.policy import Reason
from attendance.ports import Fetch, Reader, UnitOfWork

# Several photos make an embedding that light and pose do not upset; see docs/accuracy-and-speed.
ADVISED_PHOTOS = 3


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """The student is in the class. ``new`` says whether they were unknown before."""

    student: Student
    class_: Class
    new: bool
    joined: bool


@dataclass(frozen=True, kw_only=True)
class UnknownClass:
    """No class has that code."""

    code: str


@dataclass(frozen=True, kw_only=True)
class ClassArchived:
    """The class is out of use."""

    class_: Class


@dataclass(frozen=True, kw_only=True)
class NameDiffers:
    """The roll number is somebody else's already."""

    student: Student


@dataclass(frozen=True, kw_only=True)
class PhotoAdded:
    """A template was stored; ``photos`` is how many the student has now.

    With ``doubts`` an admin should look at the photo again, and may withdraw it.
    """

    student: Student
    photos: int
    template_id: int
    doubts: Doubts = NO_DOUBTS


@dataclass(frozen=True, kw_only=True)
class PhotoLeftOut:
    """The photo may not be the student's, and nobody was there to look at it."""

    student: Student
    doubts: Doubts


@dataclass(frozen=True, kw_only=True)
class PhotoKnown:
    """The same picture had been added before; nothing changed."""

    student: Student
    photos: int


@dataclass(frozen=True, kw_only=True)
class PhotoRefused:
    """The photo cannot be used."""

    student: Student
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class PhotoWithdrawn:
    """A photo is erased; ``photos`` is how many the student has still."""

    student: Student
    photos: int


@dataclass(frozen=True, kw_only=True)
class PhotoKept:
    """A doubted photo is the student's all the same."""

    student: Student


@dataclass(frozen=True, kw_only=True)
class PhotoGone:
    """A photo was erased before; ``photos`` is how many the student has still."""

    student: Student
    photos: int


@dataclass(frozen=True, kw_only=True)
class SaidNo:
    """The student has said no to biometrics: no photo of theirs is taken."""

    student: Student


@dataclass(frozen=True, kw_only=True)
class HasLeft:
    """The student was removed while the photo was read: nothing of them is kept."""

    student: Student


@dataclass(frozen=True, kw_only=True)
class ReadPhoto:
    """An enrolment photo that has been looked at: its face, or what is wrong, and its hash.

    ``picture`` is what Telegram shows it again by, if it came from there; ``trace`` is what it is
    found again by if it is sent as a selfie.
    """

    face: bytes | Reason = field(repr=False)
    sha256: bytes = b""
    picture: SentPicture | None = None
    trace: Trace = field(default_factory=Trace)


async def enrol(
    uow: UnitOfWork, *, roll_no: str, class_code: str, name: str, at: datetime
) -> Enrolled | UnknownClass | ClassArchived | NameDiffers:
    """Put a student into a class, making them known first if need be."""
    class_ = await uow.classes.by_code(code(class_code))
    if class_ is None:
        return UnknownClass(code=code(class_code))
    if class_.archived_at is not None:
        return ClassArchived(class_=class_)
    student = await uow.students.by_roll(code(roll_no))
    new = student is None or student.left_at is not None
    if student is None:
        student = await uow.students.add(code(roll_no), name)
    elif student.left_at is not None:
        student = replace(student, name=name, left_at=None)
        await uow.students.save(student)
    elif not names.alike(student.name, name):
        return NameDiffers(student=student)
    joined = await uow.classes.join(class_.id, student.id, at)
    return Enrolled(student=student, class_=class_, new=new, joined=joined)


async def read_photo(
    reader: Reader, fetch: Fetch, picture: SentPicture | None = None, *, file: str | None = None
) -> ReadPhoto:
    """Fetch an enrolment photo and look at it; no transaction should be open meanwhile.

    ``file`` is Telegram's name of its file, if it came from there.
    """
    try:
        image = await fetch()
        reading = await reader.read(image, most=policy.FACES_NEEDED)
        face = policy.enrolment_face(reading)
    except errors.UnreadableImage as error:
        return ReadPhoto(face=Reason.TOO_LARGE if error.too_large else Reason.NOT_A_PICTURE)
    if isinstance(face, Reason):
        return ReadPhoto(face=face)
    sha256 = hashlib.sha256(image).digest()
    looks = reading.appearance.hash if reading.appearance else None
    trace = Trace(file=file, looks=looks)
    return ReadPhoto(face=face.embedding.tobytes(), sha256=sha256, picture=picture, trace=trace)


async def add_photo(
    uow: UnitOfWork, *, student: Student, photo: ReadPhoto, known: Known, at: datetime
) -> PhotoAdded | PhotoKnown | PhotoRefused | SaidNo | HasLeft:
    """Keep a template of the face; it stays pending until its student has agreed."""
    student = await uow.students.get(student.id)  # who may have answered since it was found
    doubts = NO_DOUBTS
    enrolled = student.agreed is not False and student.left_at is None
    if enrolled and not isinstance(photo.face, Reason):
        doubts = await likeness.of_photo(uow, student, photo.face, known)
    outcome = await _add(uow, student, photo, known, at)
    if not isinstance(outcome, PhotoAdded):
        return outcome
    if photo.picture and not doubts:  # no teacher is shown what may be somebody else
        await references.remember(uow, student, outcome.template_id, photo.picture)
    return replace(outcome, doubts=doubts)


async def add_photos(
    uow: UnitOfWork, *, student: Student, photos: Sequence[ReadPhoto], known: Known, at: datetime
) -> list[PhotoAdded | PhotoKnown | PhotoLeftOut | PhotoRefused | SaidNo | HasLeft]:
    """Keep templates of photos that come together, but for those that may not be the student's.

    The same photos again, in any order, are kept and left out as before.
    """
    student = await uow.students.get(student.id)
    faces = {one.sha256: one.face for one in photos if not isinstance(one.face, Reason)}
    if student.agreed is False or student.left_at is not None:
        faces = {}
    doubts = await likeness.of_photos(uow, student, faces, known)
    found: list[PhotoAdded | PhotoKnown | PhotoLeftOut | PhotoRefused | SaidNo | HasLeft] = []
    for one in photos:
        doubted = doubts.get(one.sha256)
        if doubted and not await uow.templates.has_photo(student.id, known.model, one.sha256):
            found.append(PhotoLeftOut(student=student, doubts=doubted))
            if doubted.like:
                await suspicions.suspect(uow, (student, doubted.like), Why.FACE, at)
        else:
            found.append(await _add(uow, student, one, known, at))
    return found


async def withdraw_photo(
    uow: UnitOfWork, student: Student, template_id: int, model: str
) -> PhotoWithdrawn | PhotoGone:
    """Erase one photo's template; doing it again changes nothing."""
    erased = await uow.templates.erase_one(student.id, template_id)
    photos = await uow.templates.count(student.id, model)
    if not erased:
        return PhotoGone(student=student, photos=photos)
    return PhotoWithdrawn(student=student, photos=photos)


async def keep_photo(
    uow: UnitOfWork, student: Student, template_id: int, model: str
) -> PhotoKept | PhotoGone:
    """Leave a doubted photo as it is, if it is still there."""
    if await uow.templates.has(student.id, template_id):
        return PhotoKept(student=student)
    return PhotoGone(student=student, photos=await uow.templates.count(student.id, model))


async def remove(uow: UnitOfWork, student: Student, at: datetime) -> int:
    """Let a student go: face data and reasons of excuses are erased, marks stay.

    How many templates went.
    """
    erased = await biometrics.erase(uow, student.id)
    for class_ in await uow.classes.of_student(student.id):
        await uow.warnings.note_changed(class_.id, [student.id])
    await uow.classes.leave_all(student.id, at)
    await uow.excuses.forget_of(student.id)
    await guardians.let_go(uow, student)
    if student.account_id is not None:
        await uow.unreachable.remove(student.account_id)
    unlinked = await privacy.unlink(uow, student)
    await uow.students.save(
        replace(
            unlinked, agreed=None, agreed_by=None, keeps_photo=None, selfie_days=None, left_at=at
        )
    )
    return erased


async def _add(
    uow: UnitOfWork, student: Student, photo: ReadPhoto, known: Known, at: datetime
) -> PhotoAdded | PhotoKnown | PhotoRefused | SaidNo | HasLeft:
    if student.agreed is False:
        return SaidNo(student=student)
    if student.left_at is not None:
        return HasLeft(student=student)
    if isinstance(photo.face, Reason):
        return PhotoRefused(student=student, reason=photo.face)
    template_id = await uow.templates.add(
        student_id=student.id,
        model=known.model,
        embedding=photo.face,
        photo=photo.sha256,
        at=at,
    )
    photos = await uow.templates.count(student.id, known.model)
    if template_id is None:
        return PhotoKnown(student=student, photos=photos)
    await uow.traces.enrol(template_id, photo.trace)
    return PhotoAdded(student=student, photos=photos, template_id=template_id)
