"""An invite links a Telegram account to a person."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from attendance import errors
from attendance.model import Class, Guardian, Invite, Kiosk, Role, Student, Teacher
from attendance.ports import UnitOfWork

INVITE_BYTES = 16  # 128 random bits: not guessable
INVITE_LIFE = timedelta(days=30)
KIOSK_INVITE_LIFE = timedelta(days=1)  # whoever has one can mark a class: it is not left lying


@dataclass(frozen=True, kw_only=True)
class Linked:
    """The account is now, or was already (``new`` is False), the person's."""

    person: Student | Teacher
    new: bool = True


@dataclass(frozen=True, kw_only=True)
class GuardianLinked:
    """The account is now, or was already, that of a guardian of the student."""

    guardian: Guardian
    student: Student


@dataclass(frozen=True, kw_only=True)
class KioskLinked:
    """The account is now, or was already (``new`` is False), a kiosk of the class."""

    class_: Class
    new: bool = True


@dataclass(frozen=True, kw_only=True)
class NoKiosk:
    """The account is somebody's, or another kiosk: it becomes no kiosk of the class."""

    class_: Class


@dataclass(frozen=True, kw_only=True)
class OfKiosk:
    """The account is a kiosk of the class, and has opened somebody's invite, or a guardian's."""

    class_: Class
    invited: Student | Teacher | None


@dataclass(frozen=True, kw_only=True)
class InviteUnknown:
    """No such code, or it has been replaced by a newer one."""


@dataclass(frozen=True, kw_only=True)
class InviteUsed:
    """Another account has used it."""


@dataclass(frozen=True, kw_only=True)
class InviteExpired:
    """It was not used in time."""


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """An admin has to say whose the account is.

    It is that of the ``holder`` in the same role, or the person invited has another.
    """

    person: Student | Teacher
    holder: Student | Teacher | None


@dataclass(frozen=True, kw_only=True)
class OwnGuardian:
    """The account is that of the student, who is to have somebody else as their guardian."""

    student: Student


Outcome = (
    Linked
    | GuardianLinked
    | KioskLinked
    | NoKiosk
    | OfKiosk
    | InviteUnknown
    | InviteUsed
    | InviteExpired
    | Claimed
    | OwnGuardian
)


async def invite(uow: UnitOfWork, person: Student | Teacher, at: datetime) -> str:
    """Make a new one-time code; the person's earlier unused ones stop working."""
    code = new_code()
    await give(uow, person, code, at)
    return code


def new_code() -> str:
    """A code that nobody can guess."""
    return secrets.token_urlsafe(INVITE_BYTES)


async def give(uow: UnitOfWork, person: Student | Teacher, code: str, at: datetime) -> None:
    """Let a new code link this person; their earlier unused ones stop working."""
    role = Role.STUDENT if isinstance(person, Student) else Role.TEACHER
    await uow.invites.revoke(role, person.id)
    await uow.invites.add(
        Invite(code_hash=_hash(code), role=role, person_id=person.id, expires_at=at + INVITE_LIFE),
        at,
    )


async def invite_guardian(uow: UnitOfWork, student: Student, at: datetime) -> str:
    """Make a one-time code for a guardian; earlier ones go on: a student may have several."""
    code = secrets.token_urlsafe(INVITE_BYTES)
    invite = Invite(
        code_hash=_hash(code),
        role=Role.GUARDIAN,
        person_id=student.id,
        expires_at=at + INVITE_LIFE,
    )
    await uow.invites.add(invite, at)
    return code


async def invite_kiosk(uow: UnitOfWork, class_: Class, at: datetime) -> str:
    """Make a one-time code for a kiosk; the class's earlier unused ones stop working."""
    code = new_code()
    await uow.invites.revoke(Role.KIOSK, class_.id)
    invite = Invite(
        code_hash=_hash(code),
        role=Role.KIOSK,
        person_id=class_.id,
        expires_at=at + KIOSK_INVITE_LIFE,
    )
    await uow.invites.add(invite, at)
    return code


