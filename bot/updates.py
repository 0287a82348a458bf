"""Updates as they come, read with distrust: none may hold up, or break, what comes after it.

Telegram sends what its Bot API says. Whoever knows the webhook's secret can send anything, and so
could a Telegram that has changed: of an update, no type is believed that we rely on.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import telegram

from bot import errors
from bot.presses import LAST_MOMENT

Json = Mapping[str, Any]

_LARGEST = 2**63 - 1  # that a database takes; Telegram's own ids have 52 bits
_MOST_LEVELS = 50  # of JSON; Telegram's updates have about ten, Python writes less than 1,000
_KINDS = ("message", "edited_message", "callback_query")

# The types that the parts of an update have which are used here, where they have these parts.
_MESSAGE = {
    "message_id": int,
    "date": int,
    "edit_date": int,
    "text": str,
    "caption": str,
    "media_group_id": str,
}
_CHAT = {"id": int, "type": str}
_PERSON = {"id": int, "is_bot": bool, "first_name": str}
_FILE = {
    "file_id": str,
    "file_unique_id": str,
    "file_size": int,
    "width": int,
    "height": int,
    "file_name": str,
    "mime_type": str,
    "duration": int,
    "length": int,
}
_PRESS = {"id": str, "data": str}
_LOCATION = {"live_period": int, "heading": int, "proximity_alert_radius": int}
_DEGREES = {"latitude": 90, "longitude": 180}
_WORST_ACCURACY = 1500  # metres, by the Bot API


def is_one(value: object) -> bool:
    """Whether a JSON value is an update, whatever it holds: it has an id, and can be stored."""
    return isinstance(value, dict) and _is_id(value.get("update_id")) and _is_shallow(value)


def chat_of(update: Json) -> int:
    """The chat whose order an update belongs to; 0 for one that belongs to none."""
    press = _object(update, "callback_query")
    message = _object(update, "message") or _object(update, "edited_message")
    chat = _object(message or _object(press, "message"), "chat") or _object(press, "from")
    found: int = chat["id"] if _is_number(chat.get("id")) else 0
    return found


def sent_first(updates: Iterable[Json], now: datetime) -> datetime:
    """When the first of these was sent: until it is handled, no later absence may be told."""
    dates = [date for update in updates if _is_moment(date := _said_at(update))]
    return min([now, *(datetime.fromtimestamp(date, UTC) for date in dates)])


def _said_at(update: Json) -> Any:  # noqa: ANN401 - any JSON
    """When a message was sent; a live location, when it last moved."""
    moved = _object(update, "edited_message")
    return moved.get("edit_date") if "location" in moved else _object(update, "message").get("date")


def parsed(payload: Json, bot: telegram.Bot) -> telegram.Update:
    """An update as the library has it. Raises ``errors.NotUnderstood``."""
    try:
        update = _whole(payload)
        _check(update)
        return telegram.Update.de_json(update, bot)
    except Exception as error:  # what the library raises for a bad object has no common base
        raise errors.NotUnderstood(type(error).__name__) from error


def sender_of(payload: Json) -> int | None:
    """Whose private chat an update that is not understood came from, if that is clear."""
    message = _object(payload, "message")
    chat, person = _object(message, "chat"), _object(message, "from")
    is_private = chat.get("type") == "private" and chat.get("id") == person.get("id")
    return chat["id"] if is_private and _is_id(chat.get("id")) else None


def _check(update: Json) -> None:
    """Raise ``TypeError`` where something is not what it should be."""
    for kind in _KINDS:
        if kind in update:
            _check_part(update[kind], _PRESS if kind == "callback_query" else _MESSAGE)
    press = _object(update, "callback_query")
    pressed = [press["message"]] if "message" in press else []
    for message in [*(update[kind] for kind in _KINDS[:2] if kind in update), *pressed]:
        _check_message(message)
    if "from" in press:
        _check_part(press["from"], _PERSON)


def _check_message(message: object) -> None:
    _check_part(message, _MESSAGE)
    assert isinstance(message, dict)  # noqa: S101 - says to mypy what was checked
    for name in ("date", "edit_date"):
        if not 0 <= message.get(name, 0) <= LAST_MOMENT:
            raise TypeError(name)
    for name, shape in (
        ("chat", _CHAT),
        ("from", _PERSON),
        ("document", _FILE),
        ("video_note", _FILE),
        ("video", _FILE),
    ):
        if name in message:
            _check_part(message[name], shape)
    for size in message.get("photo", []):
        _check_part(size, _FILE)
    if "location" in message:
        _check_location(message["location"])


def _check_location(location: object) -> None:
    _check_part(location, _LOCATION)
    assert isinstance(location, dict)  # noqa: S101 - as above
    for name, most in _DEGREES.items():
        if not _is_within(location.get(name), -most, most):
            raise TypeError(name)
    if not _is_within(location.get("horizontal_accuracy", 0), 0, _WORST_ACCURACY):
        raise TypeError("horizontal_accuracy")


def _check_part(part: object, shape: Mapping[str, type]) -> None:
    if not isinstance(part, dict):
        raise TypeError(type(part).__name__)
    for name, kind in shape.items():
        if name in part and type(part[name]) is not kind:
            raise TypeError(name)


def _whole(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same JSON without halves of characters; raises ``OverflowError`` for huge numbers."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {_whole(name): _whole(part) for name, part in value.items()}
        case list():
            return [_whole(part) for part in value]
        case int() if abs(value) > _LARGEST:
            raise OverflowError
    return value


def _object(of: Json, name: str) -> Json:
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def _is_shallow(value: Any, levels: int = _MOST_LEVELS) -> bool:  # noqa: ANN401 - any JSON
    """Whether a JSON value goes no deeper than what can be read and written everywhere."""
    if not isinstance(value, dict | list):
        return True
    parts = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_shallow(part, levels - 1) for part in parts)


def _is_number(value: object) -> bool:
    return type(value) is int and abs(value) <= _LARGEST


def _is_within(value: object, least: float, most: float) -> bool:
    return type(value) in (int, float) and least <= cast(float, value) <= most


def _is_id(value: object) -> bool:
    return type(value) is int and 0 < value <= _LARGEST


def _is_moment(value: object) -> bool:
    return type(value) is int and 0 < value <= LAST_MOMENT
