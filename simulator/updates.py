"""Updates on their way to the bot: kept until confirmed, handed out by long polling."""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from simulator import errors
from simulator.model import Json

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds a bot only gets when it asks for them by name."""

FUTURE_OFFSET = 10
"""How far beyond the newest update an offset is still believed (td's `TQueue::get`)."""


@dataclass(frozen=True, kw_only=True)
class Update:
    """One update. `message_id` is the message it carries, if it carries a new one."""

    id: int
    kind: str
    payload: Any
    message_id: int | None = None

    def as_json(self) -> Json:
        """Return the update as Telegram sends it."""
        return {"update_id": self.id, self.kind: self.payload}


class UpdateQueue:
    """The updates the bot has not confirmed, oldest first.

    `on_taken` is called with each update when the bot has confirmed it.
    """

    def __init__(self, first_id: int | None, on_taken: Callable[[Update], None]) -> None:
        self._next_id = first_id if first_id is not None else _random_id()
        self._on_taken = on_taken
        self.polls = 0
        """How often the bot, or whoever has its token, has asked."""
        self._pending: deque[Update] = deque()
        self._allowed: frozenset[str] = frozenset()
        self._arrived = asyncio.Event()
        self._poller: asyncio.Future[str] | None = None
        self._closed = False

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def allowed(self) -> list[str]:
        """The kinds the bot asked for; empty for Telegram's default."""
        return sorted(self._allowed)

    @property
    def has_poller(self) -> bool:
        """Whether the bot is waiting for an update right now."""
        return self._poller is not None

    def allow(self, kinds: Collection[str]) -> None:
        """From now on queue only these kinds; empty for Telegram's default."""
        self._allowed = frozenset(kinds)

    def jump(self, next_id: int | None = None) -> int:
        """Go on counting elsewhere, as Telegram does after a week without updates; return where.

        Raises NotUnderstood while updates are waiting: then there was no such week.
        """
        if self._pending:
            raise errors.NotUnderstood(f"{len(self)} updates are waiting: no quiet week")
        self._next_id = next_id if next_id is not None else _random_id()
        return self._next_id

    def put(
        self,
        kind: str,
        payload: Any,  # noqa: ANN401 - of the Bot API, unless it is to be odd
        message_id: int | None = None,
    ) -> None:
        """Queue an update, unless the bot does not want its kind."""
        if self._allowed and kind not in self._allowed:
            return
        if not self._allowed and kind in NOT_BY_DEFAULT:
            return
        update = Update(id=self._next_id, kind=kind, payload=payload, message_id=message_id)
        self._next_id += 1
        self._pending.append(update)
        self._arrived.set()

    def confirm(self, offset: int) -> None:
        """Forget updates before `offset`; a negative one keeps only that many of the last.

        An offset beyond the end of the queue is ignored, as Telegram's own server does.
        """
        if offset < 0:
            self._drop(max(0, len(self._pending) + offset))
        elif offset <= self._next_id + FUTURE_OFFSET:
            self._drop(sum(update.id < offset for update in self._pending))

    def clear(self) -> None:
        """Forget every update."""
        self._drop(len(self._pending))

    async def poll(self, *, offset: int, limit: int, seconds: float) -> list[Update]:
        """Return unconfirmed updates, waiting up to so many seconds for the first.

        A poll that is still waiting when another one begins ends with Conflict.
        """
        self.polls += 1
        self.confirm(offset)
        self.interrupt(
            "terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        if not self._pending and seconds > 0 and not self._closed:
            await self._wait(seconds)
        return list(self._pending)[:limit]

    def interrupt(self, reason: str) -> None:
        """End a poll that is waiting with Conflict, for this reason."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(reason)

    async def first(self) -> Update:
        """Wait for the oldest unconfirmed update, and leave it in the queue."""
        while not self._pending:
            self._arrived.clear()
            await self._arrived.wait()
        return self._pending[0]

    def take(self, update: Update) -> None:
        """Confirm the oldest update, if it is this one."""
        if self._pending and self._pending[0] is update:
            self._drop(1)

    def open(self) -> None:
        """Let pollers wait (again)."""
        self._closed = False

    def close(self) -> None:
        """Send a waiting poller home with what there is."""
        self._closed = True
        self._arrived.set()

    async def _wait(self, seconds: float) -> None:
        self._arrived.clear()
        mine = self._poller = asyncio.get_running_loop().create_future()
        arrival = asyncio.ensure_future(self._arrived.wait())
        try:
            await asyncio.wait(
                [arrival, mine], timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            arrival.cancel()
            if self._poller is mine:
                self._poller = None
        if mine.done():
            raise errors.Conflict(mine.result())

    def _drop(self, count: int) -> None:
        for _ in range(count):
            self._on_taken(self._pending.popleft())


def _random_id() -> int:
    return random.randint(100_000_000, 900_000_000)  # noqa: S311 - not a secret
