"""Warnings, and whose attendance has changed since they were judged."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from attendance.errors import NotFound
from attendance.standing import GivenWarning
from storage import rows
from storage.sqlite import insert_new
from storage.tables import unjudged, warnings
from storage.transaction import Transaction


class Warnings:
    """Satisfies ``ports.Warnings``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def note_changed(self, class_id: int, student_ids: Collection[int]) -> None:
        if not student_ids:
            return
        keys = [{"class_id": class_id, "student_id": one} for one in student_ids]
        await self._transaction.change(insert_new(unjudged), keys)

    async def changed(self) -> dict[int, frozenset[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for row in await self._transaction.all(select(unjudged)):
            found[row["class_id"]].add(row["student_id"])
        return {class_id: frozenset(students) for class_id, students in found.items()}

    async def note_judged(self, class_id: int, student_ids: Collection[int]) -> None:
        theirs = (unjudged.c.class_id == class_id) & unjudged.c.student_id.in_(student_ids)
        await self._transaction.change(delete(unjudged).where(theirs))

    async def add(self, warning: GivenWarning) -> GivenWarning:
        adding = insert(warnings).values(rows.from_warning(warning)).returning(warnings.c.id)
        return rows.with_id(warning, await self._transaction.value(adding))

    async def save(self, warning: GivenWarning) -> None:
        saving = update(warnings).where(warnings.c.id == warning.id)
        if not await self._transaction.change(saving.values(rows.from_warning(warning))):
            raise NotFound("warning", warning.id)

    async def standing(self, class_id: int) -> list[GivenWarning]:
        return await self._find(warnings.c.class_id == class_id, warnings.c.ended.is_(None))

    async def between(
        self, class_ids: Collection[int], first: date, last: date
    ) -> dict[int, list[GivenWarning]]:
        found: dict[int, list[GivenWarning]] = defaultdict(list)
        for one in await self._find(
            warnings.c.class_id.in_(class_ids),
            warnings.c.day <= last,
            or_(warnings.c.ended.is_(None), warnings.c.ended > first),
            or_(warnings.c.ended.is_(None), warnings.c.ended > warnings.c.day),
        ):
            found[one.class_id].append(one)
        return dict(found)

    async def _find(self, *conditions: ColumnElement[bool]) -> list[GivenWarning]:
        query = select(warnings).where(*conditions).order_by(warnings.c.id)
        return [rows.to_warning(row) for row in await self._transaction.all(query)]
