"""From a class's calendar, on its wall clock, to moments in UTC.

A wall-clock time that a change to summer time skips is read with the offset before the change
(02:30 becomes 03:30); one that comes twice means the first (PEP 495, ``fold=0``). A meeting that
would so begin after its end keeps its length instead. Of meetings that begin at the same moment
there is one: what somebody decided for that moment, else the one that ends last.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from attendance.model import Appointment, Change, Class, Holiday, Plan

_DAY = timedelta(days=1)
_LOOK_AHEAD_DAYS = 14
_EVER = datetime.min.replace(tzinfo=UTC)
_STARTS, _CLOSES = attrgetter("starts_at"), attrgetter("closes_at")


def moment(day: date, at: time, timezone: str) -> datetime:
    """The moment in UTC at which that zone's wall clock shows ``at`` on ``day``."""
    return datetime.combine(day, at, ZoneInfo(timezone)).astimezone(UTC)


def local(at: datetime, timezone: str) -> datetime:
    """A moment as that zone's wall clock shows it."""
    return at.astimezone(ZoneInfo(timezone))


def appointment(timezone: str, day: date, starts: time, ends: time) -> Appointment:
    """A meeting between two wall-clock times; it ends the next day if ``ends <= starts``."""
    last_day = day if ends > starts else day + _DAY
    starts_at, closes_at = moment(day, starts, timezone), moment(last_day, ends, timezone)
    if closes_at <= starts_at:
        length = datetime.combine(last_day, ends) - datetime.combine(day, starts)
        closes_at = starts_at + length
    return Appointment(starts_at=starts_at, closes_at=closes_at)


def holiday(class_: Class, day: date) -> Holiday | None:
    """The holiday that a class has on a local date."""
    return next((one for one in class_.holidays if one.first <= day <= one.last), None)


def plan(class_: Class, one: Appointment) -> Plan:
    """A meeting by the rules of its class; what was opened by hand is not open before."""
    early = timedelta(0) if one in class_.opened else class_.opens_before
    return Plan(
        date=local(one.starts_at, class_.timezone).date(),
        opens_at=one.starts_at - early,
        starts_at=one.starts_at,
        late_at=one.starts_at + class_.late_after,
        closes_at=one.closes_at,
    )


def plans_on(class_: Class, day: date) -> list[Plan]:
    """The meetings of a class that start on a local date, earliest first.

    What was decided for a single meeting holds on holidays and outside the term too. A class that
    is archived has none.
    """
    if class_.archived_at is not None:
        return []
    found = {one.starts_at: one for one in sorted(_regular(class_, day), key=_CLOSES)}
    if class_.changes or class_.opened:  # else this, which is asked very often, takes half longer
        for change in class_.changes:
            found.pop(change.starts_at, None)
        found |= {one.starts_at: one for one in _decided(class_, day)}
    plans = [plan(class_, one) for one in found.values() if one.closes_at > class_.meets_since]
    return sorted(plans, key=_STARTS)


def plans_open(class_: Class, at: datetime) -> list[Plan]:
    """The meetings of a class that a selfie sent at that moment counts for."""
    return [found for found in _plans_around(class_, at) if found.is_open(at)]


def nearest(plans: Iterable[Plan], at: datetime) -> Plan | None:
    """The one that began last, or else begins first."""
    return min(plans, key=lambda one: (one.starts_at > at, abs(one.starts_at - at)), default=None)


def next_plan(class_: Class, after: datetime) -> Plan | None:
    """The first meeting that opens after a moment, within two weeks."""
    today = local(after, class_.timezone).date()
    for offset in range(_LOOK_AHEAD_DAYS + 1):
        for found in plans_on(class_, today + offset * _DAY):
            if found.opens_at > after:
                return found
    return None


def why_not(class_: Class, at: datetime) -> Holiday | Change | None:
    """What keeps a class from meeting at a moment, or on the holiday that it is in."""
    usual = _usually(class_)
    off = {change.starts_at: change for change in class_.changes}
    for found in plans_open(usual, at):
        if why := off.get(found.starts_at) or holiday(class_, found.date):
            return why
    today = local(at, class_.timezone).date()
    return holiday(class_, today) if plans_on(usual, today) else None


def usual_plan(class_: Class, starts_at: datetime) -> Plan | None:
    """The meeting that is regularly at that moment, whatever became of it."""
    day = local(starts_at, class_.timezone).date()
    plans = plans_on(_usually(class_), day)
    return next((one for one in plans if one.starts_at == starts_at), None)


def _usually(class_: Class) -> Class:
    return replace(class_, holidays=(), changes=(), meets_since=_EVER)


def _plans_around(class_: Class, at: datetime) -> Iterator[Plan]:
    """Meetings that may be open: one may cross midnight, or open a day ahead.

    A day ahead of the first minutes of a day can be two dates back, across a day of 23 hours.
    """
    today = local(at, class_.timezone).date()
    for offset in (-1, 0, 1, 2):
        yield from plans_on(class_, today + offset * _DAY)


def _regular(class_: Class, day: date) -> Iterator[Appointment]:
    """Weekly and imported meetings of a date."""
    first, last = class_.first_day or date.min, class_.last_day or date.max
    if not first <= day <= last or holiday(class_, day):
        return
    for meeting in class_.meetings:
        if meeting.weekday == day.weekday():
            yield appointment(class_.timezone, day, meeting.starts, meeting.ends)
    yield from _starting_on(class_, day, class_.imported)


def _decided(class_: Class, day: date) -> Iterator[Appointment]:
    """Meetings of a date that somebody changed to be then, or opened."""
    changed = (change.becomes for change in class_.changes if change.becomes)
    yield from _starting_on(class_, day, tuple(sorted(changed, key=_STARTS)))
    yield from _starting_on(class_, day, class_.opened)


def _starting_on(
    class_: Class, day: date, appointments: tuple[Appointment, ...]
) -> tuple[Appointment, ...]:
    """Those of a local date, out of appointments in the order of their starts."""
    if not appointments:
        return ()
    midnights = (moment(day + offset * _DAY, time(), class_.timezone) for offset in (0, 1))
    first, end = (bisect_left(appointments, midnight, key=_STARTS) for midnight in midnights)
    return appointments[first:end]
