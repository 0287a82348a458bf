"""The register of a class over a period: who was in which session, counted as in summaries."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from attendance import timetable
from attendance.model import Class, Mark, Session, Student, in_order
from attendance.ports import MarkRow, Member, UnitOfWork
from attendance.summary import Attendance, SessionRoll, attendances
from attendance.tally import Tally

_AT_ONCE = 16  # sessions read in one go; between two, others have their turn


@dataclass(frozen=True, kw_only=True)
class Period:
    """Local dates, both included."""

    first: date
    last: date

    @property
    def is_month(self) -> bool:
        """Whether it is one whole month."""
        return self == month(self.first)


@dataclass(frozen=True, kw_only=True)
class Records:
    """What a register is made from, as it is stored: little to hand to another process.

    ``guests`` have a mark without ever having been in the class. ``waiting`` is how many sessions
    have begun of which the absent are not marked yet. ``alone`` is that of one student only.
    """

    class_: Class
    period: Period
    sessions: tuple[Session, ...]  # that were held, earliest first
    members: tuple[Member, ...]
    guests: tuple[Student, ...]
    marks: tuple[MarkRow, ...]
    excused: Mapping[date, frozenset[int]]
    waiting: int
    alone: bool

    @property
    def people(self) -> list[Student]:
        """Members and guests; who was a member twice comes twice."""
        return [*(one.student for one in self.members), *self.guests]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One student: how they stand in each session, None where they were not in the class."""

    student: Student
    attendances: tuple[Attendance | None, ...]

    @cached_property
    def tally(self) -> Tally:
        """How often they had which status."""
        return Tally.of(one.status for one in self.attendances if one)


class Entry(NamedTuple):
    """A mark in a list of them; the moments are by the class's own clock."""

    student: Student
    mark: Mark
    starts: datetime  # its session
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Register:
    """The sessions of a class that were held in a period, earliest first.

    ``waiting`` are not among them, see ``Records``: they do not count.
    """

    class_: Class
    period: Period
    sessions: tuple[SessionRoll, ...]
    waiting: int = 0

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Everybody in any of the sessions, by roll number."""
        rows: dict[int, list[Attendance | None]] = {}
        students: dict[int, Student] = {}
        for place, roll in enumerate(self.sessions):
            for one in roll.people:
                row = rows.setdefault(one.student.id, [None] * len(self.sessions))
                row[place] = one
                students[one.student.id] = one.student
        ordered = sorted(students.values(), key=lambda student: in_order(student.roll_no))
        return tuple(Line(student=one, attendances=tuple(rows[one.id])) for one in ordered)

    @cached_property
    def tally(self) -> Tally:
        """How many marks there are of each status in all of it."""
        return sum((roll.tally for roll in self.sessions), Tally())

    @cached_property
    def entries(self) -> list[Entry]:
        """Every mark, session by session, then by roll number."""
        zone = ZoneInfo(self.class_.timezone)
        found = []
        for roll in self.sessions:
            starts = roll.session.starts_at.astimezone(zone)
            for student, mark in ((one.student, one.mark) for one in roll.people):
                if mark:
                    found.append(Entry(student, mark, starts, mark.at.astimezone(zone)))
        return found


def month(day: date) -> Period:
    """The month that a date is in."""
    _, days = calendar.monthrange(day.year, day.month)
    return Period(first=day.replace(day=1), last=day.replace(day=days))


def so_far(class_: Class, at: datetime) -> Period:
    """The term of a class up to today's local date; all there is if no term has begun."""
    today = timetable.local(at, class_.timezone).date()
    first = class_.first_day
    return Period(first=first if first and first <= today else date.min, last=today)


async def gather(
    uow: UnitOfWork, class_: Class, period: Period, at: datetime, *, student_id: int | None = None
) -> Records:
    """Read what was held in a period; with ``student_id`` of that student alone."""
    sessions = await uow.sessions.between(class_.id, period.first, period.last)
    held = tuple(session for session in sessions if session.was_held)
    marks: list[MarkRow] = []
    for start in range(0, len(held), _AT_ONCE):
        some = [session.id for session in held[start : start + _AT_ONCE]]
        marks += await uow.registers.marks(some, student_id=student_id)
    members = (await uow.overview.members([class_.id])).get(class_.id, [])
    if student_id is not None:
        members = [one for one in members if one.student.id == student_id]
    guests = {mark[1] for mark in marks} - {one.student.id for one in members}
    excused = await uow.overview.excused([class_.id], period.first, period.last)
    begun = [one for one in sessions if one.settled_at is None and one.starts_at <= at]
    return Records(
        class_=class_,
        period=period,
        sessions=held,
        members=tuple(members),
        guests=tuple([await uow.students.get(one) for one in sorted(guests)]),
        marks=tuple(marks),
        excused={day: students for (_, day), students in excused.items()},
        waiting=len(begun),
        alone=student_id is not None,
    )


def register(records: Records) -> Register:
    """Put the records in order: who belongs to each session, and how they stand."""
    marks: dict[int, dict[int, Mark]] = {session.id: {} for session in records.sessions}
    for session_id, student_id, status, source, moment in records.marks:
        marks[session_id][student_id] = Mark(
            session_id=session_id, student_id=student_id, status=status, source=source, at=moment
        )
    everybody = sorted(
        {one.id: one for one in records.people}.values(), key=lambda one: in_order(one.roll_no)
    )
    rolls = []
    for session in records.sessions:
        excused = records.excused.get(session.date, frozenset())
        people = attendances(session, everybody, records.members, marks[session.id], excused)
        if people or not records.alone:
            rolls.append(SessionRoll(session=session, people=people))
    return Register(
        class_=records.class_,
        period=records.period,
        sessions=tuple(rolls),
        waiting=records.waiting,
    )
