"""Somebody wants to be forgotten: their face data goes, and their account is unlinked.

What an institution has to be able to show stays: marks and who changed them, and the audit log.
"""

from dataclasses import replace
from datetime import datetime

from attendance import biometrics, consent
from attendance.consent import ConsentText
from attendance.model import ConsentBy, Guardian, Receipt, Role, Sender, Student, Teacher
from attendance.ports import UnitOfWork


async def forget(
    uow: UnitOfWork, sender: Sender, text: ConsentText, default: ConsentBy, at: datetime
) -> None:
    """Forget an account in each of its roles; ``text`` is what a student withdraws from."""
    if sender.student:
        await _forget_student(uow, sender.student, text, at)
    if sender.teacher:
        await unlink_teacher(uow, sender.teacher)
    if sender.guardian:
        await consent.forget_guardian(uow, sender.guardian, default, at)
    await _forget_account(uow, sender.account_id)


async def forget_guardian(
    uow: UnitOfWork, guardian: Guardian, default: ConsentBy, at: datetime
) -> None:
    """Forget an account as a guardian; what else it may be stays."""
    await consent.forget_guardian(uow, guardian, default, at)
    await _forget_account(uow, guardian.account_id)


async def _forget_account(uow: UnitOfWork, account_id: int) -> None:
    """Whether it can be reached, and what it wrote that was handled, or could not be."""
    await uow.unreachable.remove(account_id)
    await uow.inbox.forget_payloads(account_id)
    await uow.outbox.forget_failures(account_id)


async def unlink(uow: UnitOfWork, student: Student) -> Student:
    """Take an account from a student, wherever it is noted as theirs; the student as it is now."""
    await uow.invites.forget(Role.STUDENT, student.id)
    if student.account_id is not None:
        await uow.history.unlink(student.id, student.account_id)
    return replace(student, account_id=None)


async def unlink_teacher(uow: UnitOfWork, teacher: Teacher) -> None:
    """Take an account from a teacher."""
    await uow.invites.forget(Role.TEACHER, teacher.id)
    await uow.teachers.save(replace(teacher, account_id=None, linked_at=None))


async def _forget_student(
    uow: UnitOfWork, student: Student, text: ConsentText, at: datetime
) -> None:
    """Forgetting is a no to being compared, too: it stands until the student takes it back."""
    student = await uow.students.get(student.id)
    await biometrics.erase(uow, student.id)
    await uow.excuses.forget_of(student.id)
    receipt = Receipt(
        student_id=student.id, agreed=False, version=text.version, text_hash=text.sha256, at=at
    )
    await uow.consents.add(receipt)
    unlinked = await unlink(uow, student)
    gone = replace(unlinked, agreed=False, agreed_by=ConsentBy.STUDENT)
    await uow.students.save(replace(gone, keeps_photo=None, selfie_days=None))
