"""Pairs of students who may be one person."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from attendance.model import Decision, Suspicion, Why
from storage.sqlite import insert_new
from storage.tables import suspicions
from storage.transaction import Transaction

_PAIR = suspicions.c["first_id", "second_id"]
_OPEN = or_(suspicions.c.decision.is_(None), suspicions.c.decision == Decision.LOOK)


class Suspicions:
    """Satisfies ``ports.Suspicions``. A pair has one row for each reason, the smaller id first."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, one_id: int, other_id: int, why: Why, at: datetime) -> bool:
        first, second = sorted((one_id, other_id))
        row = {"first_id": first, "second_id": second, "why": why, "found_at": at}
        return await self._transaction.change(insert_new(suspicions).values(row)) == 1

    async def of(self, one_id: int, other_id: int) -> list[Suspicion]:
        query = select(suspicions).where(_pair(one_id, other_id))
        query = query.order_by(suspicions.c.found_at, suspicions.c.why)
        return [Suspicion(**row) for row in await self._transaction.all(query)]

    async def decide(
        self, one_id: int, other_id: int, decision: Decision, *, by: int, at: datetime
    ) -> int:
        decided = {"decision": decision, "decided_by": by, "decided_at": at}
        changing = update(suspicions).where(_pair(one_id, other_id)).values(decided)
        return await self._transaction.change(changing)

    async def open(self) -> list[tuple[int, int]]:
        oldest = func.min(suspicions.c.found_at)
        query = select(*_PAIR).where(_OPEN).group_by(*_PAIR).order_by(oldest, *_PAIR)
        found = await self._transaction.all(query)
        return [(row["first_id"], row["second_id"]) for row in found]

    async def forget(self, one_id: int, other_id: int) -> int:
        return await self._transaction.change(delete(suspicions).where(_pair(one_id, other_id)))

    async def forget_of(self, student_id: int, *, undecided: Why | None = None) -> int:
        which: ColumnElement[bool] = or_(*(one == student_id for one in _PAIR))
        if undecided:
            which &= (suspicions.c.why == undecided) & suspicions.c.decision.is_(None)
        return await self._transaction.change(delete(suspicions).where(which))


def _pair(one_id: int, other_id: int) -> ColumnElement[bool]:
    first, second = sorted((one_id, other_id))
    return (suspicions.c.first_id == first) & (suspicions.c.second_id == second)
