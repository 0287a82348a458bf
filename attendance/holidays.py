"""The days on which classes do not meet.

Of a day that becomes one when its sessions have closed, the absences noted at their closing are
taken back, as far back as such are made up; what people did stays. It can be taken back itself.
"""

from dataclasses import dataclass
from datetime import date, datetime

from attendance import closing, timetable
from attendance.closing import CATCH_UP
from attendance.model import Class, Holiday, Session, Status
from attendance.ports import UnitOfWork
from attendance.rescheduling import reschedule


@dataclass(frozen=True, kw_only=True)
class HolidaySet:
    """It is a holiday. ``was`` is what it was before; ``class_`` is None for all classes.

    So many absences that had been noted are ``taken_back``.
    """

    holiday: Holiday
    class_: Class | None
    was: Holiday | None = None
    taken_back: int = 0


@dataclass(frozen=True, kw_only=True)
class HolidayTakenBack:
    """It is a holiday no more. ``was`` is what it was, None when it was none."""

    asked: Holiday
    class_: Class | None
    was: Holiday | None


@dataclass(frozen=True, kw_only=True)
class DaysOver:
    """These dates are over for every class asked about, for too long."""

    last: date


async def declare(
    uow: UnitOfWork, holiday: Holiday, class_: Class | None, at: datetime
) -> HolidaySet | DaysOver:
    """Make dates a holiday of a class, or of all."""
    concerned = [class_] if class_ else await uow.classes.all()
    days = [timetable.local(at, one.timezone).date() for one in concerned]
    if days and holiday.last < min(days) - CATCH_UP:
        return DaysOver(last=holiday.last)
    was = await uow.holidays.remove(holiday.class_id, holiday.first, holiday.last)
    await uow.holidays.add(holiday)
    taken_back = await _follow(uow, concerned, holiday, at)
    return HolidaySet(holiday=holiday, class_=class_, was=was, taken_back=taken_back)


async def take_back(
    uow: UnitOfWork, holiday: Holiday, class_: Class | None, at: datetime
) -> HolidayTakenBack:
    """Make dates no holiday any more; meetings that have passed are not made up.

    What had closed before it became one counts again.
    """
    concerned = [class_] if class_ else await uow.classes.all()
    was = await uow.holidays.remove(holiday.class_id, holiday.first, holiday.last)
    await _follow(uow, concerned, holiday, at)
    return HolidayTakenBack(asked=holiday, class_=class_, was=was)


async def put_back(
    uow: UnitOfWork, before: Holiday | None, after: Holiday | None, at: datetime
) -> bool:
    """Let dates be the holiday that they were; False, and nothing done, if they changed since."""
    one = after or before
    if one is None:
        return False
    class_ = None if one.class_id is None else await uow.classes.get(one.class_id)
    concerned = [class_] if class_ else await uow.classes.all()
    standing = await uow.holidays.remove(one.class_id, one.first, one.last)
    back = before if standing == after else standing
    if back is not None:
        await uow.holidays.add(back)
    await _follow(uow, concerned, one, at)
    return standing == after


async def _follow(uow: UnitOfWork, before: list[Class], changed: Holiday, at: datetime) -> int:
    """Let classes meet as their holidays now are; how many absences that takes back."""
    taken_back = 0
    for class_ in before:
        now = await reschedule(uow, class_, await uow.classes.get(class_.id), at)
        sessions = await uow.sessions.between(class_.id, changed.first, changed.last)
        closed = [one for one in sessions if one.closes_at <= at]
        taken_back += await _call_off(uow, now, closed, at)
        await _hold_again(uow, now, closed, at)
    return taken_back


async def _call_off(uow: UnitOfWork, class_: Class, closed: list[Session], at: datetime) -> int:
    """Have sessions that were on what is a holiday now not count; how many absences go."""
    since = timetable.local(at, class_.timezone).date() - CATCH_UP
    decided = {one.starts_at for one in class_.opened}  # what holds on holidays too
    decided |= {one.becomes.starts_at for one in class_.changes if one.becomes}
    off = [
        one
        for one in closed
        if one.date >= since
        and not one.called_off
        and one.starts_at not in decided
        and timetable.holiday(class_, one.date)
    ]
    removed = await uow.marks.remove_closing([one.id for one in off])
    for one in off:
        await uow.sessions.settle(one.id, one.starts_at)
    await uow.warnings.note_changed(class_.id, {mark.student_id for mark in removed})
    return sum(mark.status is Status.ABSENT for mark in removed)


async def _hold_again(uow: UnitOfWork, class_: Class, closed: list[Session], at: datetime) -> None:
    """Have sessions that had closed before their day became a holiday count again.

    Who is absent is told as after every closing, or at once where that is too long ago.
    """
    since = timetable.local(at, class_.timezone).date() - CATCH_UP
    again = [
        one
        for one in closed
        if one.called_off_afterwards and not timetable.holiday(class_, one.date)
    ]
    for one in again:
        await uow.sessions.ensure(class_.id, one)
    old = [(class_, one) for one in again if one.date < since]
    await closing.settle(uow, old, at)
