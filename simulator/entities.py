"""Formatting of texts: what bots mark up, and what Telegram finds by itself.

Offsets and lengths are in UTF-16 code units, as everywhere in the Bot API.
"""

import re

from simulator import errors, html_style, limits, markdown_style
from simulator.model import Json
from simulator.utf16 import units

_FOUND = re.compile(
    r"(?P<url>(?:https?://|\bt\.me/)[^\s<>\"]+[^\s<>\".,;:!?)\]'])"
    r"|(?<![\w/<])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/])"
    r"|(?<!\w)(?P<mention>@[A-Za-z][A-Za-z0-9_]{3,31})(?!\w)"
)


def parsed(text: str, parse_mode: str) -> tuple[str, list[Json]]:
    """Take the formatting out of a text; return what is left, and its entities.

    Raises BadRequest if the text is not well-formed in its parse mode.
    """
    match parse_mode.lower():
        case "":
            return text, []
        case "html":
            return html_style.parse(text)
        case "markdownv2":
            return markdown_style.parse(text)
        case _:
            raise errors.BadRequest("unsupported parse_mode")


def formatted(
    text: str, parse_mode: str = "", given: list[Json] | None = None
) -> tuple[str, list[Json]]:
    """Return a text as Telegram keeps it, stripped, with given, parsed and found entities."""
    text, entities = parsed(text, parse_mode) if given is None else (text, given)
    stripped = text.strip()
    lead = units(text[: len(text) - len(text.lstrip())])
    moved = [_moved(entity, lead, units(stripped)) for entity in entities]
    kept = [entity for entity in moved if entity["length"] > 0]
    return stripped, sorted(kept + _found(stripped, kept), key=lambda entity: entity["offset"])


def content(key: str, text: str, found: list[Json]) -> Json:
    """Return the part of a message that is its text, or its caption; nothing if it is empty."""
    if not text:
        return {}
    names = {"text": "entities", "caption": "caption_entities"}
    return {key: text, names[key]: found} if found else {key: text}


def message_text(text: str, parse_mode: str = "", given: list[Json] | None = None) -> Json:
    """Return a message's text and entities. Raises BadRequest if it is empty or too long."""
    text, found = formatted(text, parse_mode, given)
    if not text:
        raise errors.BadRequest("message text is empty")
    if units(text) > limits.TEXT_UNITS:
        raise errors.BadRequest("message is too long")
    return content("text", text, found)


def caption(text: str, parse_mode: str = "", given: list[Json] | None = None) -> Json:
    """Return a caption and its entities; nothing if empty. Raises BadRequest if too long."""
    text, found = formatted(text, parse_mode, given)
    if units(text) > limits.CAPTION_UNITS:
        raise errors.BadRequest("message caption is too long")
    return content("caption", text, found)


def _moved(entity: Json, lead: int, length: int) -> Json:
    """Return an entity in a text that lost `lead` units in front and is `length` long now."""
    start = min(max(int(entity["offset"]) - lead, 0), length)
    end = min(max(int(entity["offset"]) + int(entity["length"]) - lead, 0), length)
    return {**entity, "offset": start, "length": end - start}


def _found(text: str, taken: list[Json]) -> list[Json]:
    """Return the commands, links and mentions that Telegram marks by itself."""
    found = [
        {
            "type": match.lastgroup,
            "offset": units(text[: match.start()]),
            "length": units(match.group()),
        }
        for match in _FOUND.finditer(text)
    ]
    return [entity for entity in found if not any(_overlap(entity, other) for other in taken)]


def _overlap(one: Json, other: Json) -> bool:
    if other["type"] not in {"code", "pre", "text_link", "url", "bot_command", "mention"}:
        return False
    starts_before = one["offset"] < other["offset"] + other["length"]
    return bool(starts_before and other["offset"] < one["offset"] + one["length"])
