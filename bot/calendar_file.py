"""iCalendar files: the single meetings that their events and recurring rules come to.

A file is read in a process of its own, which alone imports the libraries.
"""

import re
import signal
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import prod
from types import FrameType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from attendance.model import Appointment
from bot.errors import CalendarUnreadable

if TYPE_CHECKING:
    from icalendar import Component

MOST_BYTES = 1_000_000  # ten years of lessons, one by one, are about half of that
MOST_MEETINGS = 2_000  # a class that met six times on each of 330 days
HORIZON = timedelta(days=400)  # a school year and what is known of the next
_LONGEST = timedelta(days=1)  # as the weekly meetings
_MOST_A_DAY = 24  # times that a rule names by the hour and minute; with more it is no class's
# Seconds of a processor. A file of the largest size, of single lessons, takes half of that; rules
# can be written that never come to an end.
_PATIENCE = 20
_AGAIN = 1  # seconds until the alarm is repeated, should a library have swallowed it
_FOLD = re.compile(rb"\r?\n[ \t]")  # where a long line goes on (RFC 5545, 3.1)
_RULE = re.compile(rb"^RRULE\b[^:\r\n]*:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_WITHIN_A_DAY = (b"SECONDLY", b"MINUTELY", b"HOURLY")
_TIMES_OF_DAY = (b"BYHOUR", b"BYMINUTE", b"BYSECOND")


class _OutOfPatience(BaseException):
    """Raised wherever a library is; it must not be taken for an error of the file."""


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """The meetings in the order of their starts, and how many events are none.

    No meeting are: all-day events, cancelled ones, those without an end, those of over a day.
    ``unknown_zones`` are named in the file and not known here.
    """

    meetings: tuple[Appointment, ...]
    passed_over: int
    unknown_zones: tuple[str, ...] = ()


def read_bounded(content: bytes, *, timezone: str, first: date, last: date) -> Timetable:
    """``read`` in the main thread of a process of its own, for as long as a file may take."""
    try:
        with _patience(_PATIENCE):
            return read(content, timezone=timezone, first=first, last=last)
    except _OutOfPatience:
        raise CalendarUnreadable("its rules take too long to follow") from None


def read(content: bytes, *, timezone: str, first: date, last: date) -> Timetable:
    """Meetings that start between two dates, both included; ``timezone`` is that of the class.

    Each event is read in its own zone, and in the class's where it names none that is known.
    Raises ``CalendarUnreadable`` for what is no calendar, and for one that cannot be followed.
    """
    import icalendar  # noqa: PLC0415

    try:
        if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            content = content.decode("utf-16").encode()
        _check_rules(content)
        calendars = icalendar.Calendar.from_ical(content, multiple=True)
        events = _events(calendars, first, last)
        found = [_meeting(event, ZoneInfo(timezone)) for event in events]
        unknown_zones = {zone for one in calendars for zone in _unknown_zones(one)}
    except CalendarUnreadable:
        raise
    except Exception as error:  # what the two libraries raise for a bad file has no common base
        raise CalendarUnreadable("it is none, or a line of it is damaged") from error
    meetings = {one.starts_at: one for one in sorted(filter(None, found), key=_ends)}
    within = [one for one in meetings.values() if first <= _day(one, timezone) <= last]
    if len(within) > MOST_MEETINGS:
        raise CalendarUnreadable(f"{len(within)} meetings; at most {MOST_MEETINGS} are taken")
    return Timetable(
        meetings=tuple(sorted(within, key=lambda one: one.starts_at)),
        passed_over=found.count(None),
        unknown_zones=tuple(sorted(unknown_zones)),
    )


def _events(calendars: Sequence["Component"], first: date, last: date) -> Iterator["Component"]:
    """Every occurrence; an export of several calendars is one file, one after the other."""
    import recurring_ical_events  # noqa: PLC0415

    if not calendars:
        raise CalendarUnreadable("there is no calendar in it")
    # The dates are each event's own, up to a day from those of the class.
    around = (first - timedelta(days=1), last + timedelta(days=2))
    for calendar in calendars:
        yield from recurring_ical_events.of(calendar).between(*around)


def _check_rules(content: bytes) -> None:
    """Refuse rules that no class follows, and that take minutes or for ever to follow."""
    for line in _RULE.findall(_FOLD.sub(b"", content)):
        rule = dict(part.partition(b"=")[::2] for part in line.upper().split(b";"))
        times = prod(len(rule.get(name, b"").split(b",")) for name in _TIMES_OF_DAY)
        if rule.get(b"FREQ") in _WITHIN_A_DAY or times > _MOST_A_DAY:
            raise CalendarUnreadable("a rule repeats more often than daily")
        if not rule.get(b"INTERVAL", b"1").strip(b" 0"):
            raise CalendarUnreadable("a rule repeats at an interval of 0")


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Let what takes longer fail; without effect where the system knows no such alarm."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise _OutOfPatience

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _meeting(event: "Component", zone: ZoneInfo) -> Appointment | None:
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


def _unknown_zones(calendar: "Component") -> Iterator[str]:
    """The zones that events name and that cannot be followed."""
    for event in calendar.walk("VEVENT"):
        starts, named = event.decoded("DTSTART"), event["DTSTART"].params.get("TZID")
        if named and isinstance(starts, datetime) and starts.tzinfo is None:
            yield str(named)


def _moment(at: datetime, zone: ZoneInfo) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _day(one: Appointment, timezone: str) -> date:
    return one.starts_at.astimezone(ZoneInfo(timezone)).date()


def _ends(one: Appointment) -> datetime:
    return one.closes_at
