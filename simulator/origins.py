"""Where a message comes from that is not its sender's own: MessageOrigin objects and `via_bot`."""

import zlib
from enum import StrEnum

from simulator import errors, views
from simulator.model import Json, Message
from simulator.world import World

_FIRST_BOT_ID = 5_000_000_000
"""Ids of bots begin here, so that no person and no group has one of them."""


class Origin(StrEnum):
    """The kinds of MessageOrigin: what Telegram tells of a forwarded message's first sender."""

    USER = "user"
    HIDDEN_USER = "hidden_user"  # whose settings do not let forwards lead to their account
    CHAT = "chat"  # a group that speaks through an anonymous administrator
    CHANNEL = "channel"


def of_forward(world: World, message: Message, kind: str = "", title: str = "") -> Json:
    """Return what a forward of this message carries: its provenance.

    A forward of a forward still names the first sender, unless a `kind` of origin is asked for;
    `title` is that of the chat or channel. Raises NotUnderstood.
    """
    known = message.provenance.get("forward_origin")
    origin = known if known and not kind else _origin(world, message, kind or "user", title)
    via = {key: message.provenance[key] for key in ("via_bot",) if key in message.provenance}
    return {"forward_origin": origin, **via}


def via_bot(username: str) -> Json:
    """Return what a message carries that was made with the help of an inline bot."""
    return {
        "via_bot": {
            "id": _number(username),
            "is_bot": True,
            "first_name": username,
            "username": username,
        }
    }


def _origin(world: World, message: Message, kind: str, title: str) -> Json:
    if kind not in list(Origin):
        raise errors.NotUnderstood(f"origin must be one of {', '.join(Origin)}")
    sender = views.sender(world, message)
    about: Json = {"type": kind, "date": message.date}
    match Origin(kind):
        case Origin.USER:
            return about | {"sender_user": views.user(sender)}
        case Origin.HIDDEN_USER:
            return about | {"sender_user_name": sender.name}
        case Origin.CHAT:
            group = {"id": -_number(title), "type": "supergroup", "title": title or "A group"}
            return about | {"sender_chat": group}
        case Origin.CHANNEL:
            channel = {"id": -_number(title), "type": "channel", "title": title or "A channel"}
            return about | {"chat": channel, "message_id": message.id}


def _number(name: str) -> int:
    return _FIRST_BOT_ID + zlib.crc32(name.encode())
