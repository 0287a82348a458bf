"""Enrolment photos that may be shown again: two columns of the templates."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from attendance.model import SentPicture
from storage.tables import TemplateState, students, templates
from storage.transaction import Transaction


class References:
    """Satisfies ``ports.References``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def put(self, template_id: int, picture: SentPicture) -> None:
        kept = (templates.c.id == template_id) & (templates.c.state != TemplateState.ERASED)
        values = {"file_id": picture.file_id, "as_document": picture.as_document}
        await self._transaction.change(update(templates).where(kept).values(values))

    async def find(self, student_id: int) -> SentPicture | None:
        fields = templates.c["file_id", "as_document"]
        query = select(*fields).where(_theirs(student_id))
        row = await self._transaction.first(query.order_by(templates.c.id).limit(1))
        return SentPicture(**row) if row else None

    async def keep_one(self, student_id: int) -> None:
        earliest = select(func.min(templates.c.id)).where(_theirs(student_id)).scalar_subquery()
        await self._forget(_theirs(student_id) & (templates.c.id != earliest))

    async def forget(self, student_id: int) -> None:
        await self._forget(_theirs(student_id))

    async def forget_one(self, template_id: int) -> None:
        await self._forget(templates.c.id == template_id)

    async def forget_unanswered(self, before: datetime) -> int:
        kept = select(students.c.id).where(students.c.keeps_photo.is_(True))
        old = templates.c.file_id.is_not(None) & (templates.c.stored_at < before)
        return await self._forget(old & templates.c.student_id.not_in(kept))

    async def _forget(self, which: ColumnElement[bool]) -> int:
        forgetting = update(templates).where(which).values(file_id=None, as_document=None)
        return await self._transaction.change(forgetting)


def _theirs(student_id: int) -> ColumnElement[bool]:
    return (templates.c.student_id == student_id) & templates.c.file_id.is_not(None)
