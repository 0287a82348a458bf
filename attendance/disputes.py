"""A student disputes a refused selfie, and a teacher looks at it: once a session."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from attendance import marking, references
from attendance.model import (
    Class,
    Dispute,
    Mark,
    MarkChange,
    SentPicture,
    Session,
    Source,
    Status,
    Student,
    UpdateKey,
)
from attendance.policy import Reason
from attendance.ports import UnitOfWork

WITHIN = timedelta(days=7)  # of the selfie: as long as a summary may still be sent
KEPT = 2 * WITHIN  # a selfie that is disputed, so that its teachers can decide
_NOT_TO_LOOK_AT = {
    *(Reason.NOT_A_PICTURE, Reason.TOO_LARGE),  # files that nobody should have to open
    Reason.NOT_NEW,  # which could be anybody's
    *(Reason.OUTSIDE, Reason.NOT_LIVE, Reason.INACCURATE, Reason.NO_PLACE),  # nothing to see
    *(Reason.NOT_A_FILM, Reason.NOT_A_NEW_FILM, Reason.NOT_STRAIGHT, Reason.OUT_OF_SIGHT),
    Reason.OTHER_PERSON,
    *(Reason.OTHER_TURNS, Reason.FLAT, Reason.TOO_LATE, Reason.TOO_OFTEN),
    *(Reason.WRONG_CODE, Reason.LAST_CODE, Reason.TOO_MANY_CODES),
    *(Reason.OLD_CODE, Reason.OTHER_CODE, Reason.NO_CODE, Reason.CODE_PASSED_ON),
}


@dataclass(frozen=True, kw_only=True)
class Disputed:
    """The class's teachers are to look at the selfie, and the ``reference`` if there is one."""

    dispute: Dispute
    student: Student
    class_: Class
    session: Session
    reference: SentPicture | None


@dataclass(frozen=True, kw_only=True)
class DisputedBefore:
    """The student has disputed a selfie of this session already."""

    class_: Class


@dataclass(frozen=True, kw_only=True)
class Stands:
    """There is nothing to dispute: the student was there, or a teacher has decided."""

    class_: Class
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class NotDisputable:
    """There is no such refusal of this student's, or it is too old."""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A teacher has decided. ``mark`` stands now; ``change`` is what an approval did to it."""

    dispute: Dispute
    student: Student
    class_: Class
    session: Session
    mark: Mark | None
    change: MarkChange | None


@dataclass(frozen=True, kw_only=True)
class DecidedBefore:
    """Somebody has decided already; the dispute says who, and how."""

    dispute: Dispute


def can_be_disputed(reason: Reason) -> bool:
    """Whether a teacher could see in the picture what recognition did not."""
    return reason not in _NOT_TO_LOOK_AT


async def dispute(
    uow: UnitOfWork, student: Student, update: UpdateKey, sent_at: datetime, *, at: datetime
) -> Disputed | DisputedBefore | Stands | NotDisputable:
    """Ask the teachers to look at the selfie that came with an update."""
    refusal = await uow.check_ins.by_update(update, sent_at)
    if refusal is None or refusal.student_id != student.id or at - sent_at > WITHIN:
        return NotDisputable()
    if refusal.session_id is None or refusal.reason is None or refusal.picture is None:
        return NotDisputable()
    session = await uow.sessions.get(refusal.session_id)
    class_ = await uow.classes.get(session.class_id)
    mark = await uow.marks.find(session.id, student.id)
    if mark and (mark.status.attended or mark.source is Source.TEACHER):
        return Stands(class_=class_, mark=mark)
    opened = await uow.disputes.add(
        Dispute(
            id=0,
            session_id=session.id,
            student_id=student.id,
            sent_at=sent_at,
            picture=refusal.picture,
            reason=refusal.reason,
            score=refusal.score,
            opened_at=at,
        )
    )
    if opened is None:
        return DisputedBefore(class_=class_)
    return await _disputed(uow, opened, student, class_, session)


async def waiting(uow: UnitOfWork, session: Session) -> list[Disputed]:
    """The disputes of a session that are still to be decided."""
    class_ = await uow.classes.get(session.class_id)
    found = []
    for one in await uow.disputes.open_in(session.id):
        student = await uow.students.get(one.student_id)
        found.append(await _disputed(uow, one, student, class_, session))
    return found


async def decide(
    uow: UnitOfWork, dispute: Dispute, *, approved: bool, by: int, at: datetime
) -> Decided | DecidedBefore:
    """Let a teacher decide; an approved selfie counts from when it was sent."""
    if dispute.approved is not None:
        return DecidedBefore(dispute=dispute)
    decided = replace(dispute, approved=approved, decided_by=by, decided_at=at)
    await uow.disputes.save(decided)
    session = await uow.sessions.get(dispute.session_id)
    change = await _approve(uow, decided, session, by=by, at=at) if approved else None
    return Decided(
        dispute=decided,
        student=await uow.students.get(dispute.student_id),
        class_=await uow.classes.get(session.class_id),
        session=session,
        mark=await uow.marks.find(session.id, dispute.student_id),
        change=change,
    )


async def _disputed(
    uow: UnitOfWork, dispute: Dispute, student: Student, class_: Class, session: Session
) -> Disputed:
    return Disputed(
        dispute=dispute,
        student=student,
        class_=class_,
        session=session,
        reference=await references.of(uow, student),
    )


async def _approve(
    uow: UnitOfWork, dispute: Dispute, session: Session, *, by: int, at: datetime
) -> MarkChange | None:
    before = await uow.marks.find(session.id, dispute.student_id)
    if before and before.status.attended:
        return None
    after = Mark(
        session_id=session.id,
        student_id=dispute.student_id,
        status=Status.LATE if dispute.sent_at > session.late_at else Status.PRESENT,
        source=Source.TEACHER,
        at=dispute.sent_at,
    )
    return await marking.put(uow, before, after, by=by, at=at)
