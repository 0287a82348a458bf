"""What admins have set up, as it was and as it became."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, update

from attendance.errors import NotFound
from attendance.model import Class, Edit, Holiday
from storage import rows
from storage.tables import edits
from storage.transaction import Transaction

_VALUE: TypeAdapter[Class | Holiday] = TypeAdapter(Class | Holiday)


class Edits:
    """Satisfies ``ports.Edits``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, edit: Edit) -> Edit:
        values = {
            "at": edit.at,
            "account_id": edit.account_id,
            "before": _packed(edit.before),
            "after": _packed(edit.after),
            "undone_at": edit.undone_at,
        }
        adding = insert(edits).values(values).returning(edits.c.id)
        return rows.with_id(edit, await self._transaction.value(adding))

    async def get(self, edit_id: int) -> Edit:
        row = await self._transaction.first(select(edits).where(edits.c.id == edit_id))
        if row is None:
            raise NotFound("edit", edit_id)
        values = {"before": _unpacked(row["before"]), "after": _unpacked(row["after"])}
        return Edit(**{**row, **values})

    async def undone(self, edit_id: int, at: datetime) -> None:
        noting = update(edits).where(edits.c.id == edit_id).values(undone_at=at)
        if not await self._transaction.change(noting):
            raise NotFound("edit", edit_id)

    async def forget(self, before: datetime) -> None:
        await self._transaction.change(delete(edits).where(edits.c.at < before))


def _packed(value: Class | Holiday | None) -> Any:  # noqa: ANN401 - an object of JSON
    return None if value is None else _VALUE.dump_python(value, mode="json")


def _unpacked(stored: Any) -> Class | Holiday | None:  # noqa: ANN401
    return None if stored is None else _VALUE.validate_python(stored)
