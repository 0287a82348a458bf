"""A teacher decides about check-ins that something speaks against: all of one student's at once.

What was counted stays counted until somebody decides, and what was refused stays refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from attendance import flagged, marking, proofs
from attendance.model import (
    Class,
    Flagged,
    Mark,
    MarkChange,
    Requirement,
    Session,
    Source,
    Status,
    Student,
)
from attendance.outcomes import Verdict
from attendance.ports import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What is decided of a student's check-ins in a session: None is that nothing is, again.

    ``mark`` stands now, and ``change`` is what was done to it, ``without`` what was missing of the
    check-in; ``anew`` is False where the same person had decided so before.
    """

    student: Student
    class_: Class
    session: Session
    accepted: bool | None
    mark: Mark | None
    change: MarkChange | None
    anew: bool = True
    without: tuple[Requirement, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NothingToDecide:
    """There is no flag that waits, or somebody else has decided."""


async def decide(
    uow: UnitOfWork, session: Session, student_id: int, *, accepted: bool, by: int, at: datetime
) -> Decided | NothingToDecide:
    """Accept a student's check-ins in a session, or do not; the mark follows.

    A mark that a teacher has set stands, whatever was thought of a check-in; so does one that
    rests on none of those that are flagged. What is not accepted waits for nothing more.
    """
    flags = await _of(uow, session, student_id)
    undecided = [one for one in flags if one.accepted is None]
    if not undecided:
        return await _as_before(uow, session, flags, by=by)
    missing = await flagged.missing(uow, undecided)
    for one in undecided:
        await uow.flags.save(replace(one, accepted=accepted, decided_by=by, decided_at=at))
        check_in = await uow.check_ins.by_update(one.update, one.sent_at)
        if check_in is not None and check_in.kept_until is not None and not accepted:
            await uow.check_ins.replace(replace(check_in, kept_until=None))
    before = await uow.marks.find(session.id, student_id)
    stands = not accepted and not await flagged.was_counted(uow, undecided)
    after = None if stands else _mark(before, session, undecided, accepted=accepted, at=at)
    change = await marking.put(uow, before, after, by=by, at=at) if after else None
    decided = await _decided(uow, session, student_id, accepted=accepted, change=change)
    return replace(decided, without=missing) if accepted and change else decided


async def reopen(
    uow: UnitOfWork, session: Session, student_id: int, *, by: int, at: datetime
) -> Decided | NothingToDecide:
    """Take the last decision back, and what it did to the mark if that still stands."""
    last = _last(await _of(uow, session, student_id))
    if not last:
        return NothingToDecide()
    for one in last:
        await uow.flags.save(replace(one, accepted=None, decided_by=None, decided_at=None))
        await _waits_again(uow, one, at)
    history = await uow.history.of(session.id, student_id)
    same = last[0].decided_at, last[0].decided_by
    made = [one for one in history if (one.at, one.account_id) == same]
    change = await marking.undo(uow, made[-1], by=by, at=at) if made else None
    return await _decided(uow, session, student_id, accepted=None, change=change)


async def _waits_again(uow: UnitOfWork, one: Flagged, at: datetime) -> None:
    """Let a check-in that its class asks more than be kept on, if its time is not over."""
    check_in = await uow.check_ins.by_update(one.update, one.sent_at)
    if check_in is None or check_in.verdict != Verdict.KEPT or check_in.kept_until is not None:
        return
    until = check_in.sent_at + proofs.KEPT_FOR
    if at < until:
        await uow.check_ins.replace(replace(check_in, kept_until=until))


def _mark(
    before: Mark | None,
    session: Session,
    flags: Sequence[Flagged],
    *,
    accepted: bool,
    at: datetime,
) -> Mark | None:
    """What the mark becomes; None where it stays."""
    if before and before.source is Source.TEACHER:
        return None
    attended = before is not None and before.status.attended
    if accepted == attended or (before is None and not accepted):
        return None
    sent_at = min(one.sent_at for one in flags)
    came = Status.LATE if sent_at > session.late_at else Status.PRESENT
    return Mark(
        session_id=session.id,
        student_id=flags[0].student_id,
        status=came if accepted else Status.ABSENT,
        source=Source.TEACHER,
        at=sent_at if accepted else at,
    )


async def _of(uow: UnitOfWork, session: Session, student_id: int) -> list[Flagged]:
    found = (await uow.flags.of_sessions([session.id])).get(session.id, [])
    return [one for one in found if one.student_id == student_id]


def _last(flags: Sequence[Flagged]) -> list[Flagged]:
    """Those that were decided last."""
    at = max((one.decided_at for one in flags if one.decided_at), default=None)
    return [one for one in flags if at and one.decided_at == at]


async def _as_before(
    uow: UnitOfWork, session: Session, flags: Sequence[Flagged], *, by: int
) -> Decided | NothingToDecide:
    """What the same person decided before: a button may be pressed twice."""
    last = _last(flags)
    if not last or last[0].decided_by != by:
        return NothingToDecide()
    student_id, accepted = last[0].student_id, last[0].accepted
    again = await _decided(uow, session, student_id, accepted=accepted, change=None)
    return replace(again, anew=False)


async def _decided(
    uow: UnitOfWork,
    session: Session,
    student_id: int,
    *,
    accepted: bool | None,
    change: MarkChange | None,
) -> Decided:
    return Decided(
        student=await uow.students.get(student_id),
        class_=await uow.classes.get(session.class_id),
        session=session,
        accepted=accepted,
        mark=await uow.marks.find(session.id, student_id),
        change=change,
    )
