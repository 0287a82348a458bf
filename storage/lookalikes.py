"""Pairs of students whom an admin has said to look alike."""

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, or_, select

from storage.sqlite import insert_new
from storage.tables import lookalikes
from storage.transaction import Transaction

_PAIR = lookalikes.c["first_id", "second_id"]
_OF = select(*_PAIR).where(or_(*(one == bindparam("student_id") for one in _PAIR)))


class Lookalikes:
    """Satisfies ``ports.Lookalikes``. A pair is one row, the smaller id first."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def pair(self, one_id: int, other_id: int, at: datetime) -> bool:
        first, second = sorted((one_id, other_id))
        pairing = insert_new(lookalikes).values(first_id=first, second_id=second, paired_at=at)
        return await self._transaction.change(pairing) == 1

    async def part(self, one_id: int, other_id: int) -> bool:
        first, second = sorted((one_id, other_id))
        pair = (lookalikes.c.first_id == first) & (lookalikes.c.second_id == second)
        return await self._transaction.change(delete(lookalikes).where(pair)) == 1

    async def part_all(self, student_id: int) -> int:
        return await self._transaction.change(delete(lookalikes).where(_with(student_id)))

    async def of(self, student_id: int) -> frozenset[int]:
        found = await self._transaction.all(_OF, {"student_id": student_id})
        return frozenset(row["first_id"] + row["second_id"] - student_id for row in found)

    async def all(self) -> list[tuple[int, int]]:
        found = await self._transaction.all(select(*_PAIR).order_by(*_PAIR))
        return [(row["first_id"], row["second_id"]) for row in found]


def _with(student_id: int) -> ColumnElement[bool]:
    return (lookalikes.c.first_id == student_id) | (lookalikes.c.second_id == student_id)
