"""Whether a student's face may be compared: who is asked, what they said, and what follows.

A student answers for themself. Where a class asks guardians, a guardian's yes is needed and no
guardian's no; and the student's own no stands, whatever guardians say.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from attendance import biometrics
from attendance.model import ConsentBy, Guardian, Receipt, Student
from attendance.ports import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class ConsentText:
    """The words that were shown, under the version that names them."""

    version: str
    text: str

    @property
    def sha256(self) -> str:
        """What a receipt keeps of the words."""
        return hashlib.sha256(self.text.encode()).hexdigest()


async def agree(
    uow: UnitOfWork,
    *,
    student: Student,
    agreed: bool,
    text: ConsentText,
    at: datetime,
    default: ConsentBy = ConsentBy.STUDENT,
) -> Student:
    """Keep the student's own answer. Their yes is enough where it is they who are asked.

    Somebody who has been removed since they were asked stays as they are.
    """
    student = await uow.students.get(student.id)
    if student.left_at is not None:
        return student
    await uow.consents.add(_receipt(student, text, agreed=agreed, at=at))
    return await _settle(uow, student, default, at, said_yes=agreed)


async def agree_for(
    uow: UnitOfWork,
    *,
    guardian: Guardian,
    student: Student,
    agreed: bool,
    text: ConsentText,
    at: datetime,
    default: ConsentBy,
) -> Student:
    """Keep a guardian's answer about their child."""
    receipt = _receipt(student, text, agreed=agreed, at=at)
    receipt = replace(receipt, by=ConsentBy.GUARDIAN, guardian_id=guardian.id)
    await uow.consents.add(receipt)
    return await _settle(uow, await uow.students.get(student.id), default, at)


async def forget_guardian(
    uow: UnitOfWork, guardian: Guardian, default: ConsentBy, at: datetime
) -> None:
    """Forget a guardian. Faces that were compared on their word alone are erased with it."""
    children = await uow.guardians.children(guardian.id)
    await uow.guardians.erase(guardian.id)
    for student in children:
        if student.agreed:
            settled = await _settle(uow, student, default, at)
            if not settled.agreed:
                await biometrics.erase(uow, student.id)


async def review(uow: UnitOfWork, default: ConsentBy, at: datetime) -> int:
    """Let nobody be compared on the word of somebody who is not the one to ask; how many were.

    Classes may have begun or ceased to ask guardians, students may have changed classes, and
    guardians may have been unlinked. Their faces wait, for as long as new ones do.
    """
    found = await uow.consents.misplaced(default)
    for student_id in found:
        await _settle(uow, await uow.students.get(student_id), default, at)
    return len(found)


async def is_outdated(uow: UnitOfWork, student: Student, version: str) -> bool:
    """Whether a student's own yes is to an earlier text: it stands until they answer anew."""
    if not student.decides:
        return False
    own = await uow.consents.own(student.id)
    return own is not None and own.agreed and own.version != version


async def _settle(
    uow: UnitOfWork,
    student: Student,
    default: ConsentBy,
    at: datetime,
    *,
    said_yes: bool = False,
) -> Student:
    """Bring what is kept of a face in line with the answers there are.

    A no erases it, a yes lets it be compared, and without either it waits, uncompared.
    """
    asked = await uow.consents.by(student.id, default)
    answer, by = await _answer(uow, student, asked, said_yes=said_yes)
    keeps_photo = student.keeps_photo if answer else None
    settled = replace(student, agreed=answer, agreed_by=by, keeps_photo=keeps_photo)
    if not settled.decides:
        settled = replace(settled, selfie_days=None)
        await uow.selfies.forget_of(student.id)
        await uow.last_faces.forget_of(student.id)
    await uow.students.save(settled)
    if answer:
        await uow.templates.activate(student.id)
    elif answer is None:
        await uow.templates.suspend(student.id, at)
    else:
        await biometrics.erase(uow, student.id)
    return settled


async def _answer(
    uow: UnitOfWork, student: Student, asked: ConsentBy, *, said_yes: bool
) -> tuple[bool | None, ConsentBy | None]:
    """What holds, and on whose word.

    A student's yes counts when it is given: one from before they left does not come back.
    """
    own = await uow.consents.own(student.id)
    if own is not None and not own.agreed:
        return False, ConsentBy.STUDENT
    if asked is ConsentBy.STUDENT:
        stands = student.agreed and student.agreed_by is asked
        return (True, asked) if said_yes or stands else (None, None)
    answers = {one.agreed for one in await uow.consents.of_guardians(student.id)}
    return (answers == {True}, asked) if answers else (None, None)


def _receipt(student: Student, text: ConsentText, *, agreed: bool, at: datetime) -> Receipt:
    return Receipt(
        student_id=student.id,
        agreed=agreed,
        version=text.version,
        text_hash=text.sha256,
        at=at,
    )
