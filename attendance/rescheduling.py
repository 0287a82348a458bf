"""A class comes to meet at other times: from now on, and what has closed stays as it was."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from attendance import closing, timetable
from attendance.model import Class, Plan, Session
from attendance.ports import UnitOfWork

_DAY = timedelta(days=1)
_THRESHOLDS = ("warn_below", "warn_absences")
_RULES = ("late_after", "opens_before")
_TIMES = (
    "meetings",
    "timezone",
    "first_day",
    "last_day",
    "imported",
    "changes",
    "holidays",
    "archived_at",
)


async def reschedule(uow: UnitOfWork, before: Class, changed: Class, at: datetime) -> Class:
    """Save a class; other meetings count from now on, and those that have closed stay."""
    if _differ(before, changed, _TIMES):
        await closing.keep_closed(uow, before, at)
        changed = without_past(replace(changed, meets_since=at), at)
    if _differ(before, changed, (*_TIMES, *_RULES)):
        await _carry_over(uow, changed, at)
    await uow.classes.save(changed)
    if _differ(before, changed, _THRESHOLDS):
        students = await uow.classes.students(before.id, at, at)
        await uow.warnings.note_changed(before.id, [one.id for one in students])
    return changed


def without_past(class_: Class, at: datetime) -> Class:
    """The class without single meetings so long ago that nothing is derived from them any more."""
    since = at - closing.CATCH_UP - 2 * _DAY  # the date in the last zone, and the day before
    return replace(
        class_,
        imported=tuple(one for one in class_.imported if one.closes_at > since),
        opened=tuple(one for one in class_.opened if one.closes_at > since),
        changes=tuple(
            one
            for one in class_.changes
            if one.starts_at > since or (one.becomes and one.becomes.closes_at > since)
        ),
    )


def _differ(before: Class, changed: Class, names: Iterable[str]) -> bool:
    return any(getattr(before, name) != getattr(changed, name) for name in names)


async def _carry_over(uow: UnitOfWork, changed: Class, at: datetime) -> None:
    """Let marks and attempts of a session yet to close count for the meeting that overlaps it.

    Where there is none a session with marks ends as it is: it takes place no more, so nobody is
    absent from it. So does one whose code is shown: it has to be known where to take that away.
    Any other without marks is forgotten.
    """
    today = timetable.local(at, changed.timezone).date()
    sessions = await uow.sessions.between(changed.id, today - 2 * _DAY, date.max)
    taken = {session.starts_at for session in sessions}
    gone: list[int] = []
    for session in sessions:
        if session.settled_at or session.closes_at <= at:
            continue
        plan = _goes_on_as(session, _plans_near(changed, session.date), taken)
        if plan is None:
            gone.append(session.id)
        elif plan.starts_at == session.starts_at:
            await uow.sessions.ensure(changed.id, plan)
        else:
            await uow.sessions.move(session.id, plan)
            taken.add(plan.starts_at)
    shown = {screen.session_id for screen in await uow.rooms.screens()} if gone else set()
    dropped = await uow.sessions.drop_unmarked([one for one in gone if one not in shown])
    await uow.sessions.settle_all([one for one in gone if one not in dropped], at)


def _plans_near(class_: Class, day: date) -> list[Plan]:
    """Meetings that may be a session of that date, which is another one in another zone."""
    days = (day - _DAY, day, day + _DAY)
    return [plan for one in days for plan in timetable.plans_on(class_, one)]


def _goes_on_as(session: Session, plans: list[Plan], taken: Collection[datetime]) -> Plan | None:
    """The meeting that a session becomes: of the same start, or one that overlaps it."""
    same = (plan for plan in plans if plan.starts_at == session.starts_at)
    overlapping = (
        plan
        for plan in plans
        if plan.starts_at < session.closes_at
        and plan.closes_at > session.starts_at
        and plan.starts_at not in taken
    )
    return next(same, None) or next(overlapping, None)
