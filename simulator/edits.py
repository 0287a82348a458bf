"""What people change in what they have sent, and the `edited_message` the bot gets for it."""

from dataclasses import replace

from simulator import errors, places, views
from simulator.model import Json, Message, Person
from simulator.parameters import Parameters
from simulator.world import World

WORDS = frozenset({"text", "entities", "caption", "caption_entities"})
"""What an edit of the words replaces; the rest of a content is its media."""
REPLACEABLE = frozenset({"photo", "video", "document"})
"""Media that an edit can put in the place of another, or add to a text."""
EDITABLE = REPLACEABLE | {"text", "voice"}
"""Messages whose words can be edited: never round videos, stickers, places and contacts."""


def edit(world: World, person: Person, message_id: int, changes: Json) -> Message:
    """Change the words or the media of an own message; it keeps its date."""
    message = _own(world, person, message_id)
    if EDITABLE.isdisjoint(message.content):
        raise errors.NotUnderstood(f"Message {message_id} is of a kind that cannot be edited")
    return _put(world, message, _changed(message.content, changes))


def move(world: World, person: Person, message_id: int, params: Parameters) -> Message:
    """Let a live location be elsewhere, or (`stop`) share it no more."""
    message = _own(world, person, message_id)
    return _put(world, message, places.moved(message, params, world.clock()))


def _own(world: World, person: Person, message_id: int) -> Message:
    message = world.find(message_id)
    if message is None or message.sender_id != person.id:
        raise errors.NoSuchThing(f"{person.name} has no message {message_id} to edit")
    if message.provenance:
        raise errors.NotUnderstood("What was forwarded, or made by another bot, stays as it is")
    return message


def _changed(content: Json, changes: Json) -> Json:
    if not REPLACEABLE.isdisjoint(changes):
        return changes
    if ("text" in content) != ("text" in changes):
        raise errors.NotUnderstood("A text stays a text, and a photo's text is its caption")
    return {key: content[key] for key in content if key not in WORDS} | changes


def _put(world: World, message: Message, content: Json) -> Message:
    edited = replace(message, content=content, edit_date=int(world.clock()))
    world.keep_message("edited", edited)
    world.updates.put("edited_message", views.message(world, edited))
    return edited
