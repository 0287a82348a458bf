"""What a button carries: a verb and numbers, like ``set:12:7:0``. It is never to be trusted."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.rights import Right

LONGEST = 64  # bytes of a button's data, Telegram's limit
MOST_BUTTONS = 100  # under one message, Telegram's limit
LAST_MOMENT = 2**33  # seconds since 1970: beyond any message, and within what a date can be
_LONGEST_ID = 18  # digits: a database's ids have 63 bits


@dataclass(frozen=True, kw_only=True)
class Press(Right):
    """What takes the presses of a kind of button: ``run`` gets the turn and its numbers.

    ``action`` is what the audit log calls it.
    """

    run: Callable[..., Awaitable[None]]
    action: str


Handlers = Mapping[tuple[str, int], Press]
"""Presses by a button's verb and how many numbers it carries; the verb is all it carries if none.
"""


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """A button that was made by ``data``, or by somebody who pretends to have been."""

    verb: str
    numbers: tuple[int, ...]


def data(verb: str, *numbers: int) -> str:
    """What a button carries."""
    return ":".join((verb, *map(str, numbers)))


def find(handlers: Handlers, text: str) -> tuple[Press, tuple[int, ...]] | None:
    """What takes the press of a button, and its numbers; None for one that is not ours."""
    pressed = Pressed(verb=text, numbers=()) if (text, 0) in handlers else read(text)
    found = handlers.get((pressed.verb, len(pressed.numbers))) if pressed else None
    return (found, pressed.numbers) if pressed and found else None


def read(text: str) -> Pressed | None:
    """The same read back, or None for what ``data`` has not made."""
    verb, *words = text.split(":")
    if not all(word.isascii() and word.isdigit() and len(word) <= _LONGEST_ID for word in words):
        return None
    return Pressed(verb=verb, numbers=tuple(map(int, words)))
