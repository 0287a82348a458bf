"""Whose account it is, where an invite alone does not say: an admin decides.

An account that is one student's opens the invite of a second one; or an account opens the invite
of somebody who has another.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from attendance import linking, privacy
from attendance.model import Role, Student, Teacher
from attendance.ports import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The account is the ``student``'s now, and no longer that of the one ``before``."""

    student: Student
    before: Student


@dataclass(frozen=True, kw_only=True)
class Relinked:
    """The person has the new account now, and no longer the ``old``."""

    person: Student | Teacher
    old: int


@dataclass(frozen=True, kw_only=True)
class Outdated:
    """Somebody has left, or was linked otherwise, since it was asked."""


async def move(
    uow: UnitOfWork, *, account_id: int, before: Student, student: Student
) -> Moved | Outdated:
    """Take an account from one student and give it to another, who has none."""
    is_as_asked = before.account_id == account_id and student.account_id is None
    if not is_as_asked or student.left_at is not None:
        return Outdated()
    before = await privacy.unlink(uow, before)
    await uow.students.save(replace(before, keeps_photo=None))
    await uow.references.forget(before.id)
    await uow.invites.revoke(Role.STUDENT, student.id)
    return Moved(student=await linking.give_account(uow, student, account_id), before=before)


async def relink(
    uow: UnitOfWork, person: Student | Teacher, *, old: int, new: int, at: datetime
) -> Relinked | Outdated:
    """Take one account from somebody and give them another, while the invite for it still works."""
    role = role_of(person)
    is_as_asked = person.account_id == old and await uow.invites.has_open(role, person.id, at)
    people = uow.students if isinstance(person, Student) else uow.teachers
    if not is_as_asked or await people.by_account(new) is not None:
        return Outdated()
    if isinstance(person, Student):
        person = await privacy.unlink(uow, person)
    await uow.invites.revoke(role, person.id)
    return Relinked(person=await linking.linked(uow, person, new, at), old=old)


def role_of(person: Student | Teacher) -> Role:
    """As what somebody is invited."""
    return Role.STUDENT if isinstance(person, Student) else Role.TEACHER
