"""What time brings about: absences when a session has closed, and the summaries then owed.

Everything is derived from the tables, so it comes out the same whenever, and however often, it
is asked for.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from attendance import timetable, warning
from attendance.model import (
    Class,
    Delivery,
    Mark,
    Plan,
    Session,
    Source,
    Status,
    SummaryKind,
    Teacher,
    Teaching,
)
from attendance.ports import UnitOfWork

CATCH_UP = timedelta(days=7)  # how late a summary may still be sent, or an absence marked
_DAY = timedelta(days=1)
_NEVER = datetime.min.replace(tzinfo=UTC)  # nothing has closed


@dataclass(frozen=True, kw_only=True)
class OwedSummary:
    """A summary to hand over now."""

    delivery: Delivery
    class_: Class
    teacher: Teacher
    due_at: datetime
    overdue: bool  # the day on which it was due is over
    since: datetime  # handed over before, it is owed anew
    again: bool = False  # it takes the place of one that was handed over


@dataclass(frozen=True, kw_only=True)
class _Due:
    """A summary of a date that is due since a moment; of what has closed up to another."""

    day: date
    kind: SummaryKind
    due_at: datetime
    closed_at: datetime


async def unsettled(uow: UnitOfWork, at: datetime) -> list[tuple[Class, Plan]]:
    """Meetings of the last week that have closed while nobody was marked absent for them."""
    found: list[tuple[Class, Plan]] = []
    sessions = await uow.overview.sessions(*_widest_window(at))
    for class_ in await _classes(uow, at):
        await asyncio.sleep(0)  # hundreds of classes take a while: let others have their turn
        first, last = _window(class_, at)
        stored = [one for one in sessions.get(class_.id, ()) if first <= one.date <= last]
        plans = [
            plan
            for plan in _together(stored, _plans(class_, first, last))
            if plan.closes_at <= at and not _is_settled(plan, stored)
        ]
        found += [(class_, plan) for plan in plans]
    return found


async def keep_closed(uow: UnitOfWork, class_: Class, at: datetime) -> None:
    """Store the meetings of the last week that have closed: the timetable is about to change."""
    for plan in _plans(class_, *_window(class_, at)):
        if plan.closes_at <= at:
            await uow.sessions.ensure(class_.id, plan)


async def settle(uow: UnitOfWork, closed: Sequence[tuple[Class, Plan]], at: datetime) -> int:
    """Mark everybody without a mark absent, or excused; how many they were. Done once."""
    sessions = []
    for class_, plan in closed:
        session = await uow.sessions.ensure(class_.id, plan)
        if not session.settled_at and session.closes_at <= at:
            sessions.append((class_, session))
    missing = await _missing(uow, [session for _, session in sessions])
    await uow.marks.add_all(missing)
    await uow.sessions.settle_all([session.id for _, session in sessions], at)
    await _warn(uow, [session for class_, session in sessions if warning.warns(class_)])
    return len(missing)


async def _missing(uow: UnitOfWork, sessions: Sequence[Session]) -> list[Mark]:
    """The marks of those who belong to a session and have none."""
    if not sessions:
        return []
    class_ids, days = {one.class_id for one in sessions}, [one.date for one in sessions]
    marks = await uow.overview.marks([one.id for one in sessions])
    members = await uow.overview.members(class_ids)
    excused = await uow.overview.excused(class_ids, min(days), max(days))
    found = []
    for one in sessions:
        marked = {mark.student_id for mark in marks.get(one.id, ())}
        theirs = excused.get((one.class_id, one.date), frozenset())
        belong = {
            member.student.id
            for member in members.get(one.class_id, ())
            if member.belongs(one.starts_at, one.closes_at)
        }
        found += [unattended(one, id_, excused=id_ in theirs) for id_ in sorted(belong - marked)]
    return found


async def _warn(uow: UnitOfWork, sessions: Sequence[Session]) -> None:
    """Have those be looked at who did not come."""
    if not sessions:
        return
    marks = await uow.overview.marks([one.id for one in sessions])
    for session in sessions:
        theirs = marks.get(session.id, ())
        missed = {one.student_id for one in theirs if not one.status.attended}
        await warning.note_session(uow, session, missed)


def unattended(session: Session, student_id: int, *, excused: bool) -> Mark:
    """The mark of somebody who did not come to a session."""
    return Mark(
        session_id=session.id,
        student_id=student_id,
        status=Status.EXCUSED if excused else Status.ABSENT,
        source=Source.CLOSING,
        at=session.closes_at,
    )


async def owed(uow: UnitOfWork, at: datetime, *, final_too: bool) -> list[OwedSummary]:
    """Summaries that are due and were not handed over, oldest date first.

    Without ``final_too`` only those that say ``so far``: absences cannot be told yet.
    """
    found: list[OwedSummary] = []
    made = await uow.deliveries.made(at.date() - CATCH_UP - _DAY)  # the date in the last zone
    first, last = _widest_window(at)
    sessions = await uow.overview.sessions(first - 6 * _DAY, last)  # its week's Monday
    teachings = await uow.overview.teachings()
    for class_ in await _classes(uow, at):
        await asyncio.sleep(0)  # as above
        stored = sessions.get(class_.id, [])
        for teaching in teachings.get(class_.id, ()):
            due = _due(class_, stored, teaching.summary_at or class_.summary_at, at)
            wanted = [one for one in due if final_too or one.kind is SummaryKind.SO_FAR]
            found += _to_teacher(class_, teaching, wanted, made, at)
    return sorted(found, key=lambda one: one.delivery.date)


async def told(uow: UnitOfWork, class_: Class, day: date) -> list[Teacher]:
    """The class's teachers who have been given the final summary of a date, and want any."""
    made = await uow.deliveries.made(day)
    having = {
        one.teacher_id
        for one in made
        if (one.class_id, one.date, one.kind) == (class_.id, day, SummaryKind.FINAL)
    }
    teachings = await uow.classes.teachers(class_.id)
    return [one.teacher for one in teachings if one.teacher.id in having and not one.muted]


