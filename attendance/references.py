"""One enrolment photo to hold a disputed selfie against, where its student agreed to that.

We keep no photo, but what Telegram shows it again by. That is noted while its template is pending,
and forgotten unless its student says in time that one may be kept.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from attendance.consent import ConsentText
from attendance.likeness import Doubted
from attendance.model import Receipt, SentPicture, Student, Subject
from attendance.ports import UnitOfWork


async def remember(
    uow: UnitOfWork, student: Student, template_id: int, picture: SentPicture
) -> None:
    """Note what a photo can be shown again by, if its student may still be asked, or wants it."""
    wanted = student.keeps_photo and await uow.references.find(student.id) is None
    if student.agreed is None or wanted:
        await uow.references.put(template_id, picture)


async def leave_out(uow: UnitOfWork, doubted: Sequence[Doubted]) -> None:
    """No teacher is shown what may be somebody else."""
    for one in doubted:
        await uow.references.forget_one(one.template_id)


async def to_ask(uow: UnitOfWork, student: Student) -> bool:
    """Whether a student who has agreed to be compared is to be asked for a photo, too."""
    if not student.decides or student.keeps_photo is not None:
        return False
    return await uow.references.find(student.id) is not None


async def answer(
    uow: UnitOfWork, *, student: Student, keeps: bool, text: ConsentText, at: datetime
) -> Student:
    """Keep the student's answer. A yes keeps one photo, a no forgets all.

    Who has not agreed themself to be compared, or has left, is not asked: nothing changes.
    """
    student = await uow.students.get(student.id)
    if not student.decides or student.left_at is not None:
        return student
    receipt = Receipt(
        student_id=student.id,
        agreed=keeps,
        version=text.version,
        text_hash=text.sha256,
        at=at,
        about=Subject.PHOTO,
    )
    await uow.consents.add(receipt)
    answered = replace(student, keeps_photo=keeps)
    await uow.students.save(answered)
    if keeps:
        await uow.references.keep_one(student.id)
    else:
        await uow.references.forget(student.id)
    return answered


async def of(uow: UnitOfWork, student: Student) -> SentPicture | None:
    """The photo that a teacher may be shown."""
    return await uow.references.find(student.id) if student.keeps_photo else None
