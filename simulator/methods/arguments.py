"""What several methods take: whom to write to, what to answer, buttons, files."""

from typing import Any
from urllib.parse import urlsplit

from simulator import errors, limits, pictures
from simulator.model import Json, Message, Person
from simulator.parameters import Parameters, Upload
from simulator.world import World


def recipient(world: World, params: Parameters) -> int:
    """Return the id of the chat to write to. Raises BadRequest or Forbidden if the bot may not."""
    chat_id = existing_chat(world, params)
    place = world.chat(chat_id)
    if isinstance(place, Person):
        if place.has_blocked:
            raise errors.Forbidden("bot was blocked by the user")
        if not place.has_started:
            raise errors.Forbidden("bot can't initiate conversation with a user")
    return chat_id


def existing_chat(world: World, params: Parameters) -> int:
    """Return the id of a chat that is there. Raises BadRequest."""
    given = params.text("chat_id")
    if not given:
        raise errors.BadRequest("chat_id is empty")
    try:
        chat_id = int(given)
    except ValueError:
        raise errors.BadRequest("chat not found") from None
    if world.chat(chat_id) is None:
        raise errors.BadRequest("chat not found")
    return chat_id


def own_message(world: World, params: Parameters, missing: str, foreign: str) -> Message:
    """Return the bot's message that is meant; the descriptions are for when it is not there."""
    message = world.find(params.integer("message_id"), recipient(world, params))
    if message is None:
        raise errors.BadRequest(missing)
    if message.sender_id != world.bot.id:
        raise errors.BadRequest(foreign)
    return message


def answered(world: World, params: Parameters, chat_id: int) -> int | None:
    """Return the id of the message to reply to, if there is one."""
    reply = params.mapping("reply_parameters")
    if reply is None:
        return None
    message_id = int(reply.get("message_id", 0))
    if world.find(message_id, chat_id) is not None:
        return message_id
    if reply.get("allow_sending_without_reply"):
        return None
    raise errors.BadRequest("message to be replied not found")


def markup(params: Parameters) -> Json | None:
    """Return the keyboard, checked as Telegram checks it; None if there is none."""
    given = params.mapping("reply_markup")
    if not given or given == {"inline_keyboard": []}:
        return None
    for row in given.get("inline_keyboard", []):
        for button in row:
            _check_button(button)
    return given


def _check_button(button: Json) -> None:
    if not button.get("text"):
        raise errors.BadRequest("Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= limits.CALLBACK_DATA_BYTES:
        raise errors.BadRequest("BUTTON_DATA_INVALID")
    if data is None and "url" not in button:
        raise errors.BadRequest("Text buttons are unallowed in the inline keyboard")
    if "url" in button and urlsplit(str(button["url"])).scheme not in {"http", "https", "tg"}:
        raise errors.BadRequest(
            f"inline keyboard button URL '{button['url']}' is invalid: Unsupported URL protocol"
        )


async def photo(world: World, params: Parameters, field: str, value: str) -> Json:
    """Return a photo to send: uploaded under `field`, attached, or known by its file id."""
    upload = _uploaded(params, field, value)
    if upload is None:
        return {"photo": _known(world, "photo", value)}
    if len(upload.content) > limits.PHOTO_BYTES:
        raise errors.TooLarge
    try:
        width, height = pictures.dimensions(upload.content)
        if width + height > limits.PHOTO_SIDES_SUM or max(
            width, height
        ) > limits.PHOTO_SIDES_RATIO * min(width, height):
            raise errors.BadRequest("PHOTO_INVALID_DIMENSIONS")
        return {"photo": await world.files.keep_photo(upload.content)}
    except pictures.NotAPicture as problem:
        raise errors.BadRequest("IMAGE_PROCESS_FAILED") from problem


async def document(world: World, params: Parameters, field: str, value: str) -> Json:
    """Return a file to send: uploaded under `field`, attached, or known by its file id."""
    upload = _uploaded(params, field, value)
    if upload is None:
        return {"document": _known(world, "document", value)}
    if len(upload.content) > limits.DOCUMENT_BYTES:
        raise errors.TooLarge
    if not upload.content:
        raise errors.BadRequest("file must be non-empty")
    sent = world.files.keep_document(
        upload.content, name=upload.name or "file", mime_type=upload.mime_type
    )
    return {"document": sent}


def _uploaded(params: Parameters, field: str, value: str) -> Upload | None:
    if value.startswith("attach://"):
        upload = params.upload(value.removeprefix("attach://"))
        if upload is None:
            raise errors.BadRequest("file not found in the request")
        return upload
    return None if value else params.upload(field)


def _known(world: World, kind: str, file_id: str) -> Any:  # noqa: ANN401 - the object of that kind
    sent = world.files.sent_as(file_id)
    if sent is None:
        raise errors.BadRequest("wrong file identifier/HTTP URL specified")
    if sent[0] != kind:
        raise errors.BadRequest(f"can't use file of type {sent[0].title()} as {kind.title()}")
    return sent[1]
