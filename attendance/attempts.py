"""What is stored of attempts: refused, noted or to be counted, and told again as it was."""

from dataclasses import replace
from datetime import datetime

from attendance import open_meetings, proofs
from attendance.disputes import can_be_disputed
from attendance.model import (
    CheckIn,
    Mark,
    Requirement,
    Session,
    Status,
    Student,
    Trace,
)
from attendance.open_meetings import Meeting
from attendance.outcomes import (
    Already,
    Attempt,
    Marked,
    NoClass,
    NoTemplate,
    Outcome,
    Refused,
    Verdict,
)
from attendance.policy import Reason
from attendance.ports import UnitOfWork


def stored(
    attempt: Attempt,
    kind: Requirement,
    student: Student,
    verdict: Verdict,
    *,
    score: float | None = None,
    kept_until: datetime | None = None,
) -> CheckIn:
    """An attempt as it is kept, for no session yet."""
    return CheckIn(
        update=attempt.update,
        student_id=student.id,
        sent_at=attempt.sent_at,
        verdict=verdict,
        kind=kind,
        score=score,
        kept_until=kept_until,
    )


async def refuse(
    uow: UnitOfWork,
    attempt: Attempt,
    entry: CheckIn,
    *,
    student: Student,
    meeting: Meeting,
    reason: Reason,
) -> Refused:
    """Keep that an attempt was not accepted. What its meeting has been given before stands."""
    class_, plan = meeting
    session = await uow.sessions.ensure(class_.id, plan)
    picture = attempt.picture if can_be_disputed(reason) else None
    refused = replace(entry, session_id=session.id, reason=reason, picture=picture)
    await uow.check_ins.add(refused)
    still = await proofs.pending(uow, student, class_, session, attempt.sent_at)
    return Refused(
        student=student, class_=class_, reason=reason, still=still if still.kept else None
    )


async def note(attempt: Attempt, kind: Requirement, outcome: Outcome, uow: UnitOfWork) -> Outcome:
    """Keep an attempt that was decided without looking, if it says something about a student.

    Its file was sent before from then on, though nobody has looked at it.
    """
    match outcome:
        case NoClass():
            verdict, session_id = Verdict.NO_CLASS, None
        case NoTemplate():
            verdict, session_id = Verdict.NO_TEMPLATE, None
        case Already():
            verdict, session_id = Verdict.ALREADY, outcome.session.id
        case _:
            return outcome
    entry = stored(attempt, kind, outcome.student, verdict)
    noted = replace(entry, session_id=session_id)
    await uow.check_ins.add(noted)
    if isinstance(outcome, Already) and attempt.file:
        await uow.traces.add(noted, outcome.class_.id, Trace(file=attempt.file))
    return outcome


async def outcome_of(uow: UnitOfWork, decided: CheckIn) -> Outcome:
    """What an attempt that was decided led to."""
    student = await uow.students.get(decided.student_id)
    if decided.verdict == Verdict.NO_TEMPLATE:
        return NoTemplate(student=student)
    if decided.session_id is None:
        classes = await uow.classes.of_student(student.id)
        return open_meetings.no_class(student, classes, decided.sent_at)
    session = await uow.sessions.get(decided.session_id)
    class_ = await uow.classes.get(session.class_id)
    if decided.verdict in (Verdict.KEPT, Verdict.SHOWN):
        return await proofs.pending(uow, student, class_, session, decided.sent_at)
    if decided.reason is not None:
        still = await proofs.pending(uow, student, class_, session, decided.sent_at)
        return Refused(
            student=student,
            class_=class_,
            reason=Reason(decided.reason),
            still=still if still.kept else None,
        )
    mark = await uow.marks.find(session.id, student.id)
    if decided.verdict != Verdict.MARKED:
        standing = mark or _as_decided(decided, session)
        return Already(student=student, class_=class_, session=session, mark=standing)
    if mark is None or not mark.source.is_check_in or mark.status is not decided.status:
        mark = _as_decided(decided, session)
    return Marked(student=student, class_=class_, session=session, mark=mark)


def _as_decided(decided: CheckIn, session: Session) -> Mark:
    """The mark that an attempt led to, though another may stand by now."""
    return Mark(
        session_id=session.id,
        student_id=decided.student_id,
        status=decided.status or Status.PRESENT,
        source=proofs.SOURCES[decided.kind],
        at=decided.sent_at,
    )
