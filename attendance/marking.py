"""A teacher decides a mark by hand: the way for everybody whose face is not compared.

Every change is kept with who made it, and can be taken back. So is what a selfie changes that
came through after the closing.
"""

from dataclasses import dataclass
from datetime import datetime

from attendance import closing, timetable, warning
from attendance.model import Class, Mark, MarkChange, Session, Source, Status, Student
from attendance.ports import UnitOfWork
from attendance.summary import sessions_on, today


@dataclass(frozen=True, kw_only=True)
class MarkSet:
    """The mark is set; ``before`` is what it was, ``change`` None where it was so already."""

    student: Student
    class_: Class
    session: Session
    mark: Mark
    before: Status | None
    change: MarkChange | None


@dataclass(frozen=True, kw_only=True)
class NoSessionToday:
    """The class has no session today that has opened."""

    class_: Class


async def mark(
    uow: UnitOfWork,
    *,
    student: Student,
    class_: Class,
    status: Status,
    by: int,
    said_at: datetime,
    at: datetime,
) -> MarkSet | NoSessionToday:
    """Set a student's status in the session that was meant when the teacher said so."""
    session = await meant(uow, class_, said_at)
    if session is None:
        return NoSessionToday(class_=class_)
    before = await uow.marks.find(session.id, student.id)
    change = await decide(uow, session, student.id, status, by=by, at=at)
    standing = change.after if change else before
    if standing is None:
        raise AssertionError("a decision leaves a mark")
    return MarkSet(
        student=student,
        class_=class_,
        session=session,
        mark=standing,
        before=before.status if before else None,
        change=change,
    )


async def meant(uow: UnitOfWork, class_: Class, at: datetime) -> Session | None:
    """The session that a teacher means when they name only the class.

    The one under way, though check-in for the next may be open too; else the one that is open for
    check-in; else the last of that day.
    """
    plan = timetable.nearest(timetable.plans_open(class_, at), at)
    if plan is not None:
        return await uow.sessions.ensure(class_.id, plan)
    opened = [s for s in await sessions_on(uow, class_, today(class_, at)) if s.opens_at <= at]
    return opened[-1] if opened else None


async def decide(
    uow: UnitOfWork, session: Session, student_id: int, status: Status, *, by: int, at: datetime
) -> MarkChange | None:
    """Let a teacher set a mark; None when it stands so already.

    An absence noted at closing does not: a selfie that is read late would change it.
    """
    before = await uow.marks.find(session.id, student_id)
    if before and before.status is status and before.source is not Source.CLOSING:
        return None
    after = Mark(
        session_id=session.id, student_id=student_id, status=status, source=Source.TEACHER, at=at
    )
    return await put(uow, before, after, by=by, at=at)


async def put(
    uow: UnitOfWork, before: Mark | None, after: Mark, *, by: int, at: datetime
) -> MarkChange:
    """Replace a mark, and keep that it was replaced."""
    await uow.marks.put(after)
    return await _keep(uow, after, before, after, by=by, at=at)


async def undo(uow: UnitOfWork, change: MarkChange, *, by: int, at: datetime) -> MarkChange | None:
    """Take a change back, which is a change too; None when the mark has changed since."""
    session_id, student_id = change.session_id, change.student_id
    standing = await uow.marks.find(session_id, student_id)
    if standing != change.after or (standing, change.before) == (None, None):
        return None
    session = await uow.sessions.get(session_id)
    restored = change.before
    if restored is None and session.was_held:
        excused = await uow.excuses.granted(session.class_id, session.date)
        restored = closing.unattended(session, student_id, excused=student_id in excused)
    if restored is not None:
        return await put(uow, standing, restored, by=by, at=at)
    await uow.marks.remove(session_id, student_id)
    return await _keep(uow, change, standing, None, by=by, at=at)


async def _keep(
    uow: UnitOfWork,
    of: Mark | MarkChange,
    before: Mark | None,
    after: Mark | None,
    *,
    by: int,
    at: datetime,
) -> MarkChange:
    """Keep that a mark has become another; ``of`` says whose in which session."""
    await warning.note_mark(uow, of)
    change = MarkChange(
        id=0,
        session_id=of.session_id,
        student_id=of.student_id,
        at=at,
        account_id=by,
        before=before,
        after=after,
    )
    return await uow.history.add(change)
