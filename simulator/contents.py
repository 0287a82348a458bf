"""What people send, as the content of messages."""

from collections.abc import Callable

from simulator import entities, errors, pictures, places
from simulator.files import describe
from simulator.model import Json
from simulator.parameters import Parameters, Upload
from simulator.world import World

STICKER_SIDE = 512
"""The longest side of every sticker, in pixels."""
VIDEO_NOTE_SIDES = range(1, 641)
"""How wide, and so how high, a round video may be, in pixels."""
VIDEO_NOTE_SECONDS = range(61)
_USUAL_SIDE = 384
"""Pixels; what Telegram for Android records."""


async def sent(world: World, params: Parameters) -> list[Json]:
    """Return what a person sends: one content, or several for an album.

    Recognised are `text`; the files `photo` (one or more), `document`, `sticker`, `voice`, `video`
    with `duration`, `width` and `height`, `video_note` with `duration` and `length` (a sender says
    these, and Telegram believes it), the two with a `thumbnail`; `latitude` with `longitude` (see
    `places`); `phone_number` with `name`.
    """
    if params.uploads.get("photo"):
        return await _photos(world, params)
    for name, read in _FILES.items():
        if upload := params.upload(name):
            return [read(world, params, upload)]
    if params.text("latitude"):
        return [places.sent(params)]
    if params.text("phone_number"):
        contact = {"phone_number": params.text("phone_number"), "first_name": params.text("name")}
        return [{"contact": contact}]
    return [entities.message_text(params.text("text"))]


async def edited(world: World, params: Parameters) -> Json:
    """Return what an edited message changes to: another text, caption, photo, video or file."""
    if params.upload("photo"):
        return (await _photos(world, params))[0]
    for name in ("video", "document"):
        if upload := params.upload(name):
            return _FILES[name](world, params, upload)
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


def _video(world: World, params: Parameters, upload: Upload) -> Json:
    mime_type = upload.mime_type or "video/mp4"
    about = {
        "width": params.integer("width", 640),
        "height": params.integer("height", 480),
        "duration": params.integer("duration", 1),
        "mime_type": mime_type,
        "file_name": upload.name,
        **_thumbnail(world, params),
    }
    video = world.files.keep_video(
        upload.content, folder="videos", mime_type=mime_type, about=about
    )
    return {"video": video} | _caption(params)


def _video_note(world: World, params: Parameters, upload: Upload) -> Json:
    about = {
        "length": params.integer("length", _USUAL_SIDE),
        "duration": params.integer("duration", 1),
    }
    if about["duration"] not in VIDEO_NOTE_SECONDS or about["length"] not in VIDEO_NOTE_SIDES:
        raise errors.NotUnderstood(
            f"A round video lasts {VIDEO_NOTE_SECONDS[-1]} s and is {VIDEO_NOTE_SIDES[-1]} pixels "
            "wide at most"
        )
    note = world.files.keep_video(
        upload.content,
        folder="video_notes",
        mime_type=upload.mime_type or "video/mp4",
        about=about | _thumbnail(world, params),
    )
    return {"video_note": note}


def _thumbnail(world: World, params: Parameters) -> Json:
    upload = params.upload("thumbnail")
    if upload is None:
        return {}
    width, height = pictures.dimensions(upload.content)
    file = world.files.keep(upload.content, folder="thumbnails", mime_type="image/jpeg")
    return {"thumbnail": describe(file) | {"width": width, "height": height}}


_FILES: dict[str, Callable[[World, Parameters, Upload], Json]] = {
    "document": _document,
    "sticker": _sticker,
    "voice": _voice,
    "video": _video,
    "video_note": _video_note,
}
