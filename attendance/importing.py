"""A class comes to meet as a calendar file says, instead of weekly."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from attendance import timetable
from attendance.model import Appointment, Class
from attendance.ports import UnitOfWork
from attendance.rescheduling import reschedule

Meetings = tuple[Appointment, ...]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What a file would change of the meetings to come, on the dates that it is about.

    ``before`` and ``after`` are the class without and with it.
    """

    before: Class
    after: Class
    added: Meetings
    removed: Meetings
    kept: Meetings

    @property
    def changes(self) -> bool:
        """Whether it would change anything."""
        return self.before != self.after


def compare(class_: Class, meetings: Meetings, at: datetime) -> Difference:
    """What taking over these meetings would mean for those that have yet to close."""
    after = _with(class_, meetings, at)
    days = {timetable.local(one.starts_at, class_.timezone).date() for one in meetings}
    then, now = _to_come(after, days, at), _to_come(class_, days, at)
    return Difference(
        before=class_,
        after=after,
        added=tuple(one for one in then if one not in now),
        removed=tuple(one for one in now if one not in then),
        kept=tuple(one for one in then if one in now),
    )


async def take_over(uow: UnitOfWork, class_: Class, meetings: Meetings, at: datetime) -> Difference:
    """Let the class meet at these times from now on, and no longer weekly.

    What has closed stays, and so does what was decided for a meeting that is still there.
    """
    difference = compare(class_, meetings, at)
    if difference.changes:
        await reschedule(uow, class_, difference.after, at)
    return difference


def _with(class_: Class, meetings: Meetings, at: datetime) -> Class:
    closed = tuple(one for one in class_.imported if one.closes_at <= at)
    to_come = tuple(one for one in meetings if one.closes_at > at)
    starts = {one.starts_at for one in to_come}
    return replace(
        class_,
        meetings=(),
        imported=tuple(sorted((*closed, *to_come), key=lambda one: one.starts_at)),
        changes=tuple(
            one for one in class_.changes if one.starts_at in starts or one.starts_at <= at
        ),
    )


def _to_come(class_: Class, days: set[date], at: datetime) -> Meetings:
    """Meetings from the first to the last of some dates that have yet to close."""
    if not days:
        return ()
    first, last = min(days), max(days)
    return tuple(
        Appointment(starts_at=plan.starts_at, closes_at=plan.closes_at)
        for offset in range((last - first).days + 1)
        for plan in timetable.plans_on(class_, first + timedelta(days=offset))
        if plan.closes_at > at
    )
