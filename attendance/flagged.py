"""What waits for a teacher's decision in a session: whose check-ins something speaks against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from attendance.model import Flagged, Mark, Student, in_order
from attendance.outcomes import Verdict
from attendance.ports import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class FlaggedStudent:
    """What speaks against a student's check-ins in a session.

    ``others`` are those who sent the same before, by id. ``counted`` is whether the student
    attended by one of the check-ins that are flagged.
    """

    student: Student
    flags: tuple[Flagged, ...]
    others: Mapping[int, Student]
    counted: bool


async def waiting(
    uow: UnitOfWork, flagged: Iterable[Flagged], marks: Iterable[Mark]
) -> tuple[FlaggedStudent, ...]:
    """Whose flags in a session wait for a decision, by roll number; ``marks`` are its."""
    undecided: dict[int, list[Flagged]] = {}
    for one in flagged:
        if one.accepted is None:
            undecided.setdefault(one.student_id, []).append(one)
    came = {one.student_id for one in marks if one.status.attended and one.source.is_check_in}
    found = []
    for student_id, flags in undecided.items():
        others = {one.other_id for one in flags if one.other_id is not None}
        found.append(
            FlaggedStudent(
                student=await uow.students.get(student_id),
                flags=tuple(flags),
                others={other_id: await uow.students.get(other_id) for other_id in others},
                counted=student_id in came and await was_counted(uow, flags),
            )
        )
    return tuple(sorted(found, key=lambda one: in_order(one.student.roll_no)))


async def was_counted(uow: UnitOfWork, flags: Iterable[Flagged]) -> bool:
    """Whether any of these is on a check-in that led to a mark."""
    for one in flags:
        check_in = await uow.check_ins.by_update(one.update, one.sent_at)
        if check_in is not None and check_in.verdict == Verdict.MARKED:
            return True
    return False
