"""Selfies that are kept for a time, sealed."""

import logging
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select

from attendance.model import CheckIn
from storage import errors
from storage.tables import selfies
from storage.transaction import Transaction
from storage.vault import SEALED_SELFIES, Vault

log = logging.getLogger(__name__)


class Selfies:
    """Satisfies ``ports.Selfies``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    async def add(self, check_in: CheckIn, image: bytes, *, erase_at: datetime) -> None:
        row = {
            "bot_id": check_in.update.bot_id,
            "update_id": check_in.update.update_id,
            "sent_at": check_in.sent_at,
            "student_id": check_in.student_id,
            "erase_at": erase_at,
        }
        owner = [row[column.name] for column in SEALED_SELFIES.owner]
        row["content"] = self._vault.seal(image, *owner)
        await self._transaction.change(insert(selfies).values(row))

    async def find(self, student_id: int, sent_at: datetime) -> bytes | None:
        same = _of(student_id) & (selfies.c.sent_at == sent_at)
        row = await self._transaction.first(select(selfies).where(same).order_by(selfies.c.id))
        if row is None:
            return None
        owner = [row[column.name] for column in SEALED_SELFIES.owner]
        try:
            return self._vault.unseal(row["content"], *owner)
        except errors.SealBroken:
            log.error("a selfie that is kept cannot be decrypted: id=%d", row["id"])
            return None

    async def count(self, student_id: int) -> int:
        query = select(func.count()).where(_of(student_id))
        return int(await self._transaction.value(query))

    async def forget(self, at: datetime, *, sent_before: datetime) -> int:
        return await self._erase((selfies.c.erase_at <= at) | (selfies.c.sent_at < sent_before))

    async def forget_of(self, student_id: int) -> int:
        return await self._erase(_of(student_id))

    async def _erase(self, which: ColumnElement[bool]) -> int:
        erased = await self._transaction.change(delete(selfies).where(which))
        self._transaction.erases |= bool(erased)
        return erased


def _of(student_id: int) -> ColumnElement[bool]:
    return selfies.c.student_id == student_id
