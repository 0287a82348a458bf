"""What came in and is yet to be handled, what is owed, and who cannot be reached."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

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
from attendance.model import Delivery, UpdateKey


class Inbox(Protocol):
    """Updates received and not yet fully handled; handled ones are remembered by key alone."""

    async def receive(self, updates: Sequence[Received], at: datetime) -> int:
        """Store what is new; how many were."""
        ...

    async def waiting(self, at: datetime, *, limit: int, busy: Sequence[int]) -> list[Received]:
        """The oldest unhandled update of each chat, busy chats left out, if it may be tried."""
        ...

    async def done(self, key: UpdateKey, at: datetime) -> None: ...
    async def postpone(self, key: UpdateKey, until: datetime, error: str) -> None:
        """Count a failed attempt; not tried again before ``until``."""
        ...

    async def unhandled(self, keys: Collection[UpdateKey]) -> list[UpdateKey]:
        """Those of a few that wait to be handled, in the order of their arrival."""
        ...

    async def set_aside(self, key: UpdateKey, at: datetime, error: str) -> None:
        """Give up: handled, with its error and its payload kept."""
        ...

    async def failures(self, *, limit: int) -> list[Failure]:
        """The last that were set aside, newest first."""
        ...

    async def count_failures(self) -> int: ...
    async def retry(self, at: datetime, key: UpdateKey | None = None) -> int:
        """Let what was set aside, or all of it, wait again as if never tried; how many that is."""
        ...

    async def drop(self, at: datetime, key: UpdateKey) -> int:
        """Forget the payload and the error of one that was set aside; 0 when there is none."""
        ...

    async def oldest_waiting(self) -> datetime | None:
        """When the oldest unhandled update was received."""
        ...

    async def count_waiting(self) -> int:
        """How many updates are not handled yet."""
        ...

    async def forget(self, before: datetime) -> None:
        """Drop handled updates that were received before a moment."""
        ...

    async def forget_payloads(self, chat_id: int) -> None:
        """Drop what handled updates of a chat say, of those set aside too."""
        ...


class Outbox(Protocol):
    """Messages owed and not yet accepted by Telegram."""

    async def add(
        self, message: Message, at: datetime, *, urgent: bool = True, answers: Origin | None = None
    ) -> None:
        """Owe a message; urgent ones (answers to people) go before the others."""
        ...

    async def add_all(self, messages: Sequence[Message], at: datetime) -> None:
        """Owe many messages that are not urgent, in this order."""
        ...

    async def due(
        self,
        at: datetime,
        *,
        limit: int,
        busy: Collection[int],
        resting: Collection[int] = (),
        holder: str = "",
    ) -> list[Owed]:
        """The next message of each chat, urgent first.

        Left out are busy chats, of resting ones what is not urgent, and what anybody but
        ``holder`` has leased.
        """
        ...

    async def lease(self, owed_ids: Collection[int], lease: Lease) -> None:
        """Give messages to somebody to send, in the transaction that found them due."""
        ...

    async def release(self) -> None:
        """End every lease: whoever held one has been killed."""
        ...

    async def strike_off(self, ids: Collection[int], *, holder: str) -> int:
        """Take out what was sent by a holder of leases, who is gone; how many there were."""
        ...

    async def count(self) -> int:
        """How many messages are owed, but for those set aside."""
        ...

    async def sent(self, owed_id: int) -> None: ...
    async def postpone(
        self,
        owed_id: int,
        until: datetime,
        error: str,
        *,
        failing_since: datetime | None = None,
        behind: bool = False,
    ) -> None:
        """Count a failed attempt and end its lease; not tried again before ``until``.

        ``behind`` lets whatever else is owed to its chat pass, from now on.
        """
        ...

    async def set_aside(self, owed_id: int, at: datetime, error: str) -> None:
        """Give up: kept with its error, but not owed any more."""
        ...

    async def failures(self, *, limit: int) -> list[Undelivered]:
        """The last that were set aside, newest first."""
        ...

    async def count_failures(self) -> int: ...
    async def retry(self, at: datetime) -> int:
        """Owe all that was set aside again, as if never tried; how many that is."""
        ...

    async def drop(self) -> int:
        """Forget all that was set aside; how many that was."""
        ...

    async def forget(self, before: datetime) -> None:
        """Forget what was set aside before a moment."""
        ...

    async def forget_failures(self, chat_id: int) -> None:
        """Forget what was set aside of a chat."""
        ...


class Conversations(Protocol):
    """What a chat is in the middle of; it survives a restart."""

    async def get(self, chat_id: int, at: datetime) -> Conversation | None:
        """The chat's conversation, unless it has expired."""
        ...

    async def put(self, conversation: Conversation) -> None: ...
    async def end(self, chat_id: int) -> bool:
        """Forget it; False when there was none."""
        ...

    async def forget(self, at: datetime) -> None:
        """Forget all that have expired, with what was written in them."""
        ...


class Deliveries(Protocol):
    """Which summaries have been handed over."""

    async def claim(self, new: Mapping[Delivery, datetime], at: datetime) -> set[Delivery]:
        """Note many as handed over; those that were not since the moment given for each."""
        ...

    async def made(self, since: date) -> dict[Delivery, datetime]:
        """All that were handed over for local dates from ``since`` on, and when last."""
        ...


class Unreachable(Protocol):
    """Accounts that have blocked us."""

    async def add(self, account_id: int, at: datetime) -> bool:
        """Note one; False when it is known already."""
        ...

    async def remove(self, account_id: int) -> None:
        """The account takes messages again."""
        ...

    async def accounts(self) -> list[int]:
        """All of them, those that blocked us last first."""
        ...
