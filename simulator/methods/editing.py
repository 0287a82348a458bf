"""editMessageText, editMessageCaption, editMessageMedia, editMessageReplyMarkup, deleteMessage."""

from dataclasses import replace
from typing import Any

from simulator import entities, errors, views
from simulator.methods import arguments, sending
from simulator.model import Json, Message
from simulator.parameters import Parameters
from simulator.world import World


async def edit_text(world: World, params: Parameters) -> Json:
    """Replace a text."""
    message = _edited(world, params)
    if "text" not in message.content:
        raise errors.BadRequest("there is no text in the message to edit")
    content = entities.message_text(
        params.text("text"), params.text("parse_mode"), params.objects("entities")
    )
    return _change(world, message, content, arguments.markup(params))


async def edit_caption(world: World, params: Parameters) -> Json:
    """Replace a caption."""
    message = _edited(world, params)
    if "text" in message.content:
        raise errors.BadRequest("there is no caption in the message to edit")
    media = {key: message.content[key] for key in message.content if not key.startswith("caption")}
    return _change(world, message, media | sending.caption(params), arguments.markup(params))


async def edit_media(world: World, params: Parameters) -> Json:
    """Replace a photo or a file, and the caption with it."""
    message = _edited(world, params)
    content = await sending.media(world, params, params.mapping("media") or {})
    return _change(world, message, content, arguments.markup(params))


async def edit_markup(world: World, params: Parameters) -> Json:
    """Replace the buttons, or take them away."""
    message = _edited(world, params)
    return _change(world, message, message.content, arguments.markup(params))


async def delete(world: World, params: Parameters) -> bool:
    """Delete a message of the bot's, or one sent to it."""
    message = world.find(params.integer("message_id"), arguments.recipient(world, params))
    if message is None:
        raise errors.BadRequest("message to delete not found")
    world.delete(message)
    return True


def _edited(world: World, params: Parameters) -> Message:
    return arguments.own_message(
        world,
        params,
        missing="message to edit not found",
        foreign="message can't be edited",
    )


def _change(world: World, message: Message, content: Json, markup: Json | None) -> Json:
    if content == message.content and markup == message.markup:
        raise errors.BadRequest(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    world.limiter.spend(message.chat_id)
    event = "keyboard" if content == message.content else "edited"
    changed = replace(message, content=content, markup=markup, edit_date=int(world.clock()))
    world.keep_message(event, changed)
    return views.message(world, changed)


METHODS: dict[str, Any] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete,
}
