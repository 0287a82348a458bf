"""What comes in from people and what goes out to them, and the boxes that keep it.

``Inbox``, ``Outbox`` and ``Conversations`` are ports, like those in ``ports.py``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from attendance.model import SentPicture, UpdateKey


@dataclass(frozen=True, kw_only=True)
class Received:
    """One update as Telegram sent it; ``payload`` is its JSON object."""

    key: UpdateKey
    chat_id: int
    payload: Mapping[str, Any]
    attempts: int = 0


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button under a message; pressing it sends ``data`` back (64 bytes at most)."""

    text: str
    data: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message owed to a chat: plain text, or a picture (PNG) with the text as its caption.

    ``sent_picture`` is one that Telegram has, in place of ``picture``. ``reply_to`` is a message of
    that chat to answer; ``edits`` one of ours to replace instead, by its caption if ``captioned``.
    """

    chat_id: int
    text: str
    picture: bytes | None = field(default=None, repr=False)
    buttons: tuple[tuple[Button, ...], ...] = ()
    reply_to: int | None = None
    edits: int | None = None
    captioned: bool = False
    sent_picture: SentPicture | None = None


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A message in the outbox, with how often it has been tried."""

    id: int
    message: Message
    attempts: int = 0


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A command that still asks for things, or for photos, in one chat."""

    chat_id: int
    command: str
    answers: Mapping[str, str]
    expires_at: datetime


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

    async def set_aside(self, key: UpdateKey, at: datetime, error: str) -> None:
        """Give up: handled, with its error and its payload kept."""
        ...

    async def oldest_waiting(self) -> datetime | None:
        """When the oldest unhandled update was received."""
        ...

    async def forget(self, before: datetime) -> None:
        """Drop handled updates that were received before a moment."""
        ...


class Outbox(Protocol):
    """Messages owed and not yet accepted by Telegram."""

    async def add(self, message: Message, at: datetime, *, urgent: bool = True) -> None:
        """Owe a message; urgent ones (answers to people) go before the others."""
        ...

    async def due(self, at: datetime, *, limit: int, busy: Sequence[int]) -> list[Owed]:
        """The next message of each chat, busy chats left out, urgent first."""
        ...

    async def sent(self, owed_id: int) -> None: ...
    async def postpone(self, owed_id: int, until: datetime, error: str) -> None:
        """Count a failed attempt; not tried again before ``until``."""
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
