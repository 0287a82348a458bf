"""A class comes to meet at other times: from now on, and what has closed stays as it was."""

from dataclasses import replace
from datetime import datetime, timedelta

from attendance import closing, timetable
from attendance.model import Class
from attendance.ports import UnitOfWork

_DAY = timedelta(days=1)
_THRESHOLDS = ("warn_below", "warn_absences")
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
    await uow.sessions.drop_unmarked(before.id, at)
    if any(getattr(before, name) != getattr(changed, name) for name in _TIMES):
        await closing.keep_closed(uow, before, at)
        changed = without_past(replace(changed, meets_since=at), at)
        await _carry_over(uow, changed, at)
    await uow.classes.save(changed)
    if any(getattr(before, name) != getattr(changed, name) for name in _THRESHOLDS):
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


async def _carry_over(uow: UnitOfWork, changed: Class, at: datetime) -> None:
    """Let the marks of a session under way count for the new meeting that overlaps it.

    Where there is none the session ends as it is: it takes place no more, so nobody is absent
    from it.
    """
    today = timetable.local(at, changed.timezone).date()
    sessions = await uow.sessions.between(changed.id, today - _DAY, today + _DAY)
    taken = {session.starts_at for session in sessions}
    for session in sessions:
        if session.settled_at or session.closes_at <= at:
            continue
        plans = timetable.plans_on(changed, session.date)
        same = [plan for plan in plans if plan.starts_at == session.starts_at]
        if same:
            await uow.sessions.ensure(changed.id, same[0])
            continue
        overlapping = [
            plan
            for plan in plans
            if plan.starts_at < session.closes_at
            and plan.closes_at > session.starts_at
            and plan.starts_at not in taken
        ]
        if overlapping:
            await uow.sessions.move(session.id, overlapping[0])
        else:
            await uow.sessions.settle(session.id, at)
