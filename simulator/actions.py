"""What people do in their chats, and the updates the bot gets for it."""

import asyncio
import re
import secrets
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

from simulator import entities, errors, origins, places, views
from simulator.model import Json, Message, Person
from simulator.presses import Press
from simulator.world import World

_START_CODE = re.compile(r"[A-Za-z0-9_-]{0,64}")


@dataclass(frozen=True, kw_only=True)
class How:
    """How a message is sent: into which chat (the one with the bot), when (now), as a reply.

    `via_bot` is the name of another bot that helped to make it, if one did.
    """

    chat_id: int | None = None
    date: int | None = None
    reply_to: int | None = None
    via_bot: str = ""


NOW = How()


def send(
    world: World,
    person: Person,
    content: Json,
    how: How = NOW,
    *,
    media_group_id: str | None = None,
    provenance: Json | None = None,
) -> Message:
    """Send a message to the bot, or to a group it is in."""
    chat_id = _place(world, person, how.chat_id)
    if how.reply_to is not None and world.find(how.reply_to, chat_id) is None:
        raise errors.NoSuchThing(f"There is no message {how.reply_to} to reply to")
    if chat_id == person.id and not person.has_started:
        world.keep_person(replace(person, has_started=True))
    message = world.post(
        chat_id=chat_id,
        sender_id=person.id,
        content=content,
        date=how.date,
        reply_to=how.reply_to,
        media_group_id=media_group_id,
        provenance=provenance or (origins.via_bot(how.via_bot) if how.via_bot else None),
    )
    world.updates.put("message", views.message(world, message), message.id)
    return message


def send_album(world: World, person: Person, contents: list[Json], how: How = NOW) -> list[Message]:
    """Send several photos as one album: one message each, with one `media_group_id`."""
    album = str(secrets.randbits(53))
    return [send(world, person, content, how, media_group_id=album) for content in contents]


@dataclass(frozen=True, kw_only=True)
class Forward:
    """A message to forward, and what kind of origin it is to show (its sender, as a rule)."""

    message_id: int
    origin: str = ""
    title: str = ""


def forward(world: World, person: Person, forwarded: Forward, how: How = NOW) -> Message:
    """Forward any message, one's own or another's, to the bot."""
    message = _any_message(world, forwarded.message_id)
    provenance = origins.of_forward(world, message, forwarded.origin, forwarded.title)
    return send(world, person, _copied(world, message), how, provenance=provenance)


def repeat(world: World, person: Person, message_id: int, how: How = NOW) -> Message:
    """Send the content of a message once more, as a new message with the same files."""
    return send(world, person, _copied(world, _any_message(world, message_id)), how)


def press(world: World, person: Person, message_id: int, label: str) -> Press:
    """Press the button with this text, or this data, under a message of the bot."""
    message = _any_message(world, message_id)
    _place(world, person, message.chat_id)
    button = _button(message, label)
    waiting = world.presses.begin()
    query = {
        "id": waiting.id,
        "from": views.user(person),
        "message": views.message(world, message),
        "chat_instance": str(message.chat_id),
        "data": button["callback_data"],
    }
    world.updates.put("callback_query", query)
    return waiting


async def answer_to(waiting: Press, seconds: float) -> Json:
    """Wait for the bot's answer to a press; `answered` is false if none came in time."""
    await asyncio.wait([waiting.answer], timeout=seconds)
    if not waiting.answer.done() or waiting.answer.cancelled():
        return {"answered": False, "text": "", "alert": False, "url": ""}
    return {"answered": True, **waiting.answer.result()}


def start(world: World, person: Person, link: str) -> Message:
    """Open a deep link (or its bare code) as a person: sends `/start <code>`."""
    code = _start_code(world, link)
    text = f"/start {code}".strip()
    return send(world, person, entities.message_text(text))


def block(world: World, person: Person, blocked: bool) -> Person:
    """Block or unblock the bot; it hears of it as of a member that left or came."""
    if person.has_blocked == blocked:
        return person
    changed = world.keep_person(replace(person, has_blocked=blocked))
    old, new = ("member", "kicked") if blocked else ("kicked", "member")
    member = {
        "chat": views.chat(changed),
        "from": views.user(changed),
        "date": int(world.clock()),
        "old_chat_member": _membership(world, old),
        "new_chat_member": _membership(world, new),
    }
    world.updates.put("my_chat_member", member)
    return changed


def _membership(world: World, status: str) -> Json:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": views.user(world.bot), "status": status, **until}


def _place(world: World, person: Person, chat_id: int | None) -> int:
    """Return the chat the person acts in: the one with the bot, or a group."""
    chat_id = person.id if chat_id is None else chat_id
    if chat_id > 0 and chat_id != person.id:
        raise errors.NotUnderstood(f"{person.name} is not in the chat {chat_id}")
    if world.chat(chat_id) is None:
        raise errors.NoSuchThing(f"There is no chat {chat_id}")
    if chat_id == person.id and person.has_blocked:
        raise errors.NotUnderstood(f"{person.name} has blocked the bot")
    return chat_id


def _copied(world: World, message: Message) -> Json:
    """Return a content for another message: its files are known by other ids."""
    return world.files.renamed(places.without_life(message.content))


def _any_message(world: World, message_id: int) -> Message:
    message = world.find(message_id)
    if message is None:
        raise errors.NoSuchThing(f"There is no message {message_id}")
    return message


def _button(message: Message, label: str) -> Json:
    buttons = [button for row in message.inline_keyboard for button in row]
    for button in buttons:
        if "callback_data" in button and label in (button["text"], button["callback_data"]):
            return button
    offered = ", ".join(repr(button["text"]) for button in buttons) or "none"
    raise errors.NoSuchThing(f"Message {message.id} has no button {label!r}; it has: {offered}")


def _start_code(world: World, link: str) -> str:
    if "/" not in link:
        code = link
    else:
        parts = urlsplit(link)
        if parts.path.strip("/").lower() != world.bot.username.lower():
            raise errors.NotUnderstood(f"{link} does not lead to @{world.bot.username}")
        code = parse_qs(parts.query).get("start", [""])[0]
    if not _START_CODE.fullmatch(code):
        raise errors.NotUnderstood("A start code is up to 64 letters, digits, _ and -")
    return code
