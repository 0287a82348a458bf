"""Single meetings that are called off or moved, from now on: what has closed keeps its marks."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TypeVar

from attendance import timetable
from attendance.model import Appointment, Change, Class, Plan
from attendance.ports import UnitOfWork
from attendance.rescheduling import reschedule

_CENTURIES = (20, 21)
_Starting = TypeVar("_Starting", Appointment, Change)


@dataclass(frozen=True, kw_only=True)
class CalledOff:
    """The meeting does not take place."""

    class_: Class
    plan: Plan


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The meeting takes place at another time."""

    class_: Class
    before: Plan
    after: Plan


@dataclass(frozen=True, kw_only=True)
class Restored:
    """The meetings of a date are as they regularly are; ``plans`` are those of that date now."""

    class_: Class
    day: date
    plans: list[Plan]
    changed: bool


@dataclass(frozen=True, kw_only=True)
class WhichMeeting:
    """There is no such meeting, or there are several; ``plans`` are those of the date."""

    class_: Class
    day: date
    plans: list[Plan]


@dataclass(frozen=True, kw_only=True)
class MeetingOver:
    """The meeting has closed, or would have closed when it is moved there."""

    class_: Class
    plan: Plan


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The class has another meeting at that moment."""

    class_: Class
    plan: Plan


def parse_date(text: str) -> date | None:
    """A date like 2026-12-24, or None; those of other centuries are slips of the pen."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    is_near = found.year // 100 in _CENTURIES
    return found if is_near and text == found.isoformat() else None


async def call_off(
    uow: UnitOfWork, class_: Class, day: date, starts: time | None, at: datetime
) -> CalledOff | WhichMeeting | MeetingOver:
    """Let one meeting not take place."""
    plan = _find(class_, day, starts)
    if not isinstance(plan, Plan):
        return plan
    if plan.closes_at <= at:
        return MeetingOver(class_=class_, plan=plan)
    changed = await reschedule(uow, class_, changed_to(class_, plan.starts_at, None), at)
    return CalledOff(class_=changed, plan=plan)


async def move(
    uow: UnitOfWork,
    class_: Class,
    day: date,
    starts: time | None,
    *,
    to: Appointment,
    at: datetime,
) -> Moved | WhichMeeting | MeetingOver | Taken:
    """Let one meeting take place at another time."""
    plan = _find(class_, day, starts)
    if not isinstance(plan, Plan):
        return plan
    changed = changed_to(class_, plan.starts_at, to)
    there = timetable.local(to.starts_at, class_.timezone).date()
    others = timetable.plans_on(class_, there)
    if to.starts_at != plan.starts_at and any(one.starts_at == to.starts_at for one in others):
        return Taken(class_=class_, plan=_starting(others, to.starts_at))
    if plan.closes_at <= at or to.closes_at <= at:
        return MeetingOver(class_=class_, plan=plan)
    changed = await reschedule(uow, class_, changed, at)
    after = _starting(timetable.plans_on(changed, there), to.starts_at)
    return Moved(class_=changed, before=plan, after=after)


async def restore(
    uow: UnitOfWork, class_: Class, day: date, starts: time | None, at: datetime
) -> Restored | MeetingOver:
    """Let the meetings of a date, or the one that starts then, be as they regularly are.

    What regularly would be over by now stays changed.
    """
    meant = [one for one in class_.changes if _is_of(class_, one, day, starts)]
    usual = {one: timetable.usual_plan(class_, one.starts_at) for one in meant}
    over = {one: plan for one, plan in usual.items() if plan and plan.closes_at <= at}
    if over and len(over) == len(meant):
        return MeetingOver(class_=class_, plan=next(iter(over.values())))
    kept = tuple(one for one in class_.changes if one not in meant or one in over)
    changed = await reschedule(uow, class_, replace(class_, changes=kept), at)
    plans = timetable.plans_on(changed, day)
    return Restored(class_=changed, day=day, plans=plans, changed=kept != class_.changes)


def changed_to(class_: Class, starts_at: datetime, to: Appointment | None) -> Class:
    """The class with its meeting of that start at other times, or not at all.

    Its regular time is remembered through any number of changes; what was opened by hand has none.
    """
    if any(one.starts_at == starts_at for one in class_.opened):
        opened = tuple(one for one in class_.opened if one.starts_at != starts_at)
        return replace(class_, opened=_ordered((*opened, *((to,) if to else ()))))
    known = (one for one in class_.changes if one.becomes and one.becomes.starts_at == starts_at)
    change = replace(next(known, Change(starts_at=starts_at)), becomes=to)
    others = tuple(one for one in class_.changes if one.starts_at != change.starts_at)
    return replace(class_, changes=_ordered((*others, change)))


def _ordered(values: tuple[_Starting, ...]) -> tuple[_Starting, ...]:
    return tuple(sorted(values, key=lambda one: one.starts_at))


def _find(class_: Class, day: date, starts: time | None) -> Plan | WhichMeeting:
    plans = timetable.plans_on(class_, day)
    meant = [plan for plan in plans if starts in (None, _clock(class_, plan.starts_at))]
    return meant[0] if len(meant) == 1 else WhichMeeting(class_=class_, day=day, plans=plans)


def _is_of(class_: Class, change: Change, day: date, starts: time | None) -> bool:
    """Whether a change is of a meeting that was, or is now, on that date."""
    moments = [change.starts_at, *([change.becomes.starts_at] if change.becomes else [])]
    return any(
        timetable.local(moment, class_.timezone).date() == day
        and starts in (None, _clock(class_, moment))
        for moment in moments
    )


def _clock(class_: Class, at: datetime) -> time:
    return timetable.local(at, class_.timezone).time().replace(second=0, microsecond=0, fold=0)


def _starting(plans: list[Plan], at: datetime) -> Plan:
    return next(plan for plan in plans if plan.starts_at == at)
