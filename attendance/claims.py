"""An account that is one student's claims to be a second one's: an admin decides whose it is."""

from dataclasses import dataclass, replace

from attendance import linking, privacy
from attendance.model import Role, Student
from attendance.ports import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The account is the ``student``'s now, and no longer that of the one ``before``."""

    student: Student
    before: Student


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
