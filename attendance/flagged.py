"""What waits for a teacher's decision in a session: whose check-ins something speaks against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from attendance import requirements
from attendance.model import Flagged, Mark, Requirement, Student, in_order
from attendance.outcomes import Verdict
from attendance.ports import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class FlaggedStudent:
    """What speaks against a student's check-ins in a session.

    ``others`` are those who sent the same before, by id. ``counted`` is whether the student
    attended by one of the check-ins that are flagged, and ``missing`` what these wait for.
    """

    student: Student
    flags: tuple[Flagged, ...]
    others: Mapping[int, Student]
    counted: bool
    missing: tuple[Requirement, ...] = ()


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
                missing=() if student_id in came else await missing(uow, flags),
            )
        )
    return tuple(sorted(found, key=lambda one: in_order(one.student.roll_no)))


async def missing(uow: UnitOfWork, flags: Iterable[Flagged]) -> tuple[Requirement, ...]:
    """What the class asks for beside check-ins of a student's that hold, but are not all."""
    for one in flags:
        check_in = await uow.check_ins.by_update(one.update, one.sent_at)
        if check_in is None or check_in.verdict != Verdict.KEPT or check_in.session_id is None:
            continue
        student = await uow.students.get(one.student_id)
        session = await uow.sessions.get(check_in.session_id)
        asked = requirements.wanted(await uow.classes.get(session.class_id), student) or frozenset()
        kept = await uow.check_ins.kept(student.id)
        given = {each.kind for each in kept if each.session_id == session.id}
        return requirements.in_order(asked - given - {check_in.kind})
    return ()


async def was_counted(uow: UnitOfWork, flags: Iterable[Flagged]) -> bool:
    """Whether any of these is on a check-in that led to a mark."""
    for one in flags:
        check_in = await uow.check_ins.by_update(one.update, one.sent_at)
        if check_in is not None and check_in.verdict == Verdict.MARKED:
            return True
    return False