async def link(
    uow: UnitOfWork, *, code: str, account_id: int, at: datetime, is_admin: bool = False
) -> Outcome:
    """Give the account to the invited person. The same account may repeat it at any time."""
    invite = await uow.invites.by_hash(_hash(code))
    if invite is None:
        return InviteUnknown()
    if invite.used_by not in (None, account_id):
        return InviteUsed()
    if invite.role is Role.KIOSK:
        return await _link_kiosk(uow, invite, account_id, at, is_admin=is_admin)
    if kiosk := await uow.kiosks.by_account(account_id):
        return await _of_kiosk(uow, invite, kiosk, at)
    if invite.role is Role.GUARDIAN:
        return await _link_guardian(uow, invite, account_id, at)
    person = await _invited(uow, invite)
    if invite.used_by == account_id:
        is_theirs = person.account_id == account_id
        return Linked(person=person, new=False) if is_theirs else InviteUsed()
    if invite.expires_at <= at:
        return InviteExpired()
    holder = await _holder(uow, invite.role, account_id)
    if holder and holder.id != person.id:
        return Claimed(person=person, holder=holder)
    if person.account_id not in (None, account_id):
        return Claimed(person=person, holder=None)
    await uow.invites.use(invite.code_hash, account_id, at)
    return Linked(person=await linked(uow, person, account_id, at))


async def give_account(uow: UnitOfWork, student: Student, account_id: int) -> Student:
    """Link a student to an account that is nobody else's; the student as it is now."""
    linked = replace(student, account_id=account_id)
    if student.account_id != account_id:  # whose answers these are not
        linked = replace(linked, keeps_photo=None, selfie_days=None)
        if student.keeps_photo is not None:
            await uow.references.forget(student.id)
        await uow.selfies.forget_of(student.id)
        await uow.last_faces.forget_of(student.id)
    await uow.students.save(linked)
    return linked


async def _link_kiosk(
    uow: UnitOfWork, invite: Invite, account_id: int, at: datetime, *, is_admin: bool
) -> KioskLinked | NoKiosk | InviteUnknown | InviteUsed | InviteExpired:
    try:
        class_ = await uow.classes.get(invite.person_id)
    except errors.NotFound:  # it was taken back
        return InviteUnknown()
    kiosk = await uow.kiosks.by_account(account_id)
    if invite.used_by == account_id:
        is_its = kiosk is not None and kiosk.class_id == class_.id
        return KioskLinked(class_=class_, new=False) if is_its else InviteUsed()
    if invite.expires_at <= at:
        return InviteExpired()
    if kiosk or is_admin or await _is_somebody(uow, account_id):
        return NoKiosk(class_=class_)
    await uow.kiosks.add(Kiosk(account_id=account_id, class_id=class_.id, linked_at=at))
    await uow.invites.use(invite.code_hash, account_id, at)
    return KioskLinked(class_=class_)


async def _is_somebody(uow: UnitOfWork, account_id: int) -> bool:
    people = (uow.students, uow.teachers, uow.guardians)
    return any([await one.by_account(account_id) for one in people])


async def _of_kiosk(
    uow: UnitOfWork, invite: Invite, kiosk: Kiosk, at: datetime
) -> OfKiosk | InviteExpired:
    if invite.expires_at <= at:
        return InviteExpired()
    invited = None if invite.role is Role.GUARDIAN else await _invited(uow, invite)
    return OfKiosk(class_=await uow.classes.get(kiosk.class_id), invited=invited)


async def _link_guardian(
    uow: UnitOfWork, invite: Invite, account_id: int, at: datetime
) -> GuardianLinked | InviteUsed | InviteExpired | OwnGuardian:
    student = await uow.students.get(invite.person_id)
    guardian = await uow.guardians.by_account(account_id)
    if invite.used_by == account_id:
        children = await uow.guardians.children(guardian.id) if guardian else []
        if guardian is None or student not in children:
            return InviteUsed()
        return GuardianLinked(guardian=guardian, student=student)
    if invite.expires_at <= at:
        return InviteExpired()
    if student.account_id == account_id:
        return OwnGuardian(student=student)
    guardian = guardian or await uow.guardians.add(account_id)
    await uow.guardians.link(guardian.id, student.id, at)
    await uow.invites.use(invite.code_hash, account_id, at)
    return GuardianLinked(guardian=guardian, student=student)


async def _invited(uow: UnitOfWork, invite: Invite) -> Student | Teacher:
    if invite.role is Role.STUDENT:
        return await uow.students.get(invite.person_id)
    return await uow.teachers.get(invite.person_id)


async def _holder(uow: UnitOfWork, role: Role, account_id: int) -> Student | Teacher | None:
    if role is Role.STUDENT:
        return await uow.students.by_account(account_id)
    return await uow.teachers.by_account(account_id)


async def linked(
    uow: UnitOfWork, person: Student | Teacher, account_id: int, at: datetime
) -> Student | Teacher:
    """Link somebody to an account that is nobody else's; how they are now."""
    if isinstance(person, Student):
        return await give_account(uow, person, account_id)
    teacher = replace(person, account_id=account_id, linked_at=at)
    await uow.teachers.save(teacher)
    return teacher


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
