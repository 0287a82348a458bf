"""What happened in a class on one local date."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from itertools import islice

from attendance import flagged, timetable
from attendance.flagged import FlaggedStudent
from attendance.model import Class, Mark, Plan, Session, Source, Status, Student, in_order
from attendance.ports import Member, UnitOfWork
from attendance.standing import GivenWarning, Standing, WarningKind
from attendance.tally import Tally


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """One student in one session; ``mark`` is None while they may still come."""

    student: Student
    mark: Mark | None

    @property
    def status(self) -> Status | None:
        """What the mark says."""
        return self.mark.status if self.mark else None


@dataclass(frozen=True, kw_only=True)
class SessionRoll:
    """One session, and everybody in it by roll number. Summaries and reports are made of it."""

    session: Session
    people: tuple[Attendance, ...]

    @property
    def so_far(self) -> bool:
        """Whether the session has yet to close, or the absent have yet to be marked."""
        return self.session.settled_at is None

    @property
    def called_off(self) -> bool:
        """Whether it was called off on its way: then nobody is absent, and it does not count."""
        return self.session.called_off

    @property
    def tally(self) -> Tally:
        """How many have which status."""
        return Tally.of(one.status for one in self.people)

    def count(self, status: Status) -> int:
        """How many have that status."""
        return self.tally.count(status)

    def having(self, status: Status | None) -> list[Attendance]:
        """Those with that status; None is those who have no mark yet."""
        return [one for one in self.people if one.status == status]


@dataclass(frozen=True, kw_only=True)
class SessionSummary(SessionRoll):
    """A session with how many attempts were refused, and what waits for a decision.

    ``refused_at_kiosk`` are photos that marked nobody, for they were not new.
    ``flagged`` are whose check-ins something speaks against. ``excuses`` are requests to be excused
    from its class on its date.
    """

    refused: int
    refused_at_kiosk: int = 0
    disputes: int = 0
    excuses: int = 0
    flagged: tuple[FlaggedStudent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class InForce:
    """A warning that a student has heard, for as long as it is true."""

    student: Student
    kind: WarningKind
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A class on one local date, session by session."""

    class_: Class
    date: date
    sessions: tuple[SessionSummary, ...]
    warnings: tuple[InForce, ...] = ()

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
    return (await recent_of(uow, [class_.id], day))[class_.id]


async def recent_of(
    uow: UnitOfWork, class_ids: Collection[int], day: date
) -> dict[int, tuple[SessionCounts, ...]]:
    """The same for each of many classes."""
    latest = await uow.overview.latest(class_ids, day, RECENT)
    ids = [one.id for sessions in latest.values() for one in sessions]
    counts = await uow.overview.counts(ids)
    return {
        class_id: tuple(
            SessionCounts(session=session, counts=counts[session.id])
            for session in latest.get(class_id, ())
            if session.id in counts
        )
        for class_id in class_ids
    }


def week(day: date) -> list[date]:
    """The dates of a date's week up to it, Monday first."""
    return [day - timedelta(days=back) for back in range(day.weekday(), -1, -1)]


async def summarise(uow: UnitOfWork, class_: Class, day: date) -> Summary:
    """Gather a class's sessions of a local date; none on a day without meetings."""
    (summary,) = await summarise_all(uow, [(class_, day)])
    return summary


async def summarise_all(uow: UnitOfWork, wanted: Sequence[tuple[Class, date]]) -> list[Summary]:
    """The same for many classes and dates, in a few questions to the database."""
    held = await sessions_on_all(uow, wanted)
    gathered = iter(await of_sessions(uow, [one for sessions in held for one in sessions]))
    given = await _warnings_on_all(uow, wanted)
    return [
        _summary(class_, day, tuple(islice(gathered, len(sessions))), given.get(class_.id, ()))
        for (class_, day), sessions in zip(wanted, held, strict=True)
    ]


async def _warnings_on_all(
    uow: UnitOfWork, wanted: Sequence[tuple[Class, date]]
) -> dict[int, list[GivenWarning]]:
    if not wanted:
        return {}
    days = [day for _, day in wanted]
    return await uow.warnings.between({class_.id for class_, _ in wanted}, min(days), max(days))


def _summary(
    class_: Class, day: date, sessions: tuple[SessionSummary, ...], given: Iterable[GivenWarning]
) -> Summary:
    students = {one.student.id: one.student for session in sessions for one in session.people}
    return Summary(
        class_=class_,
        date=day,
        sessions=sessions,
        warnings=tuple(
            InForce(student=students[one.student_id], kind=one.kind, standing=one.standing)
            for one in given
            if one.student_id in students and one.was_in_force(day)
        ),
    )


async def sessions_on(uow: UnitOfWork, class_: Class, day: date) -> list[Session]:
    """The sessions of a local date, those the timetable asks for made if need be."""
    (sessions,) = await sessions_on_all(uow, [(class_, day)])
    return sessions


