"""sendMessage, sendPhoto, sendDocument, sendMediaGroup."""

import secrets
from typing import Any

from simulator import entities, errors, limits, views
from simulator.methods import arguments
from simulator.model import Json
from simulator.parameters import Parameters
from simulator.world import World


async def send_message(world: World, params: Parameters) -> Json:
    """Send a text."""
    chat_id = arguments.recipient(world, params)
    content = entities.message_text(
        params.text("text"), params.text("parse_mode"), params.objects("entities")
    )
    return _post(world, params, chat_id, content)


async def send_photo(world: World, params: Parameters) -> Json:
    """Send a photo with a caption."""
    chat_id = arguments.recipient(world, params)
    photo = await arguments.photo(world, params, "photo", params.text("photo"))
    return _post(world, params, chat_id, photo | caption(params))


async def send_document(world: World, params: Parameters) -> Json:
    """Send a file with a caption."""
    chat_id = arguments.recipient(world, params)
    document = await arguments.document(world, params, "document", params.text("document"))
    return _post(world, params, chat_id, document | caption(params))


async def send_media_group(world: World, params: Parameters) -> list[Json]:
    """Send an album of photos, or of files."""
    chat_id = arguments.recipient(world, params)
    items = params.objects("media") or []
    if len(items) not in limits.ALBUM_ITEMS:
        raise errors.BadRequest("invalid number of media files in the media group")
    if len({item.get("type") for item in items}) > 1:
        raise errors.BadRequest("document can't be mixed with other media types")
    contents = [await media(world, params, item) for item in items]
    reply_to = arguments.answered(world, params, chat_id)
    world.limiter.spend(chat_id, len(contents))
    album = str(secrets.randbits(53))
    posted = [
        world.post(
            chat_id=chat_id,
            sender_id=world.bot.id,
            content=content,
            reply_to=reply_to,
            media_group_id=album,
        )
        for content in contents
    ]
    return [views.message(world, message) for message in posted]


async def media(world: World, params: Parameters, item: Json) -> Json:
    """Return the content an InputMedia object stands for."""
    value = str(item.get("media", ""))
    match item.get("type"):
        case "photo":
            content = await arguments.photo(world, params, "media", value)
        case "document":
            content = await arguments.document(world, params, "media", value)
        case _:
            raise errors.BadRequest("unsupported media type")
    return content | caption(Parameters(values=item))


def caption(params: Parameters) -> Json:
    """Return the caption and its entities."""
    return entities.caption(
        params.text("caption"), params.text("parse_mode"), params.objects("caption_entities")
    )


def _post(world: World, params: Parameters, chat_id: int, content: Json) -> Json:
    """Post one message of the bot, unless the chat has had enough."""
    reply_to = arguments.answered(world, params, chat_id)
    markup = arguments.markup(params)
    world.limiter.spend(chat_id)
    message = world.post(
        chat_id=chat_id,
        sender_id=world.bot.id,
        content=content,
        reply_to=reply_to,
        markup=markup,
    )
    return views.message(world, message)


METHODS: dict[str, Any] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
}
