"""A teacher decides a mark by hand: the way for everybody whose face is not compared."""

from dataclasses import dataclass
from datetime import datetime

from attendance.model import Class, Mark, Session, Source, Status, Student
from attendance.ports import UnitOfWork
from attendance.summary import sessions_on, today


@dataclass(frozen=True, kw_only=True)
class MarkSet:
    """The mark is set; ``before`` is what it was."""

    student: Student
    class_: Class
    session: Session
    mark: Mark
    before: Status | None


@dataclass(frozen=True, kw_only=True)
class NoSessionToday:
    """The class has no session today that has opened."""

    class_: Class


async def mark(
    uow: UnitOfWork, *, student: Student, class_: Class, status: Status, at: datetime
) -> MarkSet | NoSessionToday:
    """Set a student's status in today's latest session that has opened."""
    opened = [s for s in await sessions_on(uow, class_, today(class_, at)) if s.opens_at <= at]
    if not opened:
        return NoSessionToday(class_=class_)
    session = opened[-1]
    before = await uow.marks.find(session.id, student.id)
    decided = Mark(
        session_id=session.id, student_id=student.id, status=status, source=Source.TEACHER, at=at
    )
    await uow.marks.put(decided)
    return MarkSet(
        student=student,
        class_=class_,
        session=session,
        mark=decided,
        before=before.status if before else None,
    )
