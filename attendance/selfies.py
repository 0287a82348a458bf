"""Selfies are kept only where the operator wants that, and only of students who said yes to it.

They answer for a number of days. A selfie is kept for as long as both allow, so that a teacher can
look at it again when a mark is in dispute.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from attendance.consent import ConsentText
from attendance.model import CheckIn, Dispute, Receipt, Student, Subject
from attendance.ports import UnitOfWork


async def keep(
    uow: UnitOfWork, student: Student, check_in: CheckIn, image: bytes | None, *, most: int
) -> None:
    """Keep the picture of a check-in for ``most`` days, or as many as its student allows."""
    days = min(most, student.selfie_days or 0) if student.decides else 0
    if days and image is not None:
        erase_at = check_in.sent_at + timedelta(days=days)
        await uow.selfies.add(check_in, image, erase_at=erase_at)


def to_ask(student: Student, days: int) -> bool:
    """Whether a student is to be asked: where selfies are kept, and once."""
    return bool(days) and student.decides and student.selfie_days is None


async def answer(
    uow: UnitOfWork, *, student: Student, days: int, text: ConsentText, at: datetime
) -> Student:
    """Keep the student's answer; none for no days, and those that are kept are erased then.

    Who has not agreed themself to be compared, or has left, is not asked: nothing changes.
    """
    student = await uow.students.get(student.id)
    if not student.decides or student.left_at is not None:
        return student
    receipt = Receipt(
        student_id=student.id,
        agreed=days > 0,
        version=text.version,
        text_hash=text.sha256,
        at=at,
        about=Subject.PHOTO,
    )
    await uow.consents.add(receipt)
    answered = replace(student, selfie_days=days)
    await uow.students.save(answered)
    if not days:
        await uow.selfies.forget_of(student.id)
    return answered


async def of(uow: UnitOfWork, dispute: Dispute) -> bytes | None:
    """The selfie that a dispute is about, where Telegram is not known to have it any more."""
    if dispute.picture is not None:
        return None
    return await uow.selfies.find(dispute.student_id, dispute.sent_at)
