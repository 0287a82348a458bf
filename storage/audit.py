"""The audit log."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, true

from attendance.errors import NotFound
from attendance.model import Act, Sought
from storage import rows
from storage.tables import audit
from storage.transaction import Transaction

_TESTS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "account_id": lambda value: audit.c.account_id == value,
    "action": lambda value: audit.c.action == value,
    "outcome": lambda value: audit.c.outcome == value,
    "class_code": lambda value: audit.c.class_code == value,
    "roll_no": lambda value: or_(audit.c.roll_no == value, audit.c.other_roll_no == value),
    "since": lambda value: audit.c.at >= value,
    "until": lambda value: audit.c.at < value,
    "before_id": lambda value: audit.c.id < value,
}


class Audit:
    """Satisfies ``ports.Audit``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, act: Act) -> Act:
        values = {name: value for name, value in asdict(act).items() if name != "id"}
        adding = insert(audit).values(values).returning(audit.c.id)
        return rows.with_id(act, await self._transaction.value(adding))

    async def get(self, act_id: int) -> Act:
        row = await self._transaction.first(select(audit).where(audit.c.id == act_id))
        if row is None:
            raise NotFound("act", act_id)
        return Act(**row)

    async def find(self, sought: Sought, *, limit: int, offset: int = 0) -> list[Act]:
        query = select(audit).where(_matching(sought)).order_by(audit.c.id.desc())
        found = await self._transaction.all(query.limit(limit).offset(offset))
        return [Act(**row) for row in found]

    async def count(self, sought: Sought) -> int:
        counting = select(func.count()).select_from(audit).where(_matching(sought))
        return int(await self._transaction.value(counting))

    async def actions(self) -> list[str]:
        query = select(audit.c.action).distinct().order_by(audit.c.action)
        return [row["action"] for row in await self._transaction.all(query)]

    async def forget(self, before: datetime) -> int:
        return await self._transaction.change(delete(audit).where(audit.c.at < before))


def _matching(sought: Sought) -> ColumnElement[bool]:
    asked = asdict(sought)
    conditions = (test(asked[name]) for name, test in _TESTS.items() if asked[name] is not None)
    return and_(true(), *conditions)
