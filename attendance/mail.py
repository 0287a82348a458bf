"""What comes in from people and what goes out to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from attendance.model import SentPicture, UpdateKey

# Telegram holds an update for a day, and its ids jump after a week without any: until then nothing
# may be left that a new one could be taken for.
REMEMBERED = timedelta(days=6)  # of updates that were handled, and messages set aside


@dataclass(frozen=True, kw_only=True)
class Received:
    """One update as Telegram sent it; ``payload`` is its JSON object."""

    key: UpdateKey
    chat_id: int
    payload: Mapping[str, Any]
    attempts: int = 0
    arrived_at: datetime | None = None  # when it reached us; of earlier releases it is not known


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The update that a message answers, and when that reached us."""

    update_id: int
    arrived_at: datetime


@dataclass(frozen=True, kw_only=True)
class Failure:
    """An update that was set aside; ``error`` holds a reference and the error's class."""

    key: UpdateKey
    at: datetime
    error: str


@dataclass(frozen=True, kw_only=True)
class Undelivered:
    """A message that was set aside; ``error`` is the class of what came of its last try."""

    chat_id: int
    at: datetime
    error: str


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button under a message; pressing it sends ``data`` back (64 bytes at most)."""

    text: str
    data: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file to send, under the name that it is saved by."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message owed to a chat: plain text, or a picture (PNG) with the text as its caption.

    ``sent_picture`` is one that Telegram has, in place of ``picture``, and ``document`` a file.
    ``reply_to`` is a message of that chat to answer; ``edits`` one of ours to replace instead, by
    its caption if ``captioned``.
    """

    chat_id: int
    text: str
    picture: bytes | None = field(default=None, repr=False)
    buttons: tuple[tuple[Button, ...], ...] = ()
    reply_to: int | None = None
    edits: int | None = None
    captioned: bool = False
    sent_picture: SentPicture | None = None
    document: Document | None = None

    @property
    def upload(self) -> bytes:
        """What goes to Telegram with it: a picture, a file or nothing."""
        return self.document.content if self.document else self.picture or b""

    @property
    def has_caption(self) -> bool:
        """Whether the text stands under a picture or a file."""
        return bool(self.picture or self.sent_picture or self.document)


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A message in the outbox, with how often it has been tried and which update it ``answers``.

    Somebody waits for an ``urgent`` one; a summary is not urgent. ``failing_since`` is when it
    began to fail while Telegram could be reached.
    """

    id: int
    message: Message
    attempts: int = 0
    urgent: bool = True
    answers: Origin | None = None
    failing_since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Lease:
    """Nobody but ``holder`` sends a message until a moment: then the holder has been killed."""

    holder: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A command that still asks for things, or for photos, in one chat."""

    chat_id: int
    command: str
    answers: Mapping[str, str]
    expires_at: datetime
