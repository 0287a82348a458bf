"""iCalendar files: the single meetings that their events and recurring rules come to."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from icalendar import Component

from attendance.model import Appointment
from bot.errors import CalendarUnreadable

MOST_BYTES = 1_000_000  # ten years of lessons, one by one, are about half of that
MOST_MEETINGS = 2_000  # a class that met six times on each of 330 days
HORIZON = timedelta(days=400)  # a school year and what is known of the next, for endless rules
_LONGEST = timedelta(days=1)  # as the weekly meetings
# What repeats more often than daily is no class, and a rule of seconds takes minutes to follow.
_TOO_OFTEN = re.compile(rb"\bFREQ=(SECOND|MINUTE|HOUR)LY", re.IGNORECASE)
_FOLD = re.compile(rb"\r?\n[ \t]")  # where a long line goes on (RFC 5545, 3.1)


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """The meetings in the order of their starts, and how many events are none.

    No meeting are: all-day events, cancelled ones, those without an end, those of over a day.
    """

    meetings: tuple[Appointment, ...]
    passed_over: int


def read(content: bytes, *, timezone: str, first: date, last: date) -> Timetable:
    """Meetings that start between two dates, both included; ``timezone`` is that of the class.

    Each event is read in its own zone, and in the class's where it names none. Raises
    ``CalendarUnreadable`` for what is no calendar, and for one that cannot be followed.
    """
    if _TOO_OFTEN.search(_FOLD.sub(b"", content)):
        raise CalendarUnreadable("a rule repeats more often than daily")
    try:
        calendar = icalendar.Calendar.from_ical(content)
        # The dates are each event's own, up to a day from those of the class.
        around = (first - timedelta(days=1), last + timedelta(days=2))
        events = recurring_ical_events.of(calendar).between(*around)
        found = [_meeting(event, ZoneInfo(timezone)) for event in events]
    except Exception as error:  # what the two libraries raise for a bad file has no common base
        raise CalendarUnreadable(f"{type(error).__name__}: {error}") from error
    meetings = {one.starts_at: one for one in sorted(filter(None, found), key=_ends)}
    within = [one for one in meetings.values() if first <= _day(one, timezone) <= last]
    if len(within) > MOST_MEETINGS:
        raise CalendarUnreadable(f"{len(within)} meetings; at most {MOST_MEETINGS} are taken")
    return Timetable(
        meetings=tuple(sorted(within, key=lambda one: one.starts_at)),
        passed_over=found.count(None),
    )


def _meeting(event: Component, zone: ZoneInfo) -> Appointment | None:
    """An event as a meeting, or None."""
    starts, ends = event.decoded("DTSTART"), event.decoded("DTEND", None)
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        return None
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return None
    starts_at, closes_at = _moment(starts, zone), _moment(ends, zone)
    if closes_at <= starts_at:  # it begins in skipped time: it keeps its length, as weekly ones do
        closes_at = starts_at + (ends.replace(tzinfo=None) - starts.replace(tzinfo=None))
    if not timedelta(0) < closes_at - starts_at <= _LONGEST:
        return None
    return Appointment(starts_at=starts_at, closes_at=closes_at)


def _moment(at: datetime, zone: ZoneInfo) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _day(one: Appointment, timezone: str) -> date:
    return one.starts_at.astimezone(ZoneInfo(timezone)).date()


def _ends(one: Appointment) -> datetime:
    return one.closes_at