async def _classes(uow: UnitOfWork, at: datetime) -> list[Class]:
    """Classes that may still have something open: of those archived, what closed before."""
    archived = await uow.classes.archived(since=at - CATCH_UP - 2 * _DAY)
    return [*await uow.classes.all(), *archived]


def _due(class_: Class, stored: list[Session], time_of_day: time, at: datetime) -> list[_Due]:
    """Which dates of a class have a summary due at a time, and of which kind."""
    due: list[_Due] = []
    for day in _days(*_window(class_, at)):
        sessions = [session for session in stored if session.date == day]
        plans = _together(sessions, timetable.plans_on(class_, day))
        summary_at = timetable.moment(day, time_of_day, class_.timezone)
        if not plans or summary_at > at:
            continue
        closed_at = max(plan.closes_at for plan in plans)
        has_begun = min(plan.opens_at for plan in plans) <= summary_at
        if closed_at <= at and all(_is_settled(plan, sessions) for plan in plans):
            kinds = [SummaryKind.FINAL]
            kinds += [SummaryKind.WEEKLY] if ends_week(class_, day, stored) else []
            due += [
                _Due(day=day, kind=kind, due_at=max(summary_at, closed_at), closed_at=closed_at)
                for kind in kinds
            ]
        elif has_begun and closed_at > at:
            so_far = SummaryKind.SO_FAR
            due.append(_Due(day=day, kind=so_far, due_at=summary_at, closed_at=_NEVER))
    return due


def ends_week(class_: Class, day: date, stored: Iterable[Session]) -> bool:
    """Whether a date is the last of several in its week, Monday to Sunday, on which it meets.

    Days on which it met by a calendar that has changed since count: their sessions are stored.
    """
    monday = day - day.weekday() * _DAY
    held = {session.date for session in stored}

    def any_met(first: date, last: date) -> bool:
        days = _days(first, last)
        return any(one in held or timetable.plans_on(class_, one) for one in days)

    return (
        not any_met(day + _DAY, monday + 6 * _DAY)
        and any_met(day, day)
        and any_met(monday, day - _DAY)
    )


def _to_teacher(
    class_: Class,
    teaching: Teaching,
    due: list[_Due],
    made: Mapping[Delivery, datetime],
    at: datetime,
) -> list[OwedSummary]:
    """What of it the teacher has not had: what closed after they were told is told anew."""
    teacher = teaching.teacher
    if teacher.linked_at is None or teaching.muted:
        return []
    known_since = max(teaching.assigned_at, teacher.linked_at)
    found = []
    for one in due:
        delivery = Delivery(teacher_id=teacher.id, class_id=class_.id, date=one.day, kind=one.kind)
        is_new = delivery not in made or made[delivery] < one.closed_at
        if not is_new or known_since > one.due_at or _is_beyond(delivery, made):
            continue
        owed = OwedSummary(
            delivery=delivery,
            class_=class_,
            teacher=teacher,
            due_at=one.due_at,
            overdue=_day_of(one.due_at, class_) < _day_of(at, class_),
            since=one.closed_at,
            again=delivery in made or _has_other_of_week(delivery, made),
        )
        found.append(owed)
    return found


def _is_beyond(delivery: Delivery, made: Mapping[Delivery, datetime]) -> bool:
    """Whether it would say ``so far`` after the final one."""
    final = replace(delivery, kind=SummaryKind.FINAL)
    return delivery.kind is SummaryKind.SO_FAR and final in made


def _has_other_of_week(delivery: Delivery, made: Mapping[Delivery, datetime]) -> bool:
    """Whether the week was summed up before, on what was its last day then."""
    if delivery.kind is not SummaryKind.WEEKLY:
        return False
    monday = delivery.date - delivery.date.weekday() * _DAY
    week = (replace(delivery, date=day) for day in _days(monday, monday + 6 * _DAY))
    return any(one in made for one in week)


def _plans(class_: Class, first: date, last: date) -> Iterator[Plan]:
    for day in _days(first, last):
        yield from timetable.plans_on(class_, day)


def _together(sessions: Iterable[Session], plans: Iterable[Plan]) -> list[Plan]:
    """Each meeting once; for those that are planned, the plan says when they end."""
    return list({one.starts_at: one for one in (*sessions, *plans)}.values())


def _is_settled(plan: Plan, sessions: Iterable[Session]) -> bool:
    """Whether the absent are marked; one called off before its end is not, if planned again."""
    if isinstance(plan, Session):
        return plan.settled_at is not None
    return any(
        one.starts_at == plan.starts_at and one.settled_at and one.settled_at >= plan.closes_at
        for one in sessions
    )


def _day_of(at: datetime, class_: Class) -> date:
    return timetable.local(at, class_.timezone).date()


def _window(class_: Class, at: datetime) -> tuple[date, date]:
    """The local dates that may still have something open."""
    today = _day_of(at, class_)
    return today - CATCH_UP, today


def _widest_window(at: datetime) -> tuple[date, date]:
    """The same for whatever zone: local dates are at most a day from UTC's."""
    return at.date() - CATCH_UP - _DAY, at.date() + _DAY


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + offset * _DAY
