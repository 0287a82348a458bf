"""Invites, consents and deliveries."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, insert, select, update

from attendance.model import Delivery, Invite, Role
from storage import errors
from storage.sqlite import insert_new
from storage.tables import deliveries, invites, unreachable
from storage.transaction import Transaction

_INVITE = select(*invites.c["code_hash", "role", "person_id", "expires_at", "used_by"])


class Invites:
    """Satisfies ``ports.Invites``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, invite: Invite, at: datetime) -> None:
        values = asdict(invite) | {"created_at": at}
        await self._transaction.change(insert(invites).values(values))

    async def by_hash(self, code_hash: str) -> Invite | None:
        row = await self._transaction.first(_INVITE.where(invites.c.code_hash == code_hash))
        return Invite(**row) if row else None

    async def use(self, code_hash: str, account_id: int, at: datetime) -> None:
        unused = (invites.c.code_hash == code_hash) & invites.c.used_by.is_(None)
        using = update(invites).where(unused).values(used_by=account_id, used_at=at)
        if not await self._transaction.change(using):
            raise errors.Conflict("an invite is used once")

    async def revoke(self, role: Role, person_id: int) -> None:
        await self._transaction.change(delete(invites).where(_unused(role, person_id)))

    async def forget(self, role: Role, person_id: int) -> None:
        theirs = (invites.c.role == role) & (invites.c.person_id == person_id)
        await self._transaction.change(delete(invites).where(theirs))

    async def has_open(self, role: Role, person_id: int, at: datetime) -> bool:
        fresh = _unused(role, person_id) & (invites.c.expires_at > at)
        return bool(await self._transaction.value(select(exists().where(fresh))))

    async def waiting(self, at: datetime) -> list[Invite]:
        query = _INVITE.where(_fresh(at)).order_by(invites.c.expires_at.desc())
        return [Invite(**row) for row in await self._transaction.all(query)]

    async def open(self, role: Role, at: datetime) -> set[int]:
        query = select(invites.c.person_id).where(_fresh(at), invites.c.role == role)
        return {row["person_id"] for row in await self._transaction.all(query)}


class Deliveries:
    """Satisfies ``ports.Deliveries``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def claim(self, new: Mapping[Delivery, datetime], at: datetime) -> set[Delivery]:
        if not new:
            return set()
        same_classes = deliveries.c.class_id.in_({one.class_id for one in new})
        since = deliveries.c.date >= min(one.date for one in new)
        made = await self._made(same_classes & since)
        claimed = {one for one, moment in new.items() if one not in made or made[one] < moment}
        for again in claimed & made.keys():
            same = and_(*(deliveries.c[name] == value for name, value in asdict(again).items()))
            await self._transaction.change(update(deliveries).where(same).values(made_at=at))
        if first := claimed - made.keys():
            values = [{**asdict(one), "made_at": at} for one in first]
            await self._transaction.change(insert(deliveries), values)
        return claimed

    async def made(self, since: date) -> dict[Delivery, datetime]:
        return await self._made(deliveries.c.date >= since)

    async def _made(self, condition: ColumnElement[bool]) -> dict[Delivery, datetime]:
        query = select(deliveries).where(condition)
        return {
            Delivery(
                teacher_id=row["teacher_id"],
                class_id=row["class_id"],
                date=row["date"],
                kind=row["kind"],
            ): row["made_at"]
            for row in await self._transaction.all(query)
        }


_REACHED = delete(unreachable).where(unreachable.c.account_id == bindparam("account_id"))


class Unreachable:
    """Satisfies ``ports.Unreachable``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, account_id: int, at: datetime) -> bool:
        adding = insert_new(unreachable).values(account_id=account_id, since=at)
        return await self._transaction.change(adding) == 1

    async def remove(self, account_id: int) -> None:
        await self._transaction.change(_REACHED, {"account_id": account_id})

    async def accounts(self) -> list[int]:
        newest = unreachable.c.since.desc(), unreachable.c.account_id
        rows = await self._transaction.all(select(unreachable).order_by(*newest))
        return [row["account_id"] for row in rows]


def _fresh(at: datetime) -> ColumnElement[bool]:
    return invites.c.used_by.is_(None) & (invites.c.expires_at > at)


def _unused(role: Role, person_id: int) -> ColumnElement[bool]:
    person = (invites.c.role == role) & (invites.c.person_id == person_id)
    return person & invites.c.used_by.is_(None)
