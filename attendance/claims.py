"""Whose account it is, where an invite alone does not say: an admin decides.

An account that is one person's opens the invite of a second one, or of somebody who has another.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from attendance import linking, privacy
from attendance.model import Class, Role, Student, Teacher
from attendance.ports import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The ``account_id`` would be the person's, who has ``old``, and no more the ``holder``'s."""

    person: Student | Teacher
    account_id: int
    old: int | None
    holder: Student | Teacher | None


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The person, as they are now, has the account of the ``claim``."""

    person: Student | Teacher
    claim: Claim


@dataclass(frozen=True, kw_only=True)
class Outdated:
    """The invite works no more, or somebody has been linked otherwise, since it was asked."""


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """The account is the ``student``'s now, and no kiosk of the class any more."""

    student: Student
    class_: Class


async def hand_over(
    uow: UnitOfWork, *, account_id: int, class_id: int, student: Student, at: datetime
) -> HandedOver | Outdated:
    """Let a kiosk of a class be a student's, who has no account, while their invite works."""
    kiosk = await uow.kiosks.by_account(account_id)
    if kiosk is None or kiosk.class_id != class_id or student.account_id is not None:
        return Outdated()
    if not await uow.invites.has_open(Role.STUDENT, student.id, at):
        return Outdated()
    await uow.kiosks.remove(account_id)
    await uow.invites.revoke(Role.STUDENT, student.id)
    linked = await linking.give_account(uow, student, account_id)
    return HandedOver(student=linked, class_=await uow.classes.get(class_id))


async def move(uow: UnitOfWork, claim: Claim, at: datetime) -> Moved | Outdated:
    """Give the person the account, whoever has it, while the invite that it has opened works."""
    role = role_of(claim.person)
    if not (await stands(uow, claim) and await uow.invites.has_open(role, claim.person.id, at)):
        return Outdated()
    if claim.holder:
        await _take_account(uow, claim.holder, at)
    person = claim.person
    if isinstance(person, Student) and person.account_id is not None:
        person = await privacy.unlink(uow, person)
    await uow.invites.revoke(role, person.id)
    return Moved(person=await linking.linked(uow, person, claim.account_id, at), claim=claim)


async def stands(uow: UnitOfWork, claim: Claim) -> bool:
    """Whether both are linked as they were when it was asked."""
    people = uow.students if isinstance(claim.person, Student) else uow.teachers
    holder = await people.by_account(claim.account_id)
    has_old = claim.person.account_id == claim.old
    return has_old and (holder and holder.id) == (claim.holder and claim.holder.id)


def role_of(person: Student | Teacher) -> Role:
    """As what somebody is invited."""
    return Role.STUDENT if isinstance(person, Student) else Role.TEACHER


async def _take_account(uow: UnitOfWork, holder: Student | Teacher, at: datetime) -> None:
    """It was never theirs: what it said about their face does not count, but for a no."""
    if isinstance(holder, Teacher):
        await privacy.unlink_teacher(uow, holder)
        return
    unlinked = replace(await privacy.unlink(uow, holder), keeps_photo=None, selfie_days=None)
    if holder.decides:
        unlinked = replace(unlinked, agreed=None, agreed_by=None)
        await uow.templates.suspend(holder.id, at)
    await uow.students.save(unlinked)
    await uow.references.forget(holder.id)
    await uow.selfies.forget_of(holder.id)
    await uow.last_faces.forget_of(holder.id)
