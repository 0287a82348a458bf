"""Students who are absent too often are warned, and only then does a summary name them.

A warning is given once, when a student comes to stand so; it ends when they no longer do.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from attendance import timetable
from attendance.model import Class, Mark, MarkChange, Session, Student
from attendance.ports import UnitOfWork
from attendance.standing import (
    Attended,
    GivenWarning,
    Standing,
    WarningKind,
    called_for,
    standing,
)

LOOK_BACK = timedelta(days=182)  # half a year, where no first day of the term is set


@dataclass(frozen=True, kw_only=True)
class Warned:
    """The student is to hear of it now."""

    student: Student
    class_: Class
    kinds: frozenset[WarningKind]
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """The student was warned, and was wrongly so by the marks of that time as they are now."""

    student: Student
    class_: Class
    kind: WarningKind
    standing: Standing


def warns(class_: Class) -> bool:
    """Whether students of a class are warned at all."""
    return bool(class_.warn_below or class_.warn_absences)


async def note_session(uow: UnitOfWork, session: Session, absent: Collection[int]) -> None:
    """Have those be looked at whom a session that has closed may concern."""
    given = await uow.warnings.standing(session.class_id)
    concerned = {*absent, *(one.student_id for one in given)}
    await uow.warnings.note_changed(session.class_id, concerned)


async def note_mark(uow: UnitOfWork, mark: Mark | MarkChange) -> None:
    """Have a student be looked at whose mark in a session that has closed is another now."""
    session = await uow.sessions.get(mark.session_id)
    if session.settled_at is not None:
        await uow.warnings.note_changed(session.class_id, [mark.student_id])


async def judge(
    uow: UnitOfWork, class_: Class, student_ids: Collection[int], at: datetime
) -> list[Warned | TakenBack]:
    """Give and end the warnings that these students' marks call for; who is to hear of which."""
    today = timetable.local(at, class_.timezone).date()
    records = await uow.marks.of_students(class_.id, student_ids, *_term(class_, today))
    members = {one.id: one for one in await uow.classes.students(class_.id, at, at)}
    standing_ones = await uow.warnings.standing(class_.id)
    outcomes: list[Warned | TakenBack] = []
    for student_id in sorted(student_ids):
        given = [one for one in standing_ones if one.student_id == student_id]
        if student := members.get(student_id):
            outcomes += await _judge(uow, class_, student, records.get(student_id, []), given)
        else:
            await _end(uow, given, today)
    await uow.warnings.note_judged(class_.id, student_ids)
    return outcomes


async def _judge(
    uow: UnitOfWork,
    class_: Class,
    student: Student,
    record: list[Attended],
    given: list[GivenWarning],
) -> list[Warned | TakenBack]:
    now = standing(record)
    called = called_for(class_, now)
    outcomes: list[Warned | TakenBack] = []
    for one in given:
        if one.kind in called:
            await uow.warnings.save(replace(one, standing=now))
        elif _was_mistaken(class_, record, one):
            await uow.warnings.save(replace(one, ended=one.day))
            outcomes.append(TakenBack(student=student, class_=class_, kind=one.kind, standing=now))
        else:
            await _end(uow, [one], max((each.date for each in record), default=one.day))
    new = called - {one.kind for one in given}
    for kind in sorted(new):
        await uow.warnings.add(_warning(class_, student, kind, record))
    if new:
        outcomes.append(Warned(student=student, class_=class_, kinds=new, standing=now))
    return outcomes


def _was_mistaken(class_: Class, record: list[Attended], given: GivenWarning) -> bool:
    """Whether the marks up to that session do not call for it: one was corrected since.

    A class that no longer warns of such things makes no warning a mistake.
    """
    then = standing(one for one in record if one.starts_at <= given.starts_at)
    return given.kind in _kinds(class_) and given.kind not in called_for(class_, then)


def _warning(
    class_: Class, student: Student, kind: WarningKind, record: list[Attended]
) -> GivenWarning:
    return GivenWarning(
        id=0,
        class_id=class_.id,
        student_id=student.id,
        kind=kind,
        standing=standing(record),
        day=record[-1].date,
        starts_at=record[-1].starts_at,
    )


async def _end(uow: UnitOfWork, given: Iterable[GivenWarning], day: date) -> None:
    for one in given:
        await uow.warnings.save(replace(one, ended=max(day, one.day)))


def _kinds(class_: Class) -> set[WarningKind]:
    """What the class warns of."""
    wanted = {
        WarningKind.BELOW: class_.warn_below,
        WarningKind.IN_A_ROW: class_.warn_absences,
    }
    return {kind for kind, threshold in wanted.items() if threshold}


def _term(class_: Class, day: date) -> tuple[date, date]:
    """The dates whose sessions count on a date."""
    return class_.first_day or day - LOOK_BACK, day
