"""A large school in a database of its own: written row by row, past the program."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, Table, create_engine, event, insert

from attendance.model import Source, Status
from storage.tables import classes, marks, meetings, memberships, sessions, students, teachers
from storage.tables import teaching as teaching_table

_ACCOUNT = 1_000_000  # teachers' accounts begin here
_MINUTE = timedelta(minutes=1)
_LENGTH = timedelta(hours=1)
_DAY = timedelta(days=1)
_COMING = (Status.PRESENT, Status.LATE, Status.ABSENT)
_CHANCES = (0.88, 0.06, 0.06)


@dataclass(frozen=True, kw_only=True)
class School:
    """How large it is. Every class has met daily at the same hour, lastly at ``last``.

    ``timezone`` is one without summer time, ``teachers_since`` when they took their classes.
    """

    classes: int
    students_each: int
    teachers: int
    sessions_each: int
    last: datetime
    timezone: str
    summary_at: time
    teachers_since: datetime

    @property
    def zone(self) -> ZoneInfo:
        """Whose clock the classes meet by."""
        return ZoneInfo(self.timezone)

    def account(self, class_id: int) -> int:
        """The account, and private chat, of the teacher of a class."""
        return _ACCOUNT + self.teacher(class_id)

    def teacher(self, class_id: int) -> int:
        """The id of the one teacher of a class."""
        return (class_id - 1) % self.teachers + 1

    def starts(self) -> list[datetime]:
        """When each class has met."""
        return [self.last - back * _DAY for back in range(self.sessions_each - 1, -1, -1)]


def fill(database: Path, school: School) -> None:
    """Write a school into a database that has its schema, all sessions settled."""
    engine = create_engine(f"sqlite:///{database}")
    event.listen(engine, "connect", lambda made, _: made.execute("PRAGMA synchronous = OFF"))
    with closing(engine.connect()) as connection, connection.begin():
        for table, rows in (
            (classes, _classes(school)),
            (meetings, _meetings(school)),
            (teachers, _teachers(school)),
            (teaching_table, _teaching(school)),
            (students, _students(school)),
            (memberships, _memberships(school)),
            (sessions, _sessions(school)),
            (marks, _marks(school)),
        ):
            _insert(connection, table, rows)
    engine.dispose()


Rows = Iterator[Mapping[str, Any]]


def _insert(connection: Connection, table: Table, rows: Rows) -> None:
    connection.execute(insert(table), list(rows))


def _ids(school: School) -> range:
    return range(1, school.classes + 1)


def _since(school: School) -> datetime:
    return school.starts()[0] - _DAY


def _classes(school: School) -> Rows:
    for class_id in _ids(school):
        yield {
            "id": class_id,
            "code": f"CLASS{class_id}",
            "name": f"Class number {class_id}",
            "timezone": school.timezone,
            "summary_at": school.summary_at,
            "late_after_seconds": 600,
            "opens_before_seconds": 900,
            "meets_since": _since(school),
            "imported": [],
        }


def _meetings(school: School) -> Rows:
    first = school.last.astimezone(school.zone)
    starts, ends = first.time(), (first + _LENGTH).time()
    for class_id in _ids(school):
        for weekday in range(7):
            yield {"class_id": class_id, "weekday": weekday, "starts": starts, "ends": ends}


def _teachers(school: School) -> Rows:
    for number in range(1, school.teachers + 1):
        name = f"Teacher {number}"
        yield {
            "id": number,
            "name": name,
            "folded_name": name.casefold(),
            "account_id": _ACCOUNT + number,
            "linked_at": _since(school),
        }


def _teaching(school: School) -> Rows:
    for class_id in _ids(school):
        yield {
            "class_id": class_id,
            "teacher_id": school.teacher(class_id),
            "assigned_at": school.teachers_since,
            "summary_at": None,
            "muted": False,
        }


def _students(school: School) -> Rows:
    for number in range(1, school.classes * school.students_each + 1):
        yield {"id": number, "roll_no": f"{number}", "name": f"Student {number}"}


def _of_class(school: School, class_id: int) -> range:
    first = (class_id - 1) * school.students_each + 1
    return range(first, first + school.students_each)


def _memberships(school: School) -> Rows:
    for class_id in _ids(school):
        for student_id in _of_class(school, class_id):
            yield {"class_id": class_id, "student_id": student_id, "joined_at": _since(school)}


def _sessions(school: School) -> Rows:
    for class_id in _ids(school):
        for starts_at in school.starts():
            yield {
                "class_id": class_id,
                "date": starts_at.astimezone(school.zone).date(),
                "opens_at": starts_at - 15 * _MINUTE,
                "starts_at": starts_at,
                "late_at": starts_at + 10 * _MINUTE,
                "closes_at": starts_at + _LENGTH,
                "settled_at": starts_at + _LENGTH,
            }


def _marks(school: School) -> Rows:
    random = np.random.default_rng(1)
    session_id = 0
    for class_id in _ids(school):
        for starts_at in school.starts():
            session_id += 1
            drawn = random.choice(len(_COMING), size=school.students_each, p=_CHANCES)
            for student_id, which in zip(_of_class(school, class_id), drawn, strict=True):
                status = _COMING[which]
                yield {
                    "session_id": session_id,
                    "student_id": student_id,
                    "status": status,
                    "source": Source.SELFIE if status.attended else Source.CLOSING,
                    "at": starts_at + int(random.integers(-10, 10)) * _MINUTE,
                }
