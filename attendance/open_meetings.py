"""Which meetings a selfie counts for, and what there is to say where there is none."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from attendance import timetable
from attendance.model import Class, Plan, Session, Source, Student
from attendance.outcomes import Already, NoClass, NotMeeting
from attendance.ports import UnitOfWork

_DAY = timedelta(days=1)

Meeting = tuple[Class, Plan]


async def open_at(uow: UnitOfWork, classes: list[Class], at: datetime) -> list[Meeting]:
    """The meetings of any of these classes that were open at a moment."""
    return [(one, plan) for one in classes for plan in await _open_at(uow, one, at)]


async def _open_at(uow: UnitOfWork, class_: Class, at: datetime) -> list[Plan]:
    plans = timetable.plans_open(class_, at)
    if at >= class_.meets_since:
        return plans
    # The class has been given other meetings since: what had closed by then is only stored.
    day = timetable.local(at, class_.timezone).date()
    planned = {plan.starts_at for plan in plans}
    stored = await uow.sessions.between(class_.id, *_around(day))
    closed = [one for one in stored if one.is_open(at) and not one.called_off]
    return [*plans, *(one for one in closed if one.starts_at not in planned)]


async def closed_just_then(uow: UnitOfWork, seen: Iterable[Meeting], at: datetime) -> list[Meeting]:
    """Those of the meetings seen to be open that have since been closed as of that moment.

    Moments are Telegram's, in whole seconds: what was sent in the second of the closing, and was
    in our hands before it, came first.
    """
    found = [(class_, await session_of(uow, (class_, plan))) for class_, plan in seen]
    return [
        (class_, session)
        for class_, session in found
        if session and session.closes_at == at and not session.called_off
    ]


def no_class(student: Student, classes: list[Class], at: datetime) -> NoClass:
    """No meeting of these classes was open; those called off, and the next one."""
    found = [(one, timetable.why_not(one, at)) for one in classes]
    return NoClass(
        student=student,
        upcoming=upcoming(classes, at),
        called_off=tuple(NotMeeting(class_=one, why=why) for one, why in found if why),
    )


def upcoming(classes: list[Class], after: datetime) -> Meeting | None:
    """The next meeting of any of these classes."""
    plans = [(c, plan) for c in classes if (plan := timetable.next_plan(c, after))]
    return min(plans, key=lambda pair: pair[1].opens_at, default=None)


async def free(
    uow: UnitOfWork, student: Student, candidates: list[Meeting], sent_at: datetime
) -> tuple[list[Meeting], list[Already]]:
    """The meetings that a selfie may be for, nearest first, and the marks that stand in others."""
    taken: list[Already] = []
    found: list[Meeting] = []
    for class_, plan in sorted(candidates, key=lambda pair: _nearness(pair[1], sent_at)):
        if taken and plan.starts_at > sent_at:
            break  # one under way is marked: this photo is not meant for a later one
        mark = await standing(uow, student, class_, plan)
        if mark is None:
            found.append((class_, plan))
        else:
            taken.append(mark)
    return found, taken


async def to_be_named(
    uow: UnitOfWork,
    student: Student,
    begun: list[Meeting],
    candidates: list[Meeting],
    sent_at: datetime,
) -> tuple[Meeting, ...]:
    """Those begun, then the others, nearest first, marked ones last; none if all are marked."""
    known = {(class_.id, plan.starts_at) for class_, plan in begun}
    free, taken = list(begun), list[Meeting]()
    for class_, plan in sorted(candidates, key=lambda pair: _nearness(pair[1], sent_at)):
        if (class_.id, plan.starts_at) not in known:
            mark = await standing(uow, student, class_, plan)
            (taken if mark else free).append((class_, plan))
    return (*free, *taken) if free else ()


def at_once(found: list[Meeting], sent_at: datetime) -> tuple[Meeting, ...]:
    """The nearest meeting, and those that take place at the same time and have begun if it has."""
    _, first = found[0]
    has_begun = first.starts_at <= sent_at
    return tuple(
        (class_, plan)
        for class_, plan in found
        if (plan.starts_at <= sent_at) == has_begun and _overlap(plan, first)
    )


def named_before(taken: list[Already], meetings: tuple[Meeting, ...]) -> Already | None:
    """Where the student was while one of these meetings was under way, by a mark that stands."""
    return next(
        (
            one
            for one in taken
            for _, plan in meetings
            if one.mark.status.attended
            and one.mark.at >= plan.starts_at
            and _overlap(plan, one.session)
        ),
        None,
    )


async def standing(uow: UnitOfWork, student: Student, class_: Class, plan: Plan) -> Already | None:
    """A mark of this meeting that a selfie does not change."""
    session = await session_of(uow, (class_, plan))
    mark = await uow.marks.find(session.id, student.id) if session else None
    if session and mark and (mark.status.attended or mark.source is Source.TEACHER):
        return Already(student=student, class_=class_, session=session, mark=mark)
    return None


async def session_of(uow: UnitOfWork, meeting: Meeting) -> Session | None:
    """The stored session of a meeting, under whatever date: its class may have changed zones."""
    class_, plan = meeting
    stored = await uow.sessions.between(class_.id, *_around(plan.date))
    return next((one for one in stored if one.starts_at == plan.starts_at), None)


def _around(day: date) -> tuple[date, date]:
    """Dates of sessions that may be meant: it began or begins a day away, in another zone even."""
    return day - 2 * _DAY, day + 3 * _DAY


def _nearness(plan: Plan, sent_at: datetime) -> tuple[bool, timedelta]:
    """Orders open meetings: those under way first, and the one that began or begins nearest."""
    to_come = plan.starts_at - sent_at
    return to_come > timedelta(0), abs(to_come)


def _overlap(one: Plan, other: Plan) -> bool:
    return one.starts_at < other.closes_at and other.starts_at < one.closes_at
