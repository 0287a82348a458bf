"""The MarkdownV2 that bots may send (https://core.telegram.org/bots/api#markdownv2-style)."""

import re

from simulator import errors
from simulator.model import Json
from simulator.utf16 import units

_MARKS = {
    "*": "bold",
    "_": "italic",
    "__": "underline",
    "~": "strikethrough",
    "||": "spoiler",
    "`": "code",
    "```": "pre",
    "[": "text_link",
}
_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_TOKEN = re.compile(
    r"\\[\x01-\x7e]|```|`|__|\|\||[_*\[\]()~>#+\-=|{}.!]|[^\\`_*\[\]()~>#+\-=|{}.!]+|.",
    re.S,
)
_TARGET = re.compile(r"\(((?:\\.|[^)\\])*)\)", re.S)


def parse(source: str) -> tuple[str, list[Json]]:
    """Return the text without its marks, and the entities. Raises BadRequest if it is broken."""
    return _Parser(source).run()


class _Parser:
    """Reads a text token by token; `_open` holds the marks that wait for their end."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._text = ""
        self._open: list[tuple[str, int, int]] = []  # mark, offset of its text, byte offset
        self._entities: list[Json] = []

    def run(self) -> tuple[str, list[Json]]:
        position = 0
        while position < len(self._source):
            token = _TOKEN.match(self._source, position)
            if token is None:  # pragma: no cover - the last alternative takes anything
                break
            position = self._read(token.group(), token.start(), token.end())
        if self._open:
            mark, _, at = self._open[-1]
            raise _broken(f"Can't find end of {_title(mark)} entity at byte offset {at}")
        return self._text, self._entities

    def _read(self, piece: str, start: int, end: int) -> int:
        """Take in one token; return where the next one starts."""
        in_code = bool(self._open) and self._open[-1][0] in {"`", "```"}
        if in_code and piece != self._open[-1][0]:
            self._text += piece[1:] if piece in {"\\`", "\\\\"} else piece
        elif piece.startswith("\\") and len(piece) > 1:
            self._text += piece[1:]
        elif piece == "]" and self._open and self._open[-1][0] == "[":
            return self._close_link(end)
        elif piece == ">" and self._source[:start].rsplit("\n", 1)[-1] == "":
            self._quote(start)
        elif piece in _MARKS:
            self._toggle(piece, start)
        elif piece in _RESERVED:
            raise _broken(
                f"Character '{piece}' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            self._text += piece
        return end

    def _toggle(self, mark: str, start: int) -> None:
        if self._open and self._open[-1][0] == mark and mark != "[":
            _, offset, _ = self._open.pop()
            self._add(_MARKS[mark], offset)
        else:
            self._open.append((mark, units(self._text), len(self._source[:start].encode())))

    def _close_link(self, end: int) -> int:
        _, offset, at = self._open.pop()
        target = _TARGET.match(self._source, end)
        if target is None:
            raise _broken(f"Can't find end of a URL at byte offset {at}")
        url = re.sub(r"\\(.)", r"\1", target[1])
        self._add("text_link", offset, url=url)
        return target.end()

    def _quote(self, start: int) -> None:
        """Mark the line that begins here as a quote, together with those that follow it."""
        offset = units(self._text)
        last = self._entities[-1] if self._entities else None
        line = self._source[start + 1 :].split("\n", 1)[0]
        length = units(parse(line)[0])
        if last and last["type"] == "blockquote" and last["offset"] + last["length"] + 1 == offset:
            last["length"] += 1 + length
        else:
            self._entities.append({"type": "blockquote", "offset": offset, "length": length})

    def _add(self, kind: str, offset: int, **more: str) -> None:
        length = units(self._text) - offset
        self._entities.append({"type": kind, "offset": offset, "length": length, **more})


def _title(mark: str) -> str:
    return {"[": "TextUrl", "`": "Code", "```": "Pre"}.get(mark, _MARKS[mark].capitalize())


def _broken(detail: str) -> errors.BadRequest:
    return errors.BadRequest(f"can't parse entities: {detail}")
