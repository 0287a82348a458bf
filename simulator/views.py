"""How things look: to the bot (as the Bot API writes them) and to people (for page and client)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.model import Bot, Group, Json, Message, Person

if TYPE_CHECKING:
    from simulator.world import World

KINDS = (
    "text",
    "photo",
    "video_note",
    "video",
    "sticker",
    "voice",
    "venue",
    "location",
    "contact",
    "document",
)
"""What a message can be; the keys of its content."""


# For the bot


def user(someone: Person | Bot) -> Json:
    """Return a User object."""
    if isinstance(someone, Bot):
        return {
            "id": someone.id,
            "is_bot": True,
            "first_name": someone.name,
            "username": someone.username,
        }
    optional = {
        "last_name": someone.last_name,
        "username": someone.username,
        "language_code": someone.language_code,
    }
    present = {key: value for key, value in optional.items() if value}
    return {"id": someone.id, "is_bot": False, "first_name": someone.first_name, **present}


def chat(place: Person | Group) -> Json:
    """Return a Chat object."""
    if isinstance(place, Group):
        return {"id": place.id, "type": "group", "title": place.title}
    about = user(place)
    names: Json = {
        key: about[key] for key in ("first_name", "last_name", "username") if key in about
    }
    return {"id": place.id, "type": "private", **names}


def message(world: World, shown: Message, *, with_reply: bool = True) -> Json:
    """Return a Message object; the message it replies to is inside, one level deep."""
    place = world.chat(shown.chat_id)
    assert place is not None  # noqa: S101 - chats are never taken away
    answered = world.find(shown.reply_to) if shown.reply_to and with_reply else None
    optional = {
        "edit_date": shown.edit_date,
        "media_group_id": shown.media_group_id,
        "reply_to_message": message(world, answered, with_reply=False) if answered else None,
        "reply_markup": shown.markup if shown.inline_keyboard else None,
    }
    return {
        "message_id": shown.id,
        "from": user(sender(world, shown)),
        "chat": chat(place),
        "date": shown.date,
        **{key: value for key, value in optional.items() if value is not None},
        **shown.provenance,
        **shown.content,
    }


def sender(world: World, shown: Message) -> Person | Bot:
    """Return who wrote a message."""
    return world.bot if shown.sender_id == world.bot.id else world.person(shown.sender_id)


# For people


def person_view(person: Person) -> Json:
    """Return a person as the people side shows them."""
    return {
        "id": person.id,
        "name": person.name,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "username": person.username,
        "language_code": person.language_code,
        "role": person.role,
        "note": person.note,
        "samples": [
            {"label": sample.label, "url": file_url(sample.file_id)} for sample in person.samples
        ],
        "has_started": person.has_started,
        "has_blocked": person.has_blocked,
    }


def message_view(world: World, shown: Message) -> Json:
    """Return a message as the people side shows it; None stands for what is not there."""
    who = sender(world, shown)
    kind = next((kind for kind in KINDS if kind in shown.content), "text")
    return {
        "id": shown.id,
        "chat_id": shown.chat_id,
        "sender_id": shown.sender_id,
        "sender": who.name,
        "from_bot": who is world.bot,
        "date": shown.date,
        "edit_date": shown.edit_date,
        "kind": kind,
        "text": shown.text,
        "entities": shown.content.get("entities") or shown.content.get("caption_entities") or [],
        "photo": _photo_view(shown.content),
        "file": _file_view(shown.content),
        "location": shown.content.get("location"),
        "venue": shown.content.get("venue"),
        "contact": shown.content.get("contact"),
        "reply_to": shown.reply_to,
        "album": shown.media_group_id,
        "forwarded_from": _origin_name(shown.provenance),
        "via_bot": shown.provenance.get("via_bot", {}).get("username"),
        "keyboard": shown.inline_keyboard,
        "markup": None if shown.inline_keyboard else shown.markup,
        "reactions": list(shown.reactions),
        "is_seen": shown.is_seen,
    }


def file_url(file_id: str) -> str:
    """Return where people fetch a file, relative to the server."""
    return f"/api/files/{file_id}"


def _photo_view(content: Json) -> Json | None:
    if "photo" not in content:
        return None
    largest = content["photo"][-1]
    return {
        "url": file_url(largest["file_id"]),
        "width": largest["width"],
        "height": largest["height"],
    }


def _file_view(content: Json) -> Json | None:
    for kind in ("document", "sticker", "voice", "video", "video_note"):
        if kind in content:
            file = content[kind]
            return {
                "url": file_url(file["file_id"]),
                "name": file.get("file_name", ""),
                "mime_type": file.get("mime_type", ""),
                "size": file["file_size"],
                "seconds": file.get("duration"),
            }
    return None


def _origin_name(provenance: Json) -> str | None:
    origin = provenance.get("forward_origin")
    if origin is None:
        return None
    if "sender_user" in origin:
        who = origin["sender_user"]
        return f"{who['first_name']} {who.get('last_name', '')}".strip()
    where = origin.get("sender_chat") or origin.get("chat") or {}
    return str(origin.get("sender_user_name") or where.get("title"))
