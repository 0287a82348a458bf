"""Inbox, outbox and conversations."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    delete,
    func,
    insert,
    null,
    or_,
    select,
    update,
)

from attendance.mail import (
    Conversation,
    Failure,
    Lease,
    Message,
    Origin,
    Owed,
    Received,
    Undelivered,
)
from attendance.model import UpdateKey
from storage import rows
from storage.prepared import rows_by
from storage.sqlite import insert_new, insert_or_replace
from storage.tables import conversations, inbox, outbox
from storage.transaction import Transaction
from storage.types import UtcDateTime


def _waiting() -> Select[Any]:
    same_chat = inbox.alias()
    head = (
        select(same_chat.c.id)
        .where(same_chat.c.chat_id == inbox.c.chat_id, same_chat.c.done_at.is_(None))
        .order_by(same_chat.c.id)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(inbox)
        .where(inbox.c.done_at.is_(None), inbox.c.available_at <= bindparam("at"))
        .where(inbox.c.chat_id.not_in(bindparam("busy", expanding=True)), inbox.c.id == head)
        .order_by(inbox.c.id)
        .limit(bindparam("limit"))
    )


_RECEIVE = insert_new(inbox)
_WAITING = _waiting()
_DONE = (
    update(inbox)
    .where(inbox.c.bot_id == bindparam("of_bot_id"), inbox.c.update_id == bindparam("of_update_id"))
    .values(done_at=bindparam("at"), payload=null(), error=None)
)


class Inbox:
    """Satisfies ``ports.Inbox``; the updates of a chat are in the order of their arrival."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def receive(self, updates: Sequence[Received], at: datetime) -> int:
        if not updates:
            return 0
        times = {"received_at": at, "available_at": at}
        new = [rows.from_received(update) | times for update in updates]
        return await self._transaction.change(_RECEIVE, new)

    async def waiting(self, at: datetime, *, limit: int, busy: Sequence[int]) -> list[Received]:
        values = {"at": at, "limit": limit, "busy": busy}
        return [rows.to_received(row) for row in await self._transaction.all(_WAITING, values)]

    async def done(self, key: UpdateKey, at: datetime) -> None:
        of = {"of_bot_id": key.bot_id, "of_update_id": key.update_id}
        await self._transaction.change(_DONE, {**of, "at": at})

    async def postpone(self, key: UpdateKey, until: datetime, error: str) -> None:
        await self._update(key, attempts=inbox.c.attempts + 1, available_at=until, error=error)

    async def unhandled(self, keys: Collection[UpdateKey]) -> list[UpdateKey]:
        theirs = inbox.c.update_id.in_([key.update_id for key in keys])
        query = select(*inbox.c["bot_id", "update_id"]).where(theirs, inbox.c.done_at.is_(None))
        found = await self._transaction.all(query.order_by(inbox.c.id))
        return [key for row in found if (key := UpdateKey(**row)) in keys]

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
        # Without what it said, what failed cannot be tried again.
        emptied = {"payload": null(), "error": None}
        await self._transaction.change(update(inbox).where(handled).values(emptied))
        self._transaction.erases = True

    async def _update(self, key: UpdateKey, **values: Any) -> None:  # noqa: ANN401
        await self._transaction.change(update(inbox).where(_is(key)).values(values))


_FAILED = inbox.c.done_at.is_not(None) & inbox.c.error.is_not(None)


def _is(key: UpdateKey) -> ColumnElement[bool]:
    return (inbox.c.bot_id == key.bot_id) & (inbox.c.update_id == key.update_id)


_OWED = outbox.c.rank < rows.SET_ASIDE  # which indexes tell: a row may hold a large file


def _due() -> Select[Any]:
    same_chat = outbox.alias()
    head = (
        select(same_chat.c.id)
        .where(same_chat.c.chat_id == outbox.c.chat_id)
        .order_by(same_chat.c.rank, same_chat.c.id)
        .limit(1)
        .scalar_subquery()
    )
    at = bindparam("at", type_=UtcDateTime)
    is_busy = outbox.c.chat_id.in_(bindparam("busy", expanding=True))
    rests = outbox.c.chat_id.in_(bindparam("resting", expanding=True))
    is_theirs = outbox.c.claimed_by == bindparam("holder")
    unleased = or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= at)
    return (
        select(outbox)
        .where(_OWED, outbox.c.available_at <= at, ~is_busy)
        .where(or_(outbox.c.rank == rows.URGENT, ~rests))
        .where(or_(is_theirs, unleased))
        .where(outbox.c.id == head)
        .order_by(outbox.c.rank, outbox.c.id)
        .limit(bindparam("limit"))
    )


