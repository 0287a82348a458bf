"""An admin sets up classes: when they meet, by which rules, and who takes them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import available_timezones

from attendance import closing, timetable
from attendance.model import Class, Meeting, Teacher, code
from attendance.ports import UnitOfWork

_LONGEST_MINUTES = 24 * 60
_DAY = timedelta(days=1)
_MINUTES = re.compile("[0-9]{1,4}")


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a new class starts with."""

    timezone: str
    summary_at: time
    late_after: timedelta
    opens_before: timedelta


@dataclass(frozen=True, kw_only=True)
class ClassDefined:
    """The class is there. ``before`` is what it was, when it was there already."""

    class_: Class
    before: Class | None


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """The teacher takes the class. ``new`` says whether they did not before."""

    teacher: Teacher
    class_: Class
    new: bool


@dataclass(frozen=True, kw_only=True)
class BadValue:
    """A setting cannot have that value, or there is no such setting."""

    key: str


async def define(
    uow: UnitOfWork,
    *,
    class_code: str,
    name: str,
    meetings: tuple[Meeting, ...],
    rules: Rules,
    at: datetime,
) -> ClassDefined:
    """Make a class, or give one that exists new meetings and a new name."""
    before = await uow.classes.by_code(code(class_code))
    if before is not None:
        changed = replace(before, name=name, meetings=meetings)
        return ClassDefined(class_=await _change(uow, before, changed, at), before=before)
    class_ = Class(
        id=0,
        code=code(class_code),
        name=name,
        meetings=meetings,
        meets_since=at,
        timezone=rules.timezone,
        summary_at=rules.summary_at,
        late_after=rules.late_after,
        opens_before=rules.opens_before,
    )
    return ClassDefined(class_=await uow.classes.add(class_), before=None)


async def set_rule(
    uow: UnitOfWork, class_: Class, key: str, value: str, *, at: datetime
) -> Class | BadValue:
    """Change one setting of a class, by the name and in the form a person types it."""
    parse = _SETTINGS.get(key.lower())
    if parse is None:
        return BadValue(key=key)
    changed = parse(class_, value.strip())
    if isinstance(changed, BadValue):
        return changed
    return await _change(uow, class_, changed, at)


async def assign(uow: UnitOfWork, *, class_: Class, name: str, at: datetime) -> Assigned:
    """Give the class a teacher, making them known first if need be."""
    teacher = await uow.teachers.by_name(name) or await uow.teachers.add(name)
    new = await uow.classes.assign(class_.id, teacher.id, at)
    return Assigned(teacher=teacher, class_=class_, new=new)


def parse_time(text: str) -> time | None:
    """A time of day like 08:30, or None."""
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a wall clock has no zone
    except ValueError:
        return None


def is_timezone(name: str) -> bool:
    """Whether a name is an IANA time zone that this machine knows."""
    return name in available_timezones()


async def _change(uow: UnitOfWork, before: Class, changed: Class, at: datetime) -> Class:
    """Save a class; other meetings count from now on, and those that have closed stay."""
    await uow.sessions.drop_unmarked(before.id)
    if (changed.meetings, changed.timezone) != (before.meetings, before.timezone):
        await closing.keep_closed(uow, before, at)
        changed = replace(changed, meets_since=at)
        await _carry_over(uow, changed, at)
    await uow.classes.save(changed)
    return changed


async def _carry_over(uow: UnitOfWork, changed: Class, at: datetime) -> None:
    """Let the marks of a session under way count for the new meeting that overlaps it.

    Where there is none the session ends as it is: it takes place no more, so nobody is absent
    from it.
    """
    today = timetable.local(at, changed.timezone).date()
    sessions = await uow.sessions.between(changed.id, today - _DAY, today + _DAY)
    taken = {session.starts_at for session in sessions}
    for session in sessions:
        if session.settled_at or session.closes_at <= at:
            continue
        plans = timetable.plans_on(changed, session.date)
        if any(plan.starts_at == session.starts_at for plan in plans):
            continue
        overlapping = [
            plan
            for plan in plans
            if plan.starts_at < session.closes_at
            and plan.closes_at > session.starts_at
            and plan.starts_at not in taken
        ]
        if overlapping:
            await uow.sessions.move(session.id, overlapping[0])
        else:
            await uow.sessions.settle(session.id, at)


def _summary(class_: Class, value: str) -> Class | BadValue:
    at = parse_time(value)
    if at is None:
        return BadValue(key="summary")
    return replace(class_, summary_at=at)


def _timezone(class_: Class, value: str) -> Class | BadValue:
    if not is_timezone(value):
        return BadValue(key="timezone")
    return replace(class_, timezone=value)


def _minutes(field: str, key: str) -> Callable[[Class, str], Class | BadValue]:
    def parse(class_: Class, value: str) -> Class | BadValue:
        if not _MINUTES.fullmatch(value) or int(value) > _LONGEST_MINUTES:
            return BadValue(key=key)
        minutes = timedelta(minutes=int(value))
        if field == "late_after":
            return replace(class_, late_after=minutes)
        return replace(class_, opens_before=minutes)

    return parse


_SETTINGS: dict[str, Callable[[Class, str], Class | BadValue]] = {
    "summary": _summary,
    "timezone": _timezone,
    "late": _minutes("late_after", "late"),
    "opens": _minutes("opens_before", "opens"),
}