async def sessions_on_all(
    uow: UnitOfWork, wanted: Sequence[tuple[Class, date]]
) -> list[list[Session]]:
    """The same for many; nothing is written where all are made."""
    if not wanted:
        return []
    class_ids, days = {class_.id for class_, _ in wanted}, [day for _, day in wanted]
    stored = await uow.overview.sessions_of(class_ids, min(days), max(days))
    found = []
    for class_, day in wanted:
        sessions = [one for one in stored.get(class_.id, ()) if one.date == day]
        plans = timetable.plans_on(class_, day)
        missing = [one for one in plans if not any(_is_made(one, made) for made in sessions)]
        for plan in missing:
            await uow.sessions.ensure(class_.id, plan)
        again = await uow.sessions.between(class_.id, day, day) if missing else sessions
        found.append(again)
    return found


def _is_made(plan: Plan, session: Session) -> bool:
    """Whether a session is what ``Sessions.ensure`` would make of a plan."""
    if session.starts_at != plan.starts_at:
        return False
    if session.settled_at is not None:
        return session.settled_at >= plan.closes_at
    return all(getattr(session, one.name) == getattr(plan, one.name) for one in fields(Plan))


async def roster(uow: UnitOfWork, session: Session) -> list[Student]:
    """Who belongs to a session: everybody in the class at some time of it."""
    return await uow.classes.students(session.class_id, session.starts_at, session.closes_at)


def today(class_: Class, at: datetime) -> date:
    """The local date of the session under way, which may have begun yesterday; else today's."""
    under_way = [plan for plan in timetable.plans_open(class_, at) if plan.starts_at <= at]
    return under_way[0].date if under_way else timetable.local(at, class_.timezone).date()


async def of_one(uow: UnitOfWork, class_: Class, session: Session) -> Summary:
    """A day's summary as far as one session goes."""
    given = await _warnings_on_all(uow, [(class_, session.date)])
    gathered = await of_session(uow, session)
    return _summary(class_, session.date, (gathered,), given.get(class_.id, ()))


async def of_session(uow: UnitOfWork, session: Session) -> SessionSummary:
    """Gather one session; whoever is excused beforehand counts so until they come."""
    (gathered,) = await of_sessions(uow, [session])
    return gathered


async def of_sessions(uow: UnitOfWork, sessions: Sequence[Session]) -> list[SessionSummary]:
    """The same for many."""
    if not sessions:
        return []
    ids, class_ids = {one.id for one in sessions}, {one.class_id for one in sessions}
    first, last = min(one.date for one in sessions), max(one.date for one in sessions)
    marks = await uow.overview.marks(ids)
    members = await uow.overview.members(class_ids)
    excused = await uow.overview.excused(class_ids, first, last)
    asked = await uow.overview.asked_to_excuse(class_ids, first, last)
    refused = await uow.overview.refused(ids)
    at_kiosks = await uow.overview.refused_at_kiosks(ids)
    disputes = await uow.overview.disputes(ids)
    flags = await uow.flags.of_sessions(ids)
    return [
        SessionSummary(
            session=one,
            people=await _people(
                uow,
                one,
                members.get(one.class_id, []),
                marks.get(one.id, []),
                excused.get((one.class_id, one.date), frozenset()),
            ),
            refused=refused.get(one.id, 0),
            refused_at_kiosk=at_kiosks.get(one.id, 0),
            disputes=disputes.get(one.id, 0),
            excuses=asked.get((one.class_id, one.date), 0),
            flagged=await flagged.waiting(uow, flags.get(one.id, ()), marks.get(one.id, ())),
        )
        for one in sessions
    ]


async def _people(
    uow: UnitOfWork,
    session: Session,
    members: Collection[Member],
    marks: Iterable[Mark],
    excused: Collection[int],
) -> tuple[Attendance, ...]:
    by_student = {mark.student_id: mark for mark in marks}
    known = {member.student.id: member.student for member in members}
    for student_id in by_student.keys() - known.keys():
        known[student_id] = await uow.students.get(student_id)
    everybody = sorted(known.values(), key=lambda student: in_order(student.roll_no))
    return attendances(session, everybody, members, by_student, excused)


def attendances(
    session: Session,
    everybody: Iterable[Student],
    members: Iterable[Member],
    marks: Mapping[int, Mark],
    excused: Collection[int],
) -> tuple[Attendance, ...]:
    """Who of everybody belongs to a session or has a mark in it, and how they stand.

    ``members`` are the class's, ``marks`` the session's by student, ``excused`` the students who
    are for its date: whoever is excused beforehand counts so until they come.
    """
    start, end = session.starts_at, session.closes_at
    belong = {one.student.id for one in members if one.belongs(start, end)}
    return tuple(
        Attendance(student=one, mark=marks.get(one.id) or _excused_if(session, one.id, excused))
        for one in everybody
        if one.id in belong or one.id in marks
    )


def _excused_if(session: Session, student_id: int, excused: Collection[int]) -> Mark | None:
    return _excused(session, student_id) if student_id in excused else None


def _excused(session: Session, student_id: int) -> Mark:
    return Mark(
        session_id=session.id,
        student_id=student_id,
        status=Status.EXCUSED,
        source=Source.CLOSING,
        at=session.closes_at,
    )
