"""How much Telegram lets a bot send, and how often.

Sizes: https://core.telegram.org/bots/api. Rates: https://core.telegram.org/bots/faq
("avoid sending more than one message per second", bursts are tolerated; about 30 a second in all).
Telegram publishes no figure for the bursts: those here are on the generous side of what is seen.
Edits count as messages do, by TDLib's maintainer: https://github.com/tdlib/td/issues/2592.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from simulator import errors

TEXT_UNITS = 4096
"""Length of a message in UTF-16 code units, after entities are parsed."""
CAPTION_UNITS = 1024
"""Length of a caption in UTF-16 code units, after entities are parsed."""
CALLBACK_DATA_BYTES = 64
CALLBACK_ANSWER_CHARACTERS = 200
DOWNLOAD_BYTES = 20 * 1024 * 1024
"""The largest file a bot may download."""
PHOTO_BYTES = 10 * 1024 * 1024
"""The largest photo a bot may send."""
DOCUMENT_BYTES = 50 * 1024 * 1024
"""The largest other file a bot may send."""
PHOTO_SIDES_SUM = 10_000
PHOTO_SIDES_RATIO = 20
ALBUM_ITEMS = range(2, 11)
COMMANDS = 100


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How often a bot may send. Rates are messages a second; bursts are messages."""

    per_chat: float = 1.0
    per_chat_burst: int = 20
    overall: float = 30.0
    overall_burst: int = 60
    callback_seconds: float = 60.0
    """How long a button press may wait for its answer."""


class TokenBucket:
    """Starts full with `burst` tokens and gains `rate` tokens a second."""

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = float(burst)
        self._at = now

    def wait(self, now: float) -> float:
        """Return the seconds until one token can be taken; 0 if that is now."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        return 0.0 if self._tokens >= 1 else (1 - self._tokens) / self._rate

    def take(self) -> None:
        """Take one token; ask `wait` first."""
        self._tokens -= 1


class RateLimiter:
    """Counts what the bot sends against the limits of one chat and of all chats."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._overall = TokenBucket(limits.overall, limits.overall_burst, clock())
        self._chats: dict[int, TokenBucket] = {}
        self.spent = 0
        """How many messages have been sent."""

    def spend(self, chat_id: int, messages: int = 1) -> None:
        """Count messages to a chat, or raise TooManyRequests and count nothing.

        An album passes when its first message would, as Telegram treats it as one request.
        """
        now = self._clock()
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = TokenBucket(self._limits.per_chat, self._limits.per_chat_burst, now)
            self._chats[chat_id] = chat
        wait = max(chat.wait(now), self._overall.wait(now))
        if wait > 0:
            raise errors.TooManyRequests(math.ceil(wait))
        self.spent += messages
        for _ in range(messages):
            chat.take()
            self._overall.take()
