"""An admin sets up classes: when they meet, by which rules, and who takes them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import available_timezones

from attendance import guardians, requiring, rescheduling, timetable, weekly
from attendance.calendar import parse_date
from attendance.model import (
    Appointment,
    Change,
    Class,
    ConsentBy,
    Meeting,
    Place,
    Role,
    Teacher,
    code,
)
from attendance.ports import UnitOfWork
from attendance.standing import USUAL_ABSENCES, USUAL_BELOW

Parse = Callable[[Class, str, datetime], "Class | BadValue"]

_NO_PLACE = {"Factory", "localtime"}  # of the machine; no zone that anybody could name
_NEVER = "off"  # as the value of what a class may do without
_USUALLY = "on"
_LONGEST_MINUTES = 24 * 60
_MINUTES = re.compile("[0-9]{1,4}")
_NUMBER = re.compile("[0-9]{1,3}")
_MOST_PER_CENT = 100
_MOST_ABSENCES = 50


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a new class starts with."""

    timezone: str
    summary_at: time
    late_after: timedelta
    opens_before: timedelta
    warn_below: int | None = USUAL_BELOW
    warn_absences: int | None = USUAL_ABSENCES


@dataclass(frozen=True, kw_only=True)
class ClassDefined:
    """The class is there. ``before`` is what it was, when it was there already."""

    class_: Class
    before: Class | None


@dataclass(frozen=True, kw_only=True)
class CodeArchived:
    """The code is that of a class that is archived."""

    class_: Class


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """The teacher takes the class. ``new`` says whether they did not before."""

    teacher: Teacher
    class_: Class
    new: bool


@dataclass(frozen=True, kw_only=True)
class LetGo:
    """The teacher takes the class no more. ``was`` is False when they did not."""

    name: str
    class_: Class
    was: bool


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
) -> ClassDefined | CodeArchived:
    """Make a class, or give one that exists new meetings and a new name."""
    before = await uow.classes.by_code(code(class_code))
    if before is None:
        class_ = Class(
            id=0,
            code=code(class_code),
            name=name,
            meetings=meetings,
            meets_since=at,
            **vars(rules),
        )
        return ClassDefined(class_=await uow.classes.add(class_), before=None)
    if before.archived_at is not None:
        return CodeArchived(class_=before)
    changed = replace(before, name=name)
    if meetings != before.meetings:
        changed = _meeting_at(changed, meetings, at)
    class_ = await rescheduling.reschedule(uow, before, changed, at)
    return ClassDefined(class_=class_, before=before)


async def set_rule(
    uow: UnitOfWork, class_: Class, key: str, value: str, *, at: datetime
) -> Class | BadValue:
    """Change one setting of a class, by the name and in the form a person types it."""
    parse = SETTINGS.get(key.lower())
    if parse is None:
        return BadValue(key=key)
    changed = parse(class_, value.strip(), at)
    if isinstance(changed, BadValue):
        return changed
    return await rescheduling.reschedule(uow, class_, changed, at)


async def set_place(uow: UnitOfWork, class_: Class, place: Place) -> Class:
    """Say where a class meets."""
    changed = replace(class_, place=place)
    await uow.classes.save(changed)
    return changed


async def let_go(uow: UnitOfWork, *, class_: Class, name: str) -> LetGo:
    """Take the class from a teacher."""
    teacher = await uow.teachers.by_name(name)
    was = teacher is not None and await uow.classes.unassign(class_.id, teacher.id)
    if teacher and not await uow.classes.of_teacher(teacher.id):
        await uow.invites.revoke(Role.TEACHER, teacher.id)  # to nothing
    return LetGo(name=teacher.name if teacher else name, class_=class_, was=was)


async def assign(uow: UnitOfWork, *, class_: Class, name: str, at: datetime) -> Assigned:
    """Give the class a teacher, making them known first if need be."""
    teacher = await uow.teachers.by_name(name) or await uow.teachers.add(name)
    new = await uow.classes.assign(class_.id, teacher.id, at)
    return Assigned(teacher=teacher, class_=class_, new=new)


def is_timezone(name: str) -> bool:
    """Whether a name is an IANA time zone that this machine knows."""
    return name in available_timezones() - _NO_PLACE


def _meeting_at(class_: Class, meetings: tuple[Meeting, ...], at: datetime) -> Class:
    """The class with other weekly meetings, which imported ones and what was changed give way to.

    What somebody decided for a meeting that has begun stands.
    """
    begun = tuple(change for change in class_.changes if _has_begun(change, at))
    return replace(class_, meetings=meetings, imported=(), changes=begun)


def _has_begun(change: Change, at: datetime) -> bool:
    """Whether the meeting, or what it became, has begun."""
    return change.starts_at <= at or (change.becomes is not None and change.becomes.starts_at <= at)


def _meets(class_: Class, value: str, at: datetime) -> Class | BadValue:
    meetings = weekly.parse_meetings(value)
    if meetings is None:
        return BadValue(key="meets")
    return _meeting_at(class_, meetings, at)


