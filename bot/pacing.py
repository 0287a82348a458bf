"""How fast summaries go out, so that Telegram takes them all and answers never wait behind them.

Telegram allows about 30 messages a second, and one a second to a chat, where short bursts are
tolerated (https://core.telegram.org/bots/faq). Answers to people use that; summaries keep to it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiolimiter import AsyncLimiter

from attendance.ports import Clock

_A_SECOND = 20  # summaries; the other 10 of Telegram's 30 messages are for answers
_AT_ONCE = 6  # summaries under way; the sender has two lanes more for answers
_REST = timedelta(seconds=1)  # between a message to a chat and a summary


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Remembers to whom messages have just gone."""

    clock: Clock
    limiter: AsyncLimiter = field(default_factory=lambda: AsyncLimiter(1, 1 / _A_SECOND))
    _last: dict[int, datetime] = field(default_factory=dict)
    _under_way: set[int] = field(default_factory=set)

    def resting(self) -> frozenset[int]:
        """Chats that got a message less than a second ago."""
        now = self.clock()
        for chat_id, at in list(self._last.items()):
            if not now - _REST < at <= now:
                del self._last[chat_id]
        return frozenset(self._last)

    def room(self, busy: Collection[int]) -> int:
        """How many more summaries may be under way; ``busy`` are the chats that are sent to."""
        self._under_way.intersection_update(busy)
        return max(0, _AT_ONCE - len(self._under_way))

    def begins(self, chat_id: int) -> None:
        """A summary to that chat is under way, for as long as the chat is busy."""
        self._under_way.add(chat_id)

    async def turn(self) -> None:
        """Wait until a summary may go."""
        await self.limiter.acquire()

    def sent(self, chat_id: int) -> None:
        """A message has gone to that chat."""
        self._last[chat_id] = self.clock()
