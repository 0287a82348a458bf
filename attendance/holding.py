"""A teacher opens a session outside the calendar, holds one open, or closes one.

Only the times change: that everybody without a mark is absent follows when a session has closed.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from attendance import timetable
from attendance.calendar import changed_to
from attendance.model import Appointment, Class, Plan
from attendance.ports import UnitOfWork
from attendance.rescheduling import without_past

USUAL_LENGTH = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The session is open until ``plan.closes_at``. ``held`` if it was the timetable's before."""

    class_: Class
    plan: Plan
    held: bool


@dataclass(frozen=True, kw_only=True)
class OpenAlready:
    """A session is open for as long as was asked, or longer."""

    class_: Class
    plan: Plan


@dataclass(frozen=True, kw_only=True)
class Closed:
    """What was under way is closed."""

    class_: Class
    plans: list[Plan]


@dataclass(frozen=True, kw_only=True)
class NothingToClose:
    """No session is under way; ``soon`` is one that is open for check-in but has yet to begin."""

    class_: Class
    soon: Plan | None


async def open_session(
    uow: UnitOfWork, class_: Class, length: timedelta, at: datetime
) -> Opened | OpenAlready:
    """Have a session be open for that long from now on.

    One that is open is held open; one that was closed early goes on. Else there is a new one,
    which begins with the minute.
    """
    now_open = timetable.nearest(timetable.plans_open(class_, at), at)
    held = now_open or timetable.nearest(timetable.plans_open(_not_retimed(class_), at), at)
    if now_open and at + length <= now_open.closes_at:
        return OpenAlready(class_=class_, plan=now_open)
    if held is None:
        starts_at = at.replace(second=0, microsecond=0)
        one = Appointment(starts_at=starts_at, closes_at=starts_at + length)
        opened = tuple(other for other in class_.opened if other.starts_at != starts_at)
        changed = replace(class_, opened=(*opened, one))
    else:
        until = max(held.closes_at, at + length)
        one = Appointment(starts_at=held.starts_at, closes_at=until)
        changed = changed_to(class_, held.starts_at, one)
    plan = timetable.plan(changed, one)
    await _save(uow, changed, [plan], at)
    return Opened(class_=changed, plan=plan, held=held is not None)


async def close_session(uow: UnitOfWork, class_: Class, at: datetime) -> Closed | NothingToClose:
    """Close every session of the class that is under way.

    One that begins at this very moment is not, unless it was opened by hand: whoever closes then
    means the one before, or has to call it off.
    """
    now_open = timetable.plans_open(class_, at)
    by_hand = {one.starts_at for one in class_.opened}
    under_way = [one for one in now_open if one.starts_at < at or one.starts_at in by_hand]
    if not under_way:
        return NothingToClose(class_=class_, soon=timetable.nearest(now_open, at))
    for plan in under_way:
        closed = Appointment(starts_at=plan.starts_at, closes_at=at)
        class_ = changed_to(class_, plan.starts_at, closed)
    plans = [replace(plan, closes_at=at) for plan in under_way]
    await _save(uow, class_, plans, at)
    return Closed(class_=class_, plans=plans)


async def _save(uow: UnitOfWork, class_: Class, plans: list[Plan], at: datetime) -> None:
    await uow.classes.save(without_past(class_, at))
    for plan in plans:
        await uow.sessions.ensure(class_.id, plan)


def _not_retimed(class_: Class) -> Class:
    """The class as if no meeting that begins when it should had been given another end."""
    kept = (
        one for one in class_.changes if not one.becomes or one.becomes.starts_at != one.starts_at
    )
    return replace(class_, changes=tuple(kept))
