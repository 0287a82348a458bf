"""What a check finds: a line with a sign. What is doubtful works, and is worth a look."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import telegram

from bot.settings import Settings


class Sign(Enum):
    """How a line begins, and its colour."""

    GOOD = ("✓", "green")
    DOUBTFUL = ("!", "yellow")
    BAD = ("✗", "red")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found, and if it is not good, what to do."""

    sign: Sign
    text: str


def good(text: str) -> Finding:
    """All is well."""
    return Finding(sign=Sign.GOOD, text=text)


def doubtful(text: str) -> Finding:
    """The service works like this, but hardly as it was meant."""
    return Finding(sign=Sign.DOUBTFUL, text=text)


def bad(text: str) -> Finding:
    """It cannot work like this."""
    return Finding(sign=Sign.BAD, text=text)


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What is looked at. ``bot`` is None when Telegram did not let it in.

    ``is_running`` if the service is, on this machine and with this database.
    """

    config: Path
    settings: Settings
    bot: telegram.Bot | None
    is_running: bool


Check = Callable[[Deployment], Awaitable[Finding]]

NO_TOKEN = bad("cannot be judged without the token")
