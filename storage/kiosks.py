"""The accounts that stand at the doors of classes."""

from dataclasses import asdict

from sqlalchemy import delete, insert, select

from attendance.model import Kiosk, Role
from storage.prepared import rows_by
from storage.tables import invites, kiosks
from storage.transaction import Transaction

_BY_ACCOUNT = rows_by(kiosks.c.account_id)


class Kiosks:
    """Satisfies ``ports.Kiosks``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, kiosk: Kiosk) -> None:
        await self._transaction.change(insert(kiosks).values(asdict(kiosk)))

    async def by_account(self, account_id: int) -> Kiosk | None:
        row = await self._transaction.first(_BY_ACCOUNT, {"account_id": account_id})
        return Kiosk(**row) if row else None

    async def of_class(self, class_id: int) -> list[Kiosk]:
        first = kiosks.c.linked_at, kiosks.c.account_id
        query = select(kiosks).where(kiosks.c.class_id == class_id).order_by(*first)
        return [Kiosk(**row) for row in await self._transaction.all(query)]

    async def remove(self, account_id: int) -> bool:
        used = (invites.c.role == Role.KIOSK) & (invites.c.used_by == account_id)
        await self._transaction.change(delete(invites).where(used))
        removing = delete(kiosks).where(kiosks.c.account_id == account_id)
        return await self._transaction.change(removing) == 1
