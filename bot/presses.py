"""What a button carries: a verb and numbers, like ``set:12:7:0``. It is never to be trusted."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

LONGEST = 64  # bytes of a button's data, Telegram's limit
MOST_BUTTONS = 100  # under one message, Telegram's limit
LAST_MOMENT = 2**33  # seconds since 1970: beyond any message, and within what a date can be
_LONGEST_ID = 18  # digits: a database's ids have 63 bits

Handlers = Mapping[tuple[str, int], Callable[..., Awaitable[None]]]
"""What takes presses: by a button's verb and how many numbers it carries. A handler is called with
the turn and those numbers.
"""


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """A button that was made by ``data``, or by somebody who pretends to have been."""

    verb: str
    numbers: tuple[int, ...]


def data(verb: str, *numbers: int) -> str:
    """What a button carries."""
    return ":".join((verb, *map(str, numbers)))


def read(text: str) -> Pressed | None:
    """The same read back, or None for what ``data`` has not made."""
    verb, *words = text.split(":")
    if not all(word.isascii() and word.isdigit() and len(word) <= _LONGEST_ID for word in words):
        return None
    return Pressed(verb=verb, numbers=tuple(map(int, words)))
