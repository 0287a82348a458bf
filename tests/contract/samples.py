"""Values that the contract is tried with."""

from datetime import UTC, date, datetime, time, timedelta

from attendance.mail import Received
from attendance.model import CheckIn, Class, Meeting, Plan, UpdateKey

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def a_class(code="CS1", **changes):
    values = {
        "id": 0,
        "code": code,
        "name": "Computing",
        "timezone": "Europe/Paris",
        "meetings": (
            Meeting(weekday=0, starts=time(9), ends=time(10)),
            Meeting(weekday=2, starts=time(23), ends=time(1)),
        ),
        "summary_at": time(17, 30),
        "late_after": timedelta(minutes=10),
        "opens_before": timedelta(minutes=15),
        "meets_since": NOW,
    }
    return Class(**values | changes)


def a_plan(starts_at=NOW, **changes):
    values = {
        "date": date(starts_at.year, starts_at.month, starts_at.day),
        "opens_at": starts_at - 15 * MINUTE,
        "starts_at": starts_at,
        "late_at": starts_at + 10 * MINUTE,
        "closes_at": starts_at + 60 * MINUTE,
    }
    return Plan(**values | changes)


def a_key(update_id=1):
    return UpdateKey(bot_id=7, update_id=update_id)


def a_check_in(student_id, update_id=1, **changes):
    values = {
        "update": a_key(update_id),
        "student_id": student_id,
        "sent_at": NOW,
        "verdict": "no class",
    }
    return CheckIn(**values | changes)


def an_update(update_id, chat_id=100, **payload):
    return Received(key=a_key(update_id), chat_id=chat_id, payload=payload or {"text": "hello"})
