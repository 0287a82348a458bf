"""The HTML that bots may send (https://core.telegram.org/bots/api#html-style)."""

import html
import re
from dataclasses import dataclass

from simulator import errors
from simulator.model import Json
from simulator.utf16 import units

_TOKEN = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z0-9-]*)(?P<rest>[^>]*)>|<")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}


@dataclass(frozen=True, kw_only=True)
class _Open:
    """A tag that waits for its end; `offset` is where its text begins, in UTF-16 units."""

    name: str
    offset: int
    entity: Json


def parse(source: str) -> tuple[str, list[Json]]:
    """Return the text without its tags, and the entities. Raises BadRequest if it is broken."""
    text, length, position = "", 0, 0
    stack: list[_Open] = []
    entities: list[Json] = []
    for token in _TOKEN.finditer(source):
        piece = _unescape(source[position : token.start()])
        text, length, position = text + piece, length + units(piece), token.end()
        at = len(source[: token.start()].encode())
        if token["close"]:
            opened = _closed(stack, (token["name"] or "").lower(), at)
            extent = {"offset": opened.offset, "length": length - opened.offset}
            entities.append(opened.entity | extent)
        else:
            stack.append(_opened(token, length, at))
    if stack:
        raise _broken(f'Can\'t find end tag corresponding to start tag "{stack[-1].name}"')
    text += _unescape(source[position:])
    return text, [entity for entity in entities if entity["type"]]


def _opened(token: re.Match[str], offset: int, at: int) -> _Open:
    name = (token["name"] or "").lower()
    attributes = {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(token["rest"] or "")
    }
    if name not in _TYPES:
        raise _broken(f'Unsupported start tag "{name}" at byte offset {at}')
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _broken(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    entity: Json = {"type": _TYPES[name]}
    if name == "a":
        link = attributes.get("href")
        entity = {"type": "text_link", "url": link} if link else {"type": ""}
    elif name == "blockquote" and "expandable" in attributes:
        entity = {"type": "expandable_blockquote"}
    return _Open(name=name, offset=offset, entity=entity)


def _closed(stack: list[_Open], name: str, at: int) -> _Open:
    if not stack:
        raise _broken(f"Unexpected end tag at byte offset {at}")
    opened = stack.pop()
    if name not in {"", opened.name}:
        raise _broken(
            f'Unmatched end tag at byte offset {at}, expected "</{opened.name}>", found "</{name}>"'
        )
    return opened


def _unescape(text: str) -> str:
    return _REFERENCE.sub(lambda found: html.unescape(found.group()), text)


def _broken(detail: str) -> errors.BadRequest:
    return errors.BadRequest(f"can't parse entities: {detail}")
