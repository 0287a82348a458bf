"""A student asks to be excused from the classes of a day, and their teachers decide."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from attendance import closing, errors, marking, timetable
from attendance.closing import CATCH_UP
from attendance.model import Class, Excuse, MarkChange, Session, Source, Status, Student
from attendance.ports import UnitOfWork
from attendance.summary import today

AHEAD = timedelta(days=366)  # a date further away is a slip of the pen


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The teachers of these classes are to decide."""

    student: Student
    requests: tuple[tuple[Class, Excuse], ...]


@dataclass(frozen=True, kw_only=True)
class AskedBefore:
    """The student has asked for all classes of that day already."""

    requests: tuple[tuple[Class, Excuse], ...]


@dataclass(frozen=True, kw_only=True)
class NothingToExcuse:
    """No class of the student meets then that they have not been to; None is any day soon."""

    day: date | None


@dataclass(frozen=True, kw_only=True)
class TooFarAway:
    """The date is past deciding, or beyond planning."""

    day: date


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A teacher has decided; ``changes`` are the marks that this has changed."""

    excuse: Excuse
    student: Student
    class_: Class
    changes: tuple[MarkChange, ...]


@dataclass(frozen=True, kw_only=True)
class DecidedBefore:
    """Somebody has decided already; the excuse says who, and how."""

    excuse: Excuse


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """The student asks no longer; nothing is kept of these requests."""

    student: Student
    requests: tuple[tuple[Class, Excuse], ...]


@dataclass(frozen=True, kw_only=True)
class Reopened:
    """The request waits for a decision again; ``anew`` is False when it did so already."""

    excuse: Excuse
    student: Student
    class_: Class
    anew: bool


async def ask(
    uow: UnitOfWork, student: Student, reason: str, day: date | timedelta | None, *, at: datetime
) -> Asked | AskedBefore | NothingToExcuse | TooFarAway:
    """Ask for a date, or for today, or else for the next day that the student has a class.

    A date so far from today is by the clock of each class.
    """
    classes = await uow.classes.of_student(student.id)
    if isinstance(day, date) and not _in_reach(day, at):
        return TooFarAway(day=day)
    if day is None:
        found = [(c, today(c, at)) for c in classes if _meets(c, today(c, at))]
        wanted = found or _next_day(classes, at)
    else:
        dated = [(c, _day_of(c, day, at)) for c in classes]
        wanted = [(c, d) for c, d in dated if await _met(uow, c, d)]
        day = dated[0][1] if dated else None
    missed = [(c, d) for c, d in wanted if not await _attended(uow, c, d, student)]
    if not missed:
        return NothingToExcuse(day=day)
    before: list[tuple[Class, Excuse]] = []
    asked: list[tuple[Class, Excuse]] = []
    for class_, date_ in missed:
        latest = await uow.excuses.latest(student.id, class_.id, date_)
        if latest and latest.approved is not False:
            before.append((class_, latest))
        else:
            asked.append((class_, await _add(uow, student, class_, date_, reason=reason, at=at)))
    if not asked:
        return AskedBefore(requests=tuple(before))
    return Asked(student=student, requests=tuple(asked))


async def _add(
    uow: UnitOfWork, student: Student, class_: Class, day: date, *, reason: str, at: datetime
) -> Excuse:
    excuse = Excuse(
        id=0, student_id=student.id, class_id=class_.id, date=day, reason=reason, asked_at=at
    )
    return await uow.excuses.add(excuse)


async def withdraw(uow: UnitOfWork, student: Student, excuse_id: int) -> Withdrawn | None:
    """Take back what a student asked for with one message, as far as it is not decided yet.

    None where nothing of it waits any more.
    """
    try:
        asked = await uow.excuses.get(excuse_id)
    except errors.NotFound:
        return None
    if asked.student_id != student.id:
        return None
    waiting = [one for one in await uow.excuses.asked_with(asked) if one.approved is None]
    for one in waiting:
        await uow.excuses.remove(one.id)
    requests = [(await uow.classes.get(one.class_id), one) for one in waiting]
    return Withdrawn(student=student, requests=tuple(requests)) if requests else None


async def decide(
    uow: UnitOfWork, excuse: Excuse, *, approved: bool, by: int, at: datetime
) -> Decided | DecidedBefore:
    """Let a teacher decide. Where there is no mark yet, the excuse waits for the closing:

    whoever comes after all is present.
    """
    if excuse.approved is not None:
        return DecidedBefore(excuse=excuse)
    decided = replace(excuse, approved=approved, decided_by=by, decided_at=at)
    await uow.excuses.save(decided)
    changes = []
    sessions = await uow.sessions.between(excuse.class_id, excuse.date, excuse.date)
    for session in sessions if approved else ():
        mark = await uow.marks.find(session.id, excuse.student_id)
        if mark and mark.status is Status.ABSENT:
            changes.append(
                await marking.decide(uow, session, excuse.student_id, Status.EXCUSED, by=by, at=at)
            )
    return Decided(
        excuse=decided,
        student=await uow.students.get(excuse.student_id),
        class_=await uow.classes.get(excuse.class_id),
        changes=tuple(change for change in changes if change),
    )


async def reopen(uow: UnitOfWork, excuse: Excuse, *, by: int, at: datetime) -> Reopened:
    """Take a decision back: the request waits again, and what was marked by it is undone."""
    waiting = replace(excuse, approved=None, decided_by=None, decided_at=None)
    await uow.excuses.save(waiting)
    sessions = await uow.sessions.between(excuse.class_id, excuse.date, excuse.date)
    for session in sessions if excuse.approved else ():
        await _unexcuse(uow, excuse, session, by=by, at=at)
    return Reopened(
        excuse=waiting,
        student=await uow.students.get(excuse.student_id),
        class_=await uow.classes.get(excuse.class_id),
        anew=excuse.approved is not None,
    )


async def _unexcuse(
    uow: UnitOfWork, excuse: Excuse, session: Session, *, by: int, at: datetime
) -> None:
    """Take back what a granted excuse made of a mark, unless the mark has changed since."""
    mark = await uow.marks.find(session.id, excuse.student_id)
    if mark is None or mark.status is not Status.EXCUSED:
        return
    if mark.source is Source.CLOSING:
        absent = closing.unattended(session, excuse.student_id, excused=False)
        await marking.put(uow, mark, absent, by=by, at=at)
        return
    *_, last = [None, *await uow.history.of(session.id, excuse.student_id)]
    if last and (last.account_id, last.at) == (excuse.decided_by, excuse.decided_at):
        await marking.undo(uow, last, by=by, at=at)


def _day_of(class_: Class, day: date | timedelta, at: datetime) -> date:
    """A local date of a class; one that began yesterday and goes on is today's."""
    if isinstance(day, date):
        return day
    return timetable.local(at, class_.timezone).date() + day if day else today(class_, at)


