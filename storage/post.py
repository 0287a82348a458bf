"""Inbox, outbox and conversations."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, null, or_, select, update

from attendance.mail import Conversation, Failure, Lease, Message, Origin, Owed, Received
from attendance.model import UpdateKey
from storage import rows
from storage.sqlite import insert_new, insert_or_replace
from storage.tables import conversations, inbox, outbox
from storage.transaction import Transaction


class Inbox:
    """Satisfies ``ports.Inbox``; the updates of a chat are in the order of their arrival."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def receive(self, updates: Sequence[Received], at: datetime) -> int:
        if not updates:
            return 0
        times = {"received_at": at, "available_at": at}
        new = [rows.from_received(update) | times for update in updates]
        return await self._transaction.change(insert_new(inbox), new)

    async def waiting(self, at: datetime, *, limit: int, busy: Sequence[int]) -> list[Received]:
        same_chat = inbox.alias()
        head = (
            select(same_chat.c.id)
            .where(same_chat.c.chat_id == inbox.c.chat_id, same_chat.c.done_at.is_(None))
            .order_by(same_chat.c.id)
            .limit(1)
            .scalar_subquery()
        )
        query = (
            select(inbox)
            .where(inbox.c.done_at.is_(None), inbox.c.available_at <= at)
            .where(inbox.c.chat_id.not_in(busy), inbox.c.id == head)
            .order_by(inbox.c.id)
            .limit(limit)
        )
        return [rows.to_received(row) for row in await self._transaction.all(query)]

    async def done(self, key: UpdateKey, at: datetime) -> None:
        await self._update(key, done_at=at, payload=null(), error=None)

    async def postpone(self, key: UpdateKey, until: datetime, error: str) -> None:
        await self._update(key, attempts=inbox.c.attempts + 1, available_at=until, error=error)

    async def set_aside(self, key: UpdateKey, at: datetime, error: str) -> None:
        await self._update(key, done_at=at, error=error)

    async def failures(self, *, limit: int) -> list[Failure]:
        newest = select(inbox).where(_FAILED).order_by(inbox.c.done_at.desc(), inbox.c.id.desc())
        return [rows.to_failure(row) for row in await self._transaction.all(newest.limit(limit))]

    async def count_failures(self) -> int:
        return int(await self._transaction.value(select(func.count()).where(_FAILED)))

    async def retry(self, at: datetime, key: UpdateKey | None = None) -> int:
        anew = {"done_at": None, "error": None, "attempts": 0, "available_at": at}
        which = _FAILED if key is None else _FAILED & _is(key)
        return await self._transaction.change(update(inbox).where(which).values(anew))

    async def drop(self, at: datetime, key: UpdateKey) -> int:
        emptied = {"done_at": at, "error": None, "payload": null()}
        dropping = update(inbox).where(_FAILED & _is(key)).values(emptied)
        return await self._transaction.change(dropping)

    async def oldest_waiting(self) -> datetime | None:
        unhandled = select(inbox.c.received_at).where(inbox.c.done_at.is_(None))
        oldest: datetime | None = await self._transaction.value(
            unhandled.order_by(inbox.c.id).limit(1)
        )
        return oldest

    async def count_waiting(self) -> int:
        count: int = await self._transaction.value(
            select(func.count()).where(inbox.c.done_at.is_(None))
        )
        return count

    async def forget(self, before: datetime) -> None:
        handled = inbox.c.done_at.is_not(None) & (inbox.c.received_at < before)
        await self._transaction.change(delete(inbox).where(handled))

    async def forget_payloads(self, chat_id: int) -> None:
        handled = (inbox.c.chat_id == chat_id) & inbox.c.done_at.is_not(None)
        await self._transaction.change(update(inbox).where(handled).values(payload=null()))
        self._transaction.erases = True

    async def _update(self, key: UpdateKey, **values: Any) -> None:  # noqa: ANN401
        await self._transaction.change(update(inbox).where(_is(key)).values(values))


