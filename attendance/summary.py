"""What happened in a class on one local date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from attendance import timetable
from attendance.model import Class, Mark, Session, Source, Status, Student, in_order
from attendance.ports import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """One student in one session; ``mark`` is None while they may still come."""

    student: Student
    mark: Mark | None


@dataclass(frozen=True, kw_only=True)
class SessionSummary:
    """One session: everybody in it by roll number, and how many attempts were refused."""

    session: Session
    people: tuple[Attendance, ...]
    refused: int
    disputes: int = 0  # that wait for a decision

    @property
    def so_far(self) -> bool:
        """Whether the session has yet to close, or the absent have yet to be marked."""
        return self.session.settled_at is None

    def count(self, status: Status) -> int:
        """How many have that status."""
        return len(self.having(status))

    def having(self, status: Status | None) -> list[Attendance]:
        """Those with that status; None is those who have no mark yet."""
        return [one for one in self.people if (one.mark and one.mark.status) == status]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A class on one local date, session by session."""

    class_: Class
    date: date
    sessions: tuple[SessionSummary, ...]

    @property
    def so_far(self) -> bool:
        """Whether anything of it may still change by itself."""
        return any(session.so_far for session in self.sessions)


@dataclass(frozen=True, kw_only=True)
class SessionCounts:
    """How many had which status in a session."""

    session: Session
    counts: Mapping[Status, int]


RECENT = 10  # sessions that a summary's picture looks back on


async def recent(uow: UnitOfWork, class_: Class, day: date) -> tuple[SessionCounts, ...]:
    """The last sessions up to a date of which there is a mark, earliest first."""
    sessions = await uow.sessions.latest(class_.id, day, RECENT)
    counts = await uow.marks.counts([session.id for session in sessions])
    return tuple(
        SessionCounts(session=session, counts=counts[session.id])
        for session in sessions
        if session.id in counts
    )


async def week(uow: UnitOfWork, class_: Class, day: date) -> tuple[Summary, ...]:
    """The days of a date's week up to it, Monday first, on which the class met."""
    days = [day - timedelta(days=back) for back in range(day.weekday(), -1, -1)]
    summaries = [await summarise(uow, class_, one) for one in days]
    return tuple(one for one in summaries if one.sessions)


async def summarise(uow: UnitOfWork, class_: Class, day: date) -> Summary:
    """Gather a class's sessions of a local date; none on a day without meetings."""
    sessions = await sessions_on(uow, class_, day)
    return Summary(
        class_=class_,
        date=day,
        sessions=tuple([await of_session(uow, session) for session in sessions]),
    )


async def sessions_on(uow: UnitOfWork, class_: Class, day: date) -> list[Session]:
    """The sessions of a local date, those the timetable asks for made if need be."""
    for plan in timetable.plans_on(class_, day):
        await uow.sessions.ensure(class_.id, plan)
    return await uow.sessions.between(class_.id, day, day)


async def roster(uow: UnitOfWork, session: Session) -> list[Student]:
    """Who belongs to a session: everybody in the class at some time of it."""
    return await uow.classes.students(session.class_id, session.starts_at, session.closes_at)


def today(class_: Class, at: datetime) -> date:
    """The local date of the session under way, which may have begun yesterday; else today's."""
    under_way = [plan for plan in timetable.plans_open(class_, at) if plan.starts_at <= at]
    return under_way[0].date if under_way else timetable.local(at, class_.timezone).date()


async def of_session(uow: UnitOfWork, session: Session) -> SessionSummary:
    """Gather one session; whoever is excused beforehand counts so until they come."""
    marks = {mark.student_id: mark for mark in await uow.marks.of_session(session.id)}
    students = {student.id: student for student in await roster(uow, session)}
    for student_id in marks.keys() - students.keys():
        students[student_id] = await uow.students.get(student_id)
    for student_id in await uow.excuses.granted(session.class_id, session.date):
        marks.setdefault(student_id, _excused(session, student_id))
    people = sorted(students.values(), key=lambda student: in_order(student.roll_no))
    return SessionSummary(
        session=session,
        people=tuple(Attendance(student=s, mark=marks.get(s.id)) for s in people),
        refused=await uow.check_ins.refused_in(session.id),
        disputes=await uow.disputes.open_in(session.id),
    )


def _excused(session: Session, student_id: int) -> Mark:
    return Mark(
        session_id=session.id,
        student_id=student_id,
        status=Status.EXCUSED,
        source=Source.CLOSING,
        at=session.closes_at,
    )
