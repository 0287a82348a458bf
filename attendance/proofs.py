"""A check-in is made of proofs: one of each kind that its class asks for.

What holds is kept for a few minutes while others are missing. When there is all, the student has
been there since the first of them: nobody is late because they were asked a second question.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from attendance import marking, open_meetings, warning
from attendance.model import (
    CheckIn,
    Class,
    Mark,
    Requirement,
    Session,
    Source,
    Status,
    Student,
)
from attendance.open_meetings import Meeting
from attendance.outcomes import Lacking, Marked, NotAgreed, Verdict
from attendance.ports import UnitOfWork
from attendance.requirements import in_order, wanted

# From our answer. Time to read it, to open a menu and to find a place with reception; short enough
# that nobody begins in bed what they end in the room.
KEPT_FOR = timedelta(minutes=5)

# What a mark rests on, most telling first.
SOURCES = {
    Requirement.VIDEO: Source.VIDEO,
    Requirement.SELFIE: Source.SELFIE,
    Requirement.CODE: Source.CODE,
    Requirement.LOCATION: Source.LOCATION,
}


def asking_for(
    kind: Requirement, student: Student, meetings: tuple[Meeting, ...]
) -> tuple[Meeting, ...] | Lacking | NotAgreed:
    """Those of the meetings that ask this student for this kind, or what the first one does."""
    found = tuple(one for one in meetings if kind in (wanted(one[0], student) or ()))
    if found:
        return found
    class_, _ = meetings[0]
    asked = wanted(class_, student)
    if asked is None:
        return NotAgreed(student=student)
    return Lacking(student=student, class_=class_, missing=in_order(asked))


async def begun(
    uow: UnitOfWork, student: Student, classes: Iterable[Class], kind: Requirement, at: datetime
) -> list[Meeting]:
    """The meetings whose check-in the student has begun, where this kind is missing still."""
    asking = {one.id: one for one in classes if len(wanted(one, student) or ()) > 1}
    found: list[Meeting] = []
    if not asking:
        return found
    earlier = [one for one in await uow.check_ins.kept(student.id) if _stands(one, at)]
    for session_id in dict.fromkeys(one.session_id for one in earlier):
        if session_id is None:
            continue
        session = await uow.sessions.get(session_id)
        class_ = asking.get(session.class_id)
        if class_ is None or session.called_off:
            continue
        given = {one.kind for one in earlier if one.session_id == session_id}
        if kind not in (wanted(class_, student) or frozenset()) - given:
            continue
        if await open_meetings.standing(uow, student, class_, session) is None:
            found.append((class_, session))
    return found


async def is_news(
    uow: UnitOfWork, student: Student, meeting: Meeting, kind: Requirement, at: datetime
) -> bool:
    """Whether what goes on by itself brings a check-in further, or begins one.

    What was given once is asked about once: it counts anew only beside others that are kept.
    """
    _, plan = meeting
    session = await open_meetings.session_of(uow, meeting)
    kept = await uow.check_ins.kept(student.id)
    if any(
        one.verdict == Verdict.ASKED and one.kind is kind and one.sent_at >= plan.opens_at
        for one in kept
    ):
        return False
    theirs = [one for one in kept if session and one.session_id == session.id]
    standing = {one.kind for one in theirs if _stands(one, at)}
    return kind not in {one.kind for one in theirs} or (bool(standing) and kind not in standing)


async def complete(
    uow: UnitOfWork, student: Student, check_in: CheckIn, meeting: Meeting, now: datetime
) -> Marked | Lacking:
    """Let a proof that holds, and is stored, count for a meeting, or wait for what is missing.

    What was kept waits on with a proof of another kind; what was kept for too long is let go.
    """
    class_, plan = meeting
    asked = wanted(class_, student) or class_.requires
    if len(asked) > 1 and check_in.kept_until and now > check_in.kept_until:
        gone = (check_in.kind,)  # before the student said which class it is for
        return Lacking(student=student, class_=class_, missing=in_order(asked), expired=gone)
    session = await uow.sessions.ensure(class_.id, plan)
    given = await _given(uow, student, session, check_in.sent_at)
    earlier = [one for one in given.standing if one.kind in asked and one != check_in]
    for one in given.expired:
        await uow.check_ins.replace(replace(one, kept_until=None))
    if asked <= {check_in.kind, *(one.kind for one in earlier)}:
        return await _count(uow, [*earlier, check_in], student, class_, session)
    is_again = check_in.kind in {one.kind for one in earlier}
    waiting = replace(check_in, verdict=Verdict.KEPT, session_id=session.id)
    for one in [waiting] if is_again else [*earlier, waiting]:
        await uow.check_ins.replace(replace(one, kept_until=now + KEPT_FOR))
    still = await pending(uow, student, class_, session, check_in.sent_at)
    missing_again = {one.kind for one in given.expired} & set(still.missing)
    return replace(still, expired=in_order(missing_again))


async def pending(
    uow: UnitOfWork, student: Student, class_: Class, session: Session, at: datetime
) -> Lacking:
    """How a check-in stands that is not complete."""
    asked = wanted(class_, student) or class_.requires
    if len(asked) == 1:
        return Lacking(student=student, class_=class_, missing=in_order(asked))
    given = await _given(uow, student, session, at)
    until: dict[Requirement, datetime] = {}
    for one in given.standing:
        if one.kind in asked and one.kept_until is not None:
            until[one.kind] = max(one.kept_until, until.get(one.kind, one.kept_until))
    return Lacking(
        student=student,
        class_=class_,
        missing=in_order(asked - until.keys()),
        kept=in_order(until.keys()),
        until=min(until.values(), default=None),
    )


@dataclass(frozen=True, kw_only=True)
class _Given:
    """The proofs of a meeting that are still kept, and those that were for too long."""

    standing: list[CheckIn]
    expired: list[CheckIn]


async def _given(uow: UnitOfWork, student: Student, session: Session, at: datetime) -> _Given:
    kept = await uow.check_ins.kept(student.id)
    theirs = [one for one in kept if one.session_id == session.id]
    return _Given(
        standing=[one for one in theirs if _stands(one, at)],
        expired=[one for one in theirs if not _stands(one, at)],
    )


def _stands(kept: CheckIn, at: datetime) -> bool:
    return kept.kept_until is not None and at <= kept.kept_until


async def _count(
    uow: UnitOfWork, proofs: Sequence[CheckIn], student: Student, class_: Class, session: Session
) -> Marked:
    """Mark a student by all that they have given."""
    arrived_at = min(one.sent_at for one in proofs)
    mark = Mark(
        session_id=session.id,
        student_id=student.id,
        status=Status.LATE if arrived_at > session.late_at else Status.PRESENT,
        source=_source({one.kind for one in proofs}),
        at=arrived_at,
    )
    for one in proofs:
        counted = replace(one, verdict=Verdict.MARKED, session_id=session.id, status=mark.status)
        await uow.check_ins.replace(replace(counted, kept_until=None))
    before = await uow.marks.find(session.id, student.id)
    if before is None or student.account_id is None:
        await uow.marks.put(mark)
        await warning.note_mark(uow, mark)
    else:
        await marking.put(uow, before, mark, by=student.account_id, at=mark.at)
    return Marked(student=student, class_=class_, session=session, mark=mark, before=before)


def _source(kinds: Collection[Requirement]) -> Source:
    return next(source for kind, source in SOURCES.items() if kind in kinds)