_FAILED = inbox.c.done_at.is_not(None) & inbox.c.error.is_not(None)


def _is(key: UpdateKey) -> ColumnElement[bool]:
    return (inbox.c.bot_id == key.bot_id) & (inbox.c.update_id == key.update_id)


class Outbox:
    """Satisfies ``ports.Outbox``. ``grew`` says whether anything was added."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.grew = False

    async def add(
        self, message: Message, at: datetime, *, urgent: bool = True, answers: Origin | None = None
    ) -> None:
        rank = rows.URGENT if urgent else rows.PATIENT
        row = _owed(message, rank, at) | (asdict(answers) if answers else {})
        await self._transaction.change(insert(outbox).values(row))
        self.grew = True

    async def add_all(self, messages: Sequence[Message], at: datetime) -> None:
        if messages:
            new = [_owed(message, rows.PATIENT, at) for message in messages]
            await self._transaction.change(insert(outbox), new)
            self.grew = True

    async def due(
        self,
        at: datetime,
        *,
        limit: int,
        busy: Collection[int],
        resting: Collection[int] = (),
        holder: str = "",
    ) -> list[Owed]:
        same_chat = outbox.alias()
        head = (
            select(same_chat.c.id)
            .where(same_chat.c.chat_id == outbox.c.chat_id)
            .order_by(same_chat.c.rank, same_chat.c.id)
            .limit(1)
            .scalar_subquery()
        )
        query = (
            select(outbox)
            .where(outbox.c.available_at <= at, outbox.c.chat_id.not_in(busy))
            .where(or_(outbox.c.rank == rows.URGENT, outbox.c.chat_id.not_in(resting)))
            .where(or_(outbox.c.claimed_by == holder, _unleased(at)))
            .where(outbox.c.id == head)
            .order_by(outbox.c.rank, outbox.c.id)
            .limit(limit)
        )
        return [rows.to_owed(row) for row in await self._transaction.all(query)]

    async def lease(self, owed_ids: Collection[int], lease: Lease) -> None:
        leasing = update(outbox).where(outbox.c.id.in_(owed_ids))
        values = {"claimed_by": lease.holder, "lease_until": lease.until}
        await self._transaction.change(leasing.values(values))

    async def release(self) -> None:
        leased = outbox.c.lease_until.is_not(None)
        await self._transaction.change(update(outbox).where(leased).values(_NO_LEASE))

    async def count(self) -> int:
        count: int = await self._transaction.value(select(func.count()).select_from(outbox))
        return count

    async def sent(self, owed_id: int) -> None:
        await self._transaction.change(delete(outbox).where(outbox.c.id == owed_id))

    async def postpone(self, owed_id: int, until: datetime, error: str) -> None:
        tried = {"attempts": outbox.c.attempts + 1, "available_at": until, "error": error}
        values = tried | _NO_LEASE
        await self._transaction.change(update(outbox).where(outbox.c.id == owed_id).values(values))


_NO_LEASE = {"claimed_by": None, "lease_until": None}


def _unleased(at: datetime) -> ColumnElement[bool]:
    return or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= at)


def _owed(message: Message, rank: int, at: datetime) -> dict[str, Any]:
    return {**rows.from_message(message), "rank": rank, "available_at": at, "attempts": 0}


class Conversations:
    """Satisfies ``ports.Conversations``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, chat_id: int, at: datetime) -> Conversation | None:
        going_on = _of(chat_id) & (conversations.c.expires_at > at)
        row = await self._transaction.first(select(conversations).where(going_on))
        return Conversation(**row) if row else None

    async def put(self, conversation: Conversation) -> None:
        values = asdict(conversation) | {"answers": dict(conversation.answers)}
        await self._transaction.change(insert_or_replace(conversations, values))

    async def end(self, chat_id: int) -> bool:
        return await self._transaction.change(delete(conversations).where(_of(chat_id))) == 1


def _of(chat_id: int) -> ColumnElement[bool]:
    return conversations.c.chat_id == chat_id
