"""Inviting a whole class at once: who is linked, who has yet to be, and new codes for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from attendance import linking
from attendance.model import Class, Role, Student, in_order
from attendance.ports import UnitOfWork

Students = tuple[Student, ...]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The students of a class, by roll number: those who are linked, and those yet to be.

    ``waiting`` have an invite that still works, ``uninvited`` have none, or one that has expired.
    """

    class_: Class
    linked: Students
    waiting: Students
    uninvited: Students

    @property
    def unlinked(self) -> Students:
        """Everybody who is yet to be linked."""
        everybody = (*self.waiting, *self.uninvited)
        return tuple(sorted(everybody, key=lambda student: in_order(student.roll_no)))


async def standing(uow: UnitOfWork, class_: Class, at: datetime) -> Standing:
    """See who is linked."""
    students = await uow.classes.students(class_.id, at, at)
    students.sort(key=lambda student: in_order(student.roll_no))
    invited = await uow.invites.open(Role.STUDENT, at)
    unlinked = [student for student in students if student.account_id is None]
    return Standing(
        class_=class_,
        linked=tuple(student for student in students if student.account_id is not None),
        waiting=tuple(student for student in unlinked if student.id in invited),
        uninvited=tuple(student for student in unlinked if student.id not in invited),
    )


async def give(
    uow: UnitOfWork, students: Sequence[Student], codes: Mapping[int, str], at: datetime
) -> int:
    """Let these new codes, by the student's id, link their students; how many that are.

    Each student's earlier unused codes stop working. Whoever was linked or removed since the
    codes were made gets none.
    """
    given = 0
    for student in students:
        now = await uow.students.get(student.id)
        if now.account_id is None and now.left_at is None:
            await linking.give(uow, now, codes[now.id], at)
            given += 1
    return given


async def revoke(uow: UnitOfWork, role: Role, person_id: int, at: datetime) -> bool:
    """Let the links handed out to a person, or to a student's guardians, work no more.

    False when none did.
    """
    found = await uow.invites.has_open(role, person_id, at)
    await uow.invites.revoke(role, person_id)
    return found