_UNDELIVERED = outbox.c.rank == rows.SET_ASIDE
_NO_LEASE = {"claimed_by": None, "lease_until": None}
_OWE = insert(outbox)
_DUE = _due()
_LEASE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("owed_ids", expanding=True)))
    .values(claimed_by=bindparam("holder"), lease_until=bindparam("until"))
)
_SENT = delete(outbox).where(outbox.c.id == bindparam("id"))


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
        await self._transaction.change(_OWE, row)
        self.grew = True

    async def add_all(self, messages: Sequence[Message], at: datetime) -> None:
        if messages:
            new = [_owed(message, rows.PATIENT, at) for message in messages]
            await self._transaction.change(_OWE, new)
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
        values = {"at": at, "limit": limit, "busy": busy, "resting": resting, "holder": holder}
        return [rows.to_owed(row) for row in await self._transaction.all(_DUE, values)]

    async def lease(self, owed_ids: Collection[int], lease: Lease) -> None:
        values = {"owed_ids": owed_ids, "holder": lease.holder, "until": lease.until}
        await self._transaction.change(_LEASE, values)

    async def release(self) -> None:
        leased = outbox.c.lease_until.is_not(None)
        await self._transaction.change(update(outbox).where(leased).values(_NO_LEASE))

    async def strike_off(self, ids: Collection[int], *, holder: str) -> int:
        theirs = outbox.c.id.in_(ids) & (outbox.c.claimed_by == holder)
        return await self._transaction.change(delete(outbox).where(theirs))

    async def count(self) -> int:
        count: int = await self._transaction.value(select(func.count()).where(_OWED))
        return count

    async def sent(self, owed_id: int) -> None:
        await self._transaction.change(_SENT, {"id": owed_id})

    async def postpone(
        self,
        owed_id: int,
        until: datetime,
        error: str,
        *,
        failing_since: datetime | None = None,
        behind: bool = False,
    ) -> None:
        rank = {"rank": rows.BEHIND} if behind else {}
        when = {"available_at": until, "failing_since": failing_since}
        await self._update(owed_id, attempts=outbox.c.attempts + 1, error=error, **when, **rank)

    async def set_aside(self, owed_id: int, at: datetime, error: str) -> None:
        await self._update(owed_id, rank=rows.SET_ASIDE, set_aside_at=at, error=error)

    async def failures(self, *, limit: int) -> list[Undelivered]:
        query = select(outbox.c.chat_id, outbox.c.set_aside_at, outbox.c.error).where(_UNDELIVERED)
        newest = query.order_by(outbox.c.set_aside_at.desc(), outbox.c.id.desc()).limit(limit)
        return [rows.to_undelivered(row) for row in await self._transaction.all(newest)]

    async def count_failures(self) -> int:
        return int(await self._transaction.value(select(func.count()).where(_UNDELIVERED)))

    async def retry(self, at: datetime) -> int:
        anew = {"set_aside_at": None, "failing_since": None, "error": None, "attempts": 0}
        owing = {"rank": rows.BEHIND, "available_at": at}
        again = update(outbox).where(_UNDELIVERED).values(anew | owing)
        count = await self._transaction.change(again)
        self.grew |= count > 0
        return count

    async def drop(self) -> int:
        return await self._transaction.change(delete(outbox).where(_UNDELIVERED))

    async def forget(self, before: datetime) -> None:
        await self._transaction.change(
            delete(outbox).where(_UNDELIVERED, outbox.c.set_aside_at < before)
        )

    async def forget_failures(self, chat_id: int) -> None:
        theirs = _UNDELIVERED & (outbox.c.chat_id == chat_id)
        await self._transaction.change(delete(outbox).where(theirs))

    async def _update(self, owed_id: int, **values: object) -> None:
        changing = update(outbox).where(outbox.c.id == owed_id).values(values | _NO_LEASE)
        await self._transaction.change(changing)


def _owed(message: Message, rank: int, at: datetime) -> dict[str, Any]:
    return {**rows.from_message(message), "rank": rank, "available_at": at, "attempts": 0}


_GOING_ON = rows_by(conversations.c.chat_id).where(conversations.c.expires_at > bindparam("at"))


class Conversations:
    """Satisfies ``ports.Conversations``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, chat_id: int, at: datetime) -> Conversation | None:
        row = await self._transaction.first(_GOING_ON, {"chat_id": chat_id, "at": at})
        return Conversation(**row) if row else None

    async def put(self, conversation: Conversation) -> None:
        values = asdict(conversation) | {"answers": dict(conversation.answers)}
        await self._transaction.change(insert_or_replace(conversations, values))

    async def end(self, chat_id: int) -> bool:
        return await self._transaction.change(delete(conversations).where(_of(chat_id))) == 1

    async def forget(self, at: datetime) -> None:
        expired = delete(conversations).where(conversations.c.expires_at <= at)
        self._transaction.erases |= bool(await self._transaction.change(expired))


def _of(chat_id: int) -> ColumnElement[bool]:
    return conversations.c.chat_id == chat_id
