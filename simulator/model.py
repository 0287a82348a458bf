"""The things of the simulated Telegram: people, chats, files and messages."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
"""An object as the Bot API writes it."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file someone sent. `unique_id` depends on the content alone, as Telegram's does."""

    id: str
    unique_id: str
    content: bytes
    mime_type: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Bot:
    """The one bot of this Telegram."""

    token: str
    name: str
    username: str

    @property
    def id(self) -> int:
        """The number before the colon of the token."""
        return int(self.token.split(":")[0])


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A picture offered beside a person, ready to be sent."""

    label: str
    file_id: str


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone with a Telegram account. `role` and `note` are for the page only."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "en"
    role: str = ""
    note: str = ""
    samples: tuple[Sample, ...] = ()
    has_started: bool = False
    """Whether the person ever wrote to the bot; before that the bot may not write to them."""
    has_blocked: bool = False

    @property
    def name(self) -> str:
        """The name as people read it."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group chat that the bot is a member of. Its id is negative."""

    id: int
    title: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message. `content` holds what was sent (text, photo, caption, …) as the Bot API does."""

    id: int
    chat_id: int
    sender_id: int
    date: int
    content: Json
    edit_date: int | None = None
    reply_to: int | None = None
    media_group_id: str | None = None
    markup: Json | None = None
    provenance: Json = field(default_factory=dict)
    """Where it comes from, if not from its sender alone: `forward_origin`, `via_bot`."""
    reactions: tuple[str, ...] = field(default=())
    is_seen: bool = False
    """Whether the bot has taken the update that carried this message."""

    @property
    def text(self) -> str:
        """The text or the caption; empty if there is neither."""
        return str(self.content.get("text") or self.content.get("caption") or "")

    @property
    def inline_keyboard(self) -> list[list[Json]]:
        """The rows of buttons under the message."""
        return list((self.markup or {}).get("inline_keyboard", []))
