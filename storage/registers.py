"""Records of whole classes over time, for reports."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, func, select, true

from attendance.ports import MarkRow
from storage.tables import classes, marks, memberships, sessions
from storage.transaction import Transaction


class Registers:
    """Satisfies ``ports.Registers``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def classes_of(self, student_id: int) -> list[int]:
        theirs = select(memberships.c.class_id).where(memberships.c.student_id == student_id)
        query = select(classes.c.id).where(classes.c.id.in_(theirs)).order_by(classes.c.code)
        return [row["id"] for row in await self._transaction.all(query)]

    async def marks(
        self, session_ids: Collection[int], *, student_id: int | None = None
    ) -> list[MarkRow]:
        theirs = marks.c.session_id.in_(session_ids), _only(marks.c.student_id, student_id)
        fields = marks.c["session_id", "student_id", "status", "source", "at"]
        query = select(*fields).where(*theirs).order_by(marks.c.session_id, marks.c.student_id)
        return [tuple(row) for row in await self._transaction.tuples(query)]

    async def count(self, class_ids: Collection[int], first: date, last: date) -> int:
        wanted = sessions.c.class_id.in_(class_ids), sessions.c.date.between(first, last)
        query = select(func.count()).select_from(marks.join(sessions)).where(*wanted)
        return int(await self._transaction.value(query))


def _only(column: ColumnElement[int], student_id: int | None) -> ColumnElement[bool]:
    return true() if student_id is None else column == student_id
