"""Sessions that closed while the service was down, and too long ago to mark anybody absent.

Telegram keeps what people send for a day, so most of who came could not tell. They are called off:
they do not count, and whoever administers is told, once.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from attendance import timetable
from attendance.closing import CATCH_UP
from attendance.model import Class, Plan, Session
from attendance.ports import Member, UnitOfWork

_LOOK_BACK = timedelta(days=60)  # longer than holidays are: who was away for longer knows it
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Missed:
    """The meetings of a class that nobody was marked absent for, earliest first."""

    class_: Class
    plans: tuple[Plan, ...]


async def missed(uow: UnitOfWork, at: datetime) -> list[Missed]:
    """The sessions older than what is still caught up, that are neither settled nor called off."""
    last = at.date() - CATCH_UP - 2 * _DAY  # in every zone it is beyond that
    stored = await uow.overview.sessions(last - _LOOK_BACK, last)
    found = []
    for class_ in await uow.classes.all():
        await asyncio.sleep(0)  # hundreds of classes take a while: let others have their turn
        if plans := _open(class_, stored.get(class_.id, []), last):
            found.append(Missed(class_=class_, plans=tuple(plans)))
    if not found:
        return []
    members = await uow.overview.members([one.class_.id for one in found])
    attended = [_with_people(one, members.get(one.class_.id, [])) for one in found]
    return [one for one in attended if one.plans]


async def call_off(uow: UnitOfWork, found: Sequence[Missed]) -> None:
    """Have them not count, and not be found again."""
    for one in found:
        for plan in one.plans:
            session = await uow.sessions.ensure(one.class_.id, plan)
            await uow.sessions.settle(session.id, session.starts_at)


def _open(class_: Class, stored: Sequence[Session], last: date) -> list[Plan]:
    """What is stored without being settled, and what was to come after all that is."""
    done = max((one.starts_at for one in stored if one.settled_at), default=class_.meets_since)
    day = max(timetable.local(done, class_.timezone).date(), last - _LOOK_BACK)
    found: dict[datetime, Plan] = {one.starts_at: one for one in stored if not one.settled_at}
    while day <= last:
        for plan in timetable.plans_on(class_, day):
            if plan.starts_at > done:
                found.setdefault(plan.starts_at, plan)
        day += _DAY
    return [found[starts_at] for starts_at in sorted(found)]


def _with_people(one: Missed, members: Sequence[Member]) -> Missed:
    """Without the meetings that nobody belonged to, such as those of a class before it had any."""
    plans = (
        plan
        for plan in one.plans
        if any(member.belongs(plan.starts_at, plan.closes_at) for member in members)
    )
    return Missed(class_=one.class_, plans=tuple(plans))
