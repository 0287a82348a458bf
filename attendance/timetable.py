"""From weekly meetings on a wall clock to moments in UTC.

A wall-clock time that a change to summer time skips is read with the offset before the change
(02:30 becomes 03:30); one that comes twice means the first (PEP 495, ``fold=0``). A meeting that
would so begin after its end keeps its length instead.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from attendance.model import Class, Meeting, Plan

_DAY = timedelta(days=1)
_LOOK_AHEAD_DAYS = 14


def moment(day: date, at: time, timezone: str) -> datetime:
    """The moment in UTC at which that zone's wall clock shows ``at`` on ``day``."""
    return datetime.combine(day, at, ZoneInfo(timezone)).astimezone(UTC)


def local(at: datetime, timezone: str) -> datetime:
    """A moment as that zone's wall clock shows it."""
    return at.astimezone(ZoneInfo(timezone))


def plans_on(class_: Class, day: date) -> list[Plan]:
    """The meetings of a class that start on a local date, earliest first."""
    plans = [_plan(class_, meeting, day) for meeting in class_.meetings]
    return sorted(
        (plan for plan in plans if plan and plan.closes_at > class_.meets_since),
        key=lambda plan: plan.starts_at,
    )


def plans_open(class_: Class, at: datetime) -> list[Plan]:
    """The meetings of a class that a selfie sent at that moment counts for."""
    return [plan for plan in _plans_around(class_, at) if plan.is_open(at)]


def next_plan(class_: Class, after: datetime) -> Plan | None:
    """The first meeting that opens after a moment, within two weeks."""
    today = local(after, class_.timezone).date()
    for offset in range(_LOOK_AHEAD_DAYS + 1):
        for plan in plans_on(class_, today + offset * _DAY):
            if plan.opens_at > after:
                return plan
    return None


def _plans_around(class_: Class, at: datetime) -> Iterator[Plan]:
    """Meetings that may be open: one may cross midnight, or open a day ahead.

    A day ahead of the first minutes of a day can be two dates back, across a day of 23 hours.
    """
    today = local(at, class_.timezone).date()
    for offset in (-1, 0, 1, 2):
        yield from plans_on(class_, today + offset * _DAY)


def _plan(class_: Class, meeting: Meeting, day: date) -> Plan | None:
    if meeting.weekday != day.weekday():
        return None
    last_day = day if meeting.ends > meeting.starts else day + _DAY
    starts_at = moment(day, meeting.starts, class_.timezone)
    closes_at = moment(last_day, meeting.ends, class_.timezone)
    if closes_at <= starts_at:
        length = datetime.combine(last_day, meeting.ends) - datetime.combine(day, meeting.starts)
        closes_at = starts_at + length
    return Plan(
        date=day,
        opens_at=starts_at - class_.opens_before,
        starts_at=starts_at,
        late_at=starts_at + class_.late_after,
        closes_at=closes_at,
    )