def _summary(class_: Class, value: str, _: datetime) -> Class | BadValue:
    at = weekly.parse_time(value)
    if at is None:
        return BadValue(key="summary")
    return replace(class_, summary_at=at)


def _timezone(class_: Class, value: str, at: datetime) -> Class | BadValue:
    """The same wall clock in another zone; what has begun or was imported keeps its moments."""
    if not is_timezone(value):
        return BadValue(key="timezone")

    def there(moment: datetime) -> datetime:
        wall = timetable.local(moment, class_.timezone)
        return timetable.moment(wall.date(), wall.time(), value)

    def moved(one: Appointment | None) -> Appointment | None:
        return one and Appointment(starts_at=there(one.starts_at), closes_at=there(one.closes_at))

    changes = tuple(
        change
        if _has_begun(change, at)
        else Change(starts_at=there(change.starts_at), becomes=moved(change.becomes))
        for change in class_.changes
    )
    return replace(class_, timezone=value, changes=changes)


def _minutes(field: str, key: str) -> Parse:
    def parse(class_: Class, value: str, _: datetime) -> Class | BadValue:
        if not _MINUTES.fullmatch(value) or int(value) > _LONGEST_MINUTES:
            return BadValue(key=key)
        minutes = timedelta(minutes=int(value))
        if field == "late_after":
            return replace(class_, late_after=minutes)
        return replace(class_, opens_before=minutes)

    return parse


def _threshold(key: str, most: int) -> Parse:
    def parse(class_: Class, value: str, _: datetime) -> Class | BadValue:
        if value.lower() == _NEVER:
            number = None
        elif _NUMBER.fullmatch(value) and 1 <= int(value) <= most:
            number = int(value)
        else:
            return BadValue(key=key)
        if key == "warn_below":
            return replace(class_, warn_below=number)
        return replace(class_, warn_absences=number)

    return parse


def _guardians(class_: Class, value: str, at: datetime) -> Class | BadValue:
    if value.lower() == _NEVER:
        return replace(class_, guardians=None)
    if value.lower() == _USUALLY:
        wait = guardians.USUAL_WAIT
    elif _MINUTES.fullmatch(value) and int(value) <= _LONGEST_MINUTES:
        wait = timedelta(minutes=int(value))
    else:
        return BadValue(key="guardians")
    return replace(class_, guardians=guardians.rule(class_.guardians, wait, at))


def _consent_by(class_: Class, value: str, _: datetime) -> Class | BadValue:
    if value.lower() == _NEVER:
        return replace(class_, consent_by=None)
    if value.lower() not in list(ConsentBy):
        return BadValue(key="consent_by")
    return replace(class_, consent_by=ConsentBy(value.lower()))


def _first_day(class_: Class, value: str, _: datetime) -> Class | BadValue:
    day = parse_date(value)
    if day is None and value.lower() != _NEVER:
        return BadValue(key="starts")
    if day and class_.last_day and day > class_.last_day:
        return BadValue(key="starts")
    return replace(class_, first_day=day)


def _last_day(class_: Class, value: str, _: datetime) -> Class | BadValue:
    day = parse_date(value)
    if day is None and value.lower() != _NEVER:
        return BadValue(key="ends")
    if day and class_.first_day and day < class_.first_day:
        return BadValue(key="ends")
    return replace(class_, last_day=day)


def _requires(class_: Class, value: str, _: datetime) -> Class | BadValue:
    kinds = requiring.parse_requirements(value)
    return BadValue(key="require") if kinds is None else replace(class_, requires=kinds)


def _alternative(class_: Class, value: str, _: datetime) -> Class | BadValue:
    way = requiring.parse_alternative(value)
    return BadValue(key="alternative") if way is None else replace(class_, alternative=way)


def _radius(class_: Class, value: str, _: datetime) -> Class | BadValue:
    metres = requiring.parse_radius(value)
    return BadValue(key="radius") if metres is None else replace(class_, radius=metres)


def _without_place(class_: Class, value: str, _: datetime) -> Class | BadValue:
    """A place is shared (``set_place``); typed is only that there is none."""
    return replace(class_, place=None) if value.lower() == _NEVER else BadValue(key="place")


SETTINGS: dict[str, Parse] = {
    "summary": _summary,
    "timezone": _timezone,
    "late": _minutes("late_after", "late"),
    "opens": _minutes("opens_before", "opens"),
    "meets": _meets,
    "starts": _first_day,
    "ends": _last_day,
    "warn_below": _threshold("warn_below", _MOST_PER_CENT),
    "guardians": _guardians,
    "consent_by": _consent_by,
    "warn_absences": _threshold("warn_absences", _MOST_ABSENCES),
    "require": _requires,
    "alternative": _alternative,
    "place": _without_place,
    "radius": _radius,
}
# Those that a class's teachers set too.
OF_TEACHERS = frozenset({"require", "alternative", "place", "radius"})