def _in_reach(day: date, at: datetime) -> bool:
    return at.date() - CATCH_UP <= day <= at.date() + AHEAD


def _meets(class_: Class, day: date) -> bool:
    return bool(timetable.plans_on(class_, day))


async def _met(uow: UnitOfWork, class_: Class, day: date) -> bool:
    """Whether a class meets on a date, or met, by a timetable that has changed since."""
    return _meets(class_, day) or bool(await uow.sessions.between(class_.id, day, day))


def _next_day(classes: list[Class], at: datetime) -> list[tuple[Class, date]]:
    """The classes of the next day that has any."""
    plans = [(c, plan) for c in classes if (plan := timetable.next_plan(c, at))]
    first = min((plan.date for _, plan in plans), default=None)
    return [(c, plan.date) for c, plan in plans if plan.date == first]


async def _attended(uow: UnitOfWork, class_: Class, day: date, student: Student) -> bool:
    """Whether the student was in every session of that date."""
    sessions = await uow.sessions.between(class_.id, day, day)
    plans = timetable.plans_on(class_, day)
    if not sessions or {plan.starts_at for plan in plans} - {one.starts_at for one in sessions}:
        return False
    marks = [await uow.marks.find(session.id, student.id) for session in sessions]
    return all(mark and mark.status.attended for mark in marks)
