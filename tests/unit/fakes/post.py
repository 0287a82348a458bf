"""Inbox, outbox and conversations in memory."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

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
from tests.unit.fakes.state import KeptMessage, KeptUpdate, Repository


class Inbox(Repository):
    async def receive(self, updates: Sequence[Received], at: datetime) -> int:
        before = len(self._state.inbox)
        for update in updates:
            kept = KeptUpdate(update=update, received_at=at, available_at=at)
            self._state.inbox.setdefault(update.key, kept)
        return len(self._state.inbox) - before

    async def waiting(self, at: datetime, *, limit: int, busy: Sequence[int]) -> list[Received]:
        heads: dict[int, KeptUpdate] = {}
        for kept in self._unhandled():
            heads.setdefault(kept.update.chat_id, kept)
        ready = [
            kept.update
            for chat_id, kept in heads.items()
            if chat_id not in busy and kept.available_at <= at
        ]
        return ready[:limit]

    async def done(self, key: UpdateKey, at: datetime) -> None:
        kept = self._state.inbox[key]
        emptied = replace(kept.update, payload={})
        self._state.inbox[key] = replace(kept, done_at=at, error=None, update=emptied)

    async def postpone(self, key: UpdateKey, until: datetime, error: str) -> None:
        kept = self._state.inbox[key]
        tried = replace(kept.update, attempts=kept.update.attempts + 1)
        self._state.inbox[key] = replace(kept, update=tried, available_at=until, error=error)

    async def unhandled(self, keys: Collection[UpdateKey]) -> list[UpdateKey]:
        return [kept.update.key for kept in self._unhandled() if kept.update.key in keys]

    async def set_aside(self, key: UpdateKey, at: datetime, error: str) -> None:
        self._state.inbox[key] = replace(self._state.inbox[key], done_at=at, error=error)

    async def failures(self, *, limit: int) -> list[Failure]:
        newest = [Failure(key=k, at=kept.done_at, error=kept.error) for k, kept in self._failed()]
        newest.reverse()
        return sorted(newest, key=lambda one: one.at, reverse=True)[:limit]

    async def count_failures(self) -> int:
        return len(self._failed())

    async def retry(self, at: datetime, key: UpdateKey | None = None) -> int:
        chosen = [(one, kept) for one, kept in self._failed() if key in (None, one)]
        for one, kept in chosen:
            fresh = replace(kept.update, attempts=0)
            self._state.inbox[one] = replace(
                kept, update=fresh, done_at=None, error=None, available_at=at
            )
        return len(chosen)

    async def drop(self, at: datetime, key: UpdateKey) -> int:
        if key not in dict(self._failed()):
            return 0
        await self.done(key, at)
        return 1

    async def oldest_waiting(self) -> datetime | None:
        return min((kept.received_at for kept in self._unhandled()), default=None)

    async def count_waiting(self) -> int:
        return len(self._unhandled())

    async def forget(self, before: datetime) -> None:
        for key, kept in list(self._state.inbox.items()):
            if kept.done_at is not None and kept.received_at < before:
                del self._state.inbox[key]

    def _failed(self) -> list[tuple[UpdateKey, KeptUpdate]]:
        kept = self._state.inbox.items()
        return [(key, one) for key, one in kept if one.done_at and one.error is not None]

    async def forget_payloads(self, chat_id: int) -> None:
        for key, kept in list(self._state.inbox.items()):
            if kept.done_at is not None and kept.update.chat_id == chat_id:
                emptied = replace(kept.update, payload={})
                self._state.inbox[key] = replace(kept, update=emptied, error=None)

    def _unhandled(self) -> list[KeptUpdate]:
        return [kept for kept in self._state.inbox.values() if kept.done_at is None]


class Outbox(Repository):
    grew = False

    async def add(
        self, message: Message, at: datetime, *, urgent: bool = True, answers: Origin | None = None
    ) -> None:
        kept = KeptMessage(message=message, urgent=urgent, available_at=at, answers=answers)
        self._state.outbox[self._state.next_id()] = kept
        self.grew = True

    async def add_all(self, messages: Sequence[Message], at: datetime) -> None:
        for message in messages:
            await self.add(message, at, urgent=False)

    async def due(
        self,
        at: datetime,
        *,
        limit: int,
        busy: Collection[int],
        resting: Collection[int] = (),
        holder: str = "",
    ) -> list[Owed]:
        heads: dict[int, tuple[int, KeptMessage]] = {}
        for owed_id, kept in sorted(self._owed().items(), key=_turn):
            heads.setdefault(kept.message.chat_id, (owed_id, kept))
        ready = [
            Owed(
                id=owed_id,
                message=kept.message,
                attempts=kept.attempts,
                urgent=kept.urgent and not kept.behind,
                answers=kept.answers,
                failing_since=kept.failing_since,
            )
            for chat_id, (owed_id, kept) in heads.items()
            if chat_id not in busy
            and kept.available_at <= at
            and ((kept.urgent and not kept.behind) or chat_id not in resting)
            and (kept.lease is None or kept.lease.holder == holder or kept.lease.until <= at)
        ]
        return ready[:limit]

    async def lease(self, owed_ids: Collection[int], lease: Lease) -> None:
        for owed_id in owed_ids:
            self._state.outbox[owed_id] = replace(self._state.outbox[owed_id], lease=lease)

    async def release(self) -> None:
        await self.lease(list(self._state.outbox), None)

    async def strike_off(self, ids: Collection[int], *, holder: str) -> int:
        outbox = self._state.outbox
        kept = {owed_id: outbox[owed_id] for owed_id in ids if owed_id in outbox}
        theirs = [key for key, one in kept.items() if one.lease and one.lease.holder == holder]
        for owed_id in theirs:
            del outbox[owed_id]
        return len(theirs)

    async def count(self) -> int:
        return len(self._owed())

    async def sent(self, owed_id: int) -> None:
        self._state.outbox.pop(owed_id, None)

    async def postpone(
        self,
        owed_id: int,
        until: datetime,
        error: str,
        *,
        failing_since: datetime | None = None,
        behind: bool = False,
    ) -> None:
        kept = self._state.outbox[owed_id]
        self._state.outbox[owed_id] = replace(
            kept,
            available_at=until,
            attempts=kept.attempts + 1,
            error=error,
            failing_since=failing_since,
            behind=kept.behind or behind,
            lease=None,
        )

    async def set_aside(self, owed_id: int, at: datetime, error: str) -> None:
        kept = self._state.outbox[owed_id]
        self._state.outbox[owed_id] = replace(kept, set_aside_at=at, error=error, lease=None)

    async def failures(self, *, limit: int) -> list[Undelivered]:
        found = [
            Undelivered(chat_id=kept.message.chat_id, at=kept.set_aside_at, error=kept.error)
            for _, kept in reversed(self._failed())
        ]
        return sorted(found, key=lambda one: one.at, reverse=True)[:limit]

    async def count_failures(self) -> int:
        return len(self._failed())

    async def retry(self, at: datetime) -> int:
        failed = self._failed()
        for owed_id, kept in failed:
            anew = replace(kept, set_aside_at=None, failing_since=None, error=None)
            self._state.outbox[owed_id] = replace(anew, attempts=0, available_at=at)
        self.grew |= bool(failed)
        return len(failed)

    async def drop(self) -> int:
        return self._forget(lambda _: True)

    async def forget(self, before: datetime) -> None:
        self._forget(lambda kept: kept.set_aside_at < before)

    async def forget_failures(self, chat_id: int) -> None:
        self._forget(lambda kept: kept.message.chat_id == chat_id)

    def _owed(self) -> dict[int, KeptMessage]:
        return {key: one for key, one in self._state.outbox.items() if one.set_aside_at is None}

    def _failed(self) -> list[tuple[int, KeptMessage]]:
        return [(key, one) for key, one in self._state.outbox.items() if one.set_aside_at]

    def _forget(self, which: Callable[[KeptMessage], bool]) -> int:
        chosen = [key for key, kept in self._failed() if which(kept)]
        for key in chosen:
            del self._state.outbox[key]
        return len(chosen)


class Conversations(Repository):
    async def get(self, chat_id: int, at: datetime) -> Conversation | None:
        conversation = self._state.conversations.get(chat_id)
        return conversation if conversation and conversation.expires_at > at else None

    async def put(self, conversation: Conversation) -> None:
        self._state.conversations[conversation.chat_id] = conversation

    async def end(self, chat_id: int) -> bool:
        return self._state.conversations.pop(chat_id, None) is not None

    async def forget(self, at: datetime) -> None:
        for chat_id, one in list(self._state.conversations.items()):
            if one.expires_at <= at:
                del self._state.conversations[chat_id]


def _turn(entry: tuple[int, KeptMessage]) -> tuple[bool, bool, int]:
    owed_id, kept = entry
    return (kept.behind, not kept.urgent, owed_id)
