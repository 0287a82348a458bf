"""Weekly meetings as people type them: days, hours, and the two together."""

from datetime import datetime, time
from itertools import pairwise

from attendance.model import Meeting

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST_DAY = 3  # letters: Mon, Tue, …


def parse_time(text: str) -> time | None:
    """A time of day like 08:30, or None."""
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a wall clock has no zone
    except ValueError:
        return None


def read_days(text: str) -> str | None:
    """Days like Mon-Fri or Mon,Wed; the form returned is the numbers from 0, like 0,2."""
    days: set[int] = set()
    for part in text.lower().replace("–", "-").split(","):
        first, dash, last = part.partition("-")
        start, end = _day(first), _day(last or first)
        if start is None or end is None or (dash and not last):
            return None
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return ",".join(map(str, sorted(days)))


def read_hours(text: str) -> str | None:
    """A time like 09:00-10:30; it ends the next day if the end is not after the start."""
    first, dash, last = text.replace("–", "-").partition("-")
    starts, ends = parse_time(first.strip()), parse_time(last.strip())
    if not dash or starts is None or ends is None or starts == ends:
        return None
    return f"{starts:%H:%M}-{ends:%H:%M}"


def read_all_hours(text: str) -> str | None:
    """Several times of a day, like 09:00-10:00,14:00-15:00, of which no two overlap."""
    hours = [read_hours(part) for part in text.split(",")]
    if None in hours:
        return None
    ordered = sorted(part for part in hours if part)
    for before, after in pairwise(part.split("-") for part in ordered):
        if before[1] <= before[0] or before[1] > after[0]:
            return None
    return ",".join(ordered)


def meetings(days: str, hours: str) -> tuple[Meeting, ...]:
    """The weekly meetings that ``read_days`` and ``read_all_hours`` have read."""
    return tuple(
        Meeting(weekday=int(day), starts=starts, ends=ends)
        for day in days.split(",")
        for starts, ends in (times(part) for part in hours.split(","))
    )


def times(hours: str) -> tuple[time, time]:
    """The two times that ``read_hours`` has read."""
    starts, ends = (parse_time(part) for part in hours.split("-"))
    if starts is None or ends is None:
        raise ValueError(hours)
    return starts, ends


def parse_meetings(text: str) -> tuple[Meeting, ...] | None:
    """Groups like ``Mon,Wed 09:00-10:00; Fri 14:00-15:00,16:00-17:00``, or None."""
    found: list[Meeting] = []
    for group in text.split(";"):
        first, _, last = group.strip().partition(" ")
        days, hours = read_days(first), read_all_hours(last)
        if days is None or hours is None:
            return None
        found += meetings(days, hours)
    weekly = {(one.weekday, one.starts) for one in found}
    return tuple(found) if len(weekly) == len(found) else None


def _day(word: str) -> int | None:
    found = [i for i, day in enumerate(_DAYS) if day.startswith(word.strip())]
    return found[0] if len(word.strip()) >= _SHORTEST_DAY and found else None
