"""How fast messages go out: Telegram takes them all, and answers never wait behind summaries.

Telegram allows about 30 messages a second, and one a second to a chat, where short bursts are
tolerated (https://core.telegram.org/bots/faq). The 30 are kept for all calls, by the library.
Answers to people may burst; summaries keep to a second of rest. Who is told to wait goes slower for
a while.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiolimiter import AsyncLimiter

from attendance.ports import Clock

_A_SECOND = 20  # summaries; the other 10 of Telegram's 30 messages are for answers
_AT_ONCE = 6  # summaries under way; the sender has two lanes more for answers
_REST = timedelta(seconds=1)  # between messages to a chat, on average; before a summary always
_BURST = 18  # messages to a chat; Telegram names no figure, about twenty are seen to be taken
_CAREFULLY = 15  # messages a second, half of what Telegram allows
_CAREFUL_FOR = timedelta(seconds=30)  # after Telegram's wait is over


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Remembers to whom messages have just gone, and what Telegram refused."""

    clock: Clock
    limiter: AsyncLimiter = field(default_factory=lambda: AsyncLimiter(1, 1 / _A_SECOND))
    careful: AsyncLimiter = field(default_factory=lambda: AsyncLimiter(1, 1 / _CAREFULLY))
    _last: dict[int, datetime] = field(default_factory=dict)
    _rested: dict[int, datetime] = field(default_factory=dict)
    """When each chat will have had a rest for every message that went to it."""
    _refused: dict[int, datetime] = field(default_factory=dict)
    """Until when chats are not to be written to."""
    _careful_until: list[datetime] = field(default_factory=list)
    _under_way: set[int] = field(default_factory=set)

    def resting(self) -> frozenset[int]:
        """Chats that got a message less than a second ago."""
        now = self.clock()
        for chat_id, at in list(self._last.items()):
            if not now - _REST < at <= now:
                del self._last[chat_id]
        return frozenset(self._last)

    def full(self) -> frozenset[int]:
        """Chats that have had their burst, or that Telegram wants to be left alone."""
        now = self.clock()
        _drop_until(self._rested, now)
        _drop_until(self._refused, now)
        burst = {chat for chat, at in self._rested.items() if at - now > (_BURST - 1) * _REST}
        return frozenset(burst | self._refused.keys())

    def room(self, busy: Collection[int]) -> int:
        """How many more summaries may be under way; ``busy`` are the chats that are sent to."""
        self._under_way.intersection_update(busy)
        return max(0, _AT_ONCE - len(self._under_way))

    def begins(self, chat_id: int) -> None:
        """A summary to that chat is under way, for as long as the chat is busy."""
        self._under_way.add(chat_id)

    async def turn(self, *, urgent: bool) -> None:
        """Wait until a message may go."""
        if not urgent:
            await self.limiter.acquire()
        if any(until > self.clock() for until in self._careful_until):
            await self.careful.acquire()

    def sent(self, chat_id: int) -> None:
        """A message has gone to that chat."""
        now = self.clock()
        self._last[chat_id] = now
        self._rested[chat_id] = max(self._rested.get(chat_id, now), now) + _REST

    def refused(self, chat_id: int, wait: timedelta) -> None:
        """Telegram wants a pause: that chat gets one, then no burst, and all goes slower."""
        now = self.clock()
        self._refused[chat_id] = now + wait
        self._rested[chat_id] = now + wait + (_BURST - 1) * _REST
        self._careful_until[:] = [now + wait + _CAREFUL_FOR]


def _drop_until(times: dict[int, datetime], now: datetime) -> None:
    for chat_id, at in list(times.items()):
        if at <= now:
            del times[chat_id]
