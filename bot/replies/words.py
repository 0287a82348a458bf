"""Dates, times, days and counts as replies write them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from attendance import timetable
from attendance.model import Class, Meeting, Plan, Status
from bot.replies import naming

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_STATUS = {
    Status.PRESENT: "Present",
    Status.LATE: "Late",
    Status.ABSENT: "Absent",
    Status.EXCUSED: "Excused",
}
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONGEST_MESSAGE = 4096  # UTF-16 code units, Telegram's limit for a message
LONGEST_CAPTION = 1024  # the same for a caption


def status(value: Status) -> str:
    """A status as people read it."""
    return _STATUS[value]


def clock(at: datetime, class_: Class) -> str:
    """A moment by the class's wall clock, like 08:58."""
    return f"{timetable.local(at, class_.timezone):%H:%M}"


def day(value: date) -> str:
    """A date with its day of the week, like Mon 2026-11-23."""
    return f"{DAYS[value.weekday()]} {value.isoformat()}"


def when(class_: Class, plan: Plan) -> str:
    """When a meeting starts, like Mon 2026-11-23 at 09:00."""
    return f"{day(plan.date)} at {clock(plan.starts_at, class_)}"


def span(length: timedelta) -> str:
    """A length of time as people say it, like 2 hours."""
    for unit, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if length >= unit:
            return count(length // unit, name)
    return count(max(0, int(length.total_seconds())), "second")


def count(number: int, noun: str, several: str = "") -> str:
    """A number with its noun, like 1 photo or 3 photos."""
    return f"{number} {noun}" if number == 1 else f"{number} {several or f'{noun}s'}"


def meetings(values: tuple[Meeting, ...]) -> str:
    """Weekly meetings, those of the same time together, like Mon Wed 09:00-10:30."""
    by_time: dict[str, list[str]] = {}
    for meeting in sorted(values, key=lambda m: (m.weekday, m.starts)):
        hours = f"{meeting.starts:%H:%M}-{meeting.ends:%H:%M}"
        by_time.setdefault(hours, []).append(DAYS[meeting.weekday])
    return ", ".join(f"{' '.join(days)} {hours}" for hours, days in by_time.items())


def calendar(class_: Class) -> str:
    """When a class meets regularly, and in which term."""
    regular = [meetings(class_.meetings)] if class_.meetings else []
    if class_.imported:
        regular.append(count(len(class_.imported), "imported meeting"))
    text = " and ".join(regular) or "no meetings"
    text += f" from {class_.first_day}" if class_.first_day else ""
    return text + (f" until {class_.last_day}" if class_.last_day else "")


def length(text: str) -> int:
    """How long Telegram finds a text: in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parts(text: str, limit: int = LONGEST_MESSAGE) -> list[str]:
    """A text in pieces that fit a message each, split where lines, names or words end."""
    pieces: list[str] = []
    piece = ""
    for line in _short_lines(text, limit):
        if piece and length(piece) + length(line) > limit:
            pieces.append(piece)
            piece = ""
        piece += line
    pieces.append(piece)
    return [piece.rstrip("\n") for piece in pieces if piece.strip()]


def _short_lines(text: str, limit: int) -> Iterator[str]:
    """Lines with their ends, in pieces where one is longer than a message."""
    for line in text.splitlines(keepends=True):
        rest = line
        while length(rest) > limit:
            end = _end_of_piece(rest, limit)
            yield rest[:end]
            rest = rest[end:]
        yield rest


def _end_of_piece(line: str, limit: int) -> int:
    """How many characters of a line to take: up to the end of a name, a word, or what fits."""
    fitting = len(line.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", errors="ignore"))
    for separator in (", ", " "):
        found = line.rfind(separator, 0, fitting)
        if found >= 0:
            return found + len(separator)
    return len(naming.beginning(line, fitting)) or fitting
