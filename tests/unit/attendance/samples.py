"""A small school: the classes, people and moments that the use cases are tried with."""

from datetime import UTC, datetime, time, timedelta

from attendance.model import Class, Meeting, Plan

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday, when MATH1 starts
MODEL = "fake"


def weekdays(starts, ends, days=range(5)):
    return tuple(Meeting(weekday=day, starts=starts, ends=ends) for day in days)


def a_class(code="MATH1", **changes):
    """Mon-Fri 09:00-10:00 in UTC; open from 08:45, late after 09:10, summary at 16:00."""
    values = {
        "id": 1,
        "code": code,
        "name": "Mathematics 1",
        "timezone": "UTC",
        "meetings": weekdays(time(9), time(10)),
        "summary_at": time(16),
        "late_after": 10 * MINUTE,
        "opens_before": 15 * MINUTE,
        "meets_since": LONG_AGO,
    }
    return Class(**values | changes)


def a_plan(starts_at=NINE, **changes):
    values = {
        "date": starts_at.date(),
        "opens_at": starts_at - 15 * MINUTE,
        "starts_at": starts_at,
        "late_at": starts_at + 10 * MINUTE,
        "closes_at": starts_at + HOUR,
    }
    return Plan(**values | changes)
