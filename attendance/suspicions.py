"""Two students who may be one person: admins are told once for each reason, and decide.

Nothing follows by itself: a student is removed by an admin alone, and attendance goes on meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime

from attendance.lookalikes import Pair
from attendance.model import Decision, Student, Suspicion, Why
from attendance.ports import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What an admin has said of a pair."""

    pair: Pair
    decision: Decision


@dataclass(frozen=True, kw_only=True)
class DecidedBefore:
    """A decision stands."""

    pair: Pair
    decision: Decision
    at: datetime


@dataclass(frozen=True, kw_only=True)
class NotSuspected:
    """Nothing is suspected of the pair, or not any more."""

    pair: Pair


@dataclass(frozen=True, kw_only=True)
class Open:
    """A pair that somebody has yet to decide, and why it is one."""

    pair: Pair
    whys: tuple[Why, ...]


async def suspect(uow: UnitOfWork, pair: Pair, why: Why, at: datetime) -> bool:
    """Note a reason; whether admins are to be told of it: once, and of no pair that is decided."""
    one, other = pair
    if one.id == other.id:
        return False
    is_new = await uow.suspicions.add(one.id, other.id, why, at)
    return is_new and all(each.is_open for each in await uow.suspicions.of(one.id, other.id))


async def decide(
    uow: UnitOfWork, pair: Pair, decision: Decision, *, by: int, at: datetime
) -> Decided | DecidedBefore | NotSuspected:
    """Decide a pair, once and for all but for one to look into; twins are paired as lookalikes."""
    one, other = pair
    found = await uow.suspicions.of(one.id, other.id)
    if not found:
        return NotSuspected(pair=pair)
    if standing := _decided(found):
        return DecidedBefore(
            pair=pair,
            decision=standing.decision or decision,
            at=standing.decided_at or at,
        )
    await uow.suspicions.decide(one.id, other.id, decision, by=by, at=at)
    if decision is Decision.TWINS:
        await uow.lookalikes.pair(one.id, other.id, at)
    return Decided(pair=pair, decision=decision)


async def settle(uow: UnitOfWork, pair: Pair, decision: Decision, *, by: int, at: datetime) -> None:
    """What has been done about a pair says what they are, unless that is decided."""
    one, other = pair
    if not _decided(await uow.suspicions.of(one.id, other.id)):
        await uow.suspicions.decide(one.id, other.id, decision, by=by, at=at)


async def still_open(uow: UnitOfWork) -> list[Open]:
    """Every pair to be decided, the oldest first."""
    found = []
    for one_id, other_id in await uow.suspicions.open():
        pair = (await uow.students.get(one_id), await uow.students.get(other_id))
        whys = [each.why for each in await uow.suspicions.of(one_id, other_id) if each.is_open]
        found.append(Open(pair=pair, whys=tuple(whys)))
    return found


async def whys(uow: UnitOfWork, one: Student, other: Student) -> tuple[Why, ...]:
    """Why a pair is suspected."""
    return tuple(each.why for each in await uow.suspicions.of(one.id, other.id))


def _decided(found: list[Suspicion]) -> Suspicion | None:
    return next((each for each in found if not each.is_open), None)
