"""What people send, as the content of messages."""

from collections.abc import Callable

from simulator import entities, errors
from simulator.files import describe
from simulator.model import Json
from simulator.parameters import Parameters, Upload
from simulator.world import World

STICKER_SIDE = 512
"""The longest side of every sticker, in pixels."""


async def sent(world: World, params: Parameters) -> list[Json]:
    """Return what a person sends: one content, or several for an album.

    Recognised are `text`; the files `photo` (one or more), `document`, `sticker`, `voice`;
    `latitude` with `longitude`; `phone_number` with `name`.
    """
    if params.uploads.get("photo"):
        return await _photos(world, params)
    for name, read in _FILES.items():
        if upload := params.upload(name):
            return [read(world, params, upload)]
    if params.text("latitude"):
        return [{"location": {name: _number(params, name) for name in ("latitude", "longitude")}}]
    if params.text("phone_number"):
        contact = {"phone_number": params.text("phone_number"), "first_name": params.text("name")}
        return [{"contact": contact}]
    return [entities.message_text(params.text("text"))]


async def edited(world: World, params: Parameters) -> Json:
    """Return what an edited message changes to: another text, caption or photo."""
    if params.upload("photo"):
        return (await _photos(world, params))[0]
    if "caption" in params.values:
        return _caption(params)
    return entities.message_text(params.text("text"))


async def _photos(world: World, params: Parameters) -> list[Json]:
    photos: list[Json] = [
        {"photo": await world.files.keep_photo(upload.content)}
        for upload in params.uploads["photo"]
    ]
    return [photos[0] | _caption(params), *photos[1:]]


def _caption(params: Parameters) -> Json:
    return entities.caption(params.text("caption"))


def _document(world: World, params: Parameters, upload: Upload) -> Json:
    document = world.files.keep_document(
        upload.content, name=upload.name, mime_type=upload.mime_type
    )
    return {"document": document} | _caption(params)


def _sticker(world: World, params: Parameters, upload: Upload) -> Json:
    file = world.files.keep(upload.content, folder="stickers", mime_type="image/webp")
    sticker = {
        "type": "regular",
        "width": STICKER_SIDE,
        "height": STICKER_SIDE,
        "is_animated": False,
        "is_video": False,
        "emoji": params.text("emoji"),
    }
    return {"sticker": describe(file) | sticker}


def _voice(world: World, params: Parameters, upload: Upload) -> Json:
    mime_type = upload.mime_type or "audio/ogg"
    file = world.files.keep(upload.content, folder="voice", mime_type=mime_type)
    about = {"duration": params.integer("duration", 1), "mime_type": mime_type}
    return {"voice": describe(file) | about}


_FILES: dict[str, Callable[[World, Parameters, Upload], Json]] = {
    "document": _document,
    "sticker": _sticker,
    "voice": _voice,
}


def _number(params: Parameters, name: str) -> float:
    try:
        return float(params.text(name))
    except ValueError:
        raise errors.NotUnderstood(f"{name} must be a number") from None
