"""Work of one chat in order, different chats at once: what the inbox and the outbox share."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.outage import Outage
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

_LOOK_AGAIN = 1.0  # seconds until postponed work is looked for without being woken
_MOST_WAITING = 200  # pieces of work beside those under way; each holds its update
_STOP_WITHIN = 7.0  # seconds that work in hand gets to finish; ten are for all of a stop


@dataclass(frozen=True, kw_only=True)
class Work:
    """The next piece of work of a chat."""

    chat_id: int
    do: Callable[[], Awaitable[None]]


Take = Callable[[int, Sequence[int]], Awaitable[list[Work]]]


class Lanes:
    """Runs up to ``at_once`` pieces of work, never two of one chat, beside those ``waiting``.

    ``take(limit, busy)`` gives the next ones, chats that are busy left out; it is asked when
    ``wake`` is set, and every second. Work that raises is logged, and its chat rests a second, or
    longer while the database does not work.
    """

    def __init__(
        self,
        name: str,
        take: Take,
        *,
        at_once: int,
        wake: asyncio.Event,
        waiting: Callable[[], int] = lambda: 0,
    ) -> None:
        self.name = name
        self._take = take
        self._at_once = at_once
        self._waiting = waiting
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._wake = wake
        self._outage = Outage()

    async def run(self) -> None:
        """Work until cancelled; then finish what is in hand, for seven seconds at most."""
        try:
            while True:
                self._wake.clear()
                await self._start_work()
                # wait_for of Python 3.11 can swallow a cancellation that comes with the wake.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_AGAIN):
                        await self._wake.wait()
        finally:
            await self._finish()

    async def _start_work(self) -> None:
        free = self._at_once + min(self._waiting(), _MOST_WAITING) - len(self._busy)
        if free <= 0:
            return
        try:
            works = await self._take(free, tuple(self._busy))
        except DatabaseUnavailable as error:
            self._outage.goes_on(error)  # and is looked at again in a second
            return
        except Exception:
            log.exception("%s: cannot be read", self.name)
            return
        for work in works:
            self._busy[work.chat_id] = asyncio.create_task(self._do(work))

    async def _do(self, work: Work) -> None:
        try:
            await work.do()
            self._outage.is_over()
        except DatabaseUnavailable as error:
            await asyncio.sleep(self._outage.goes_on(error).total_seconds())
        except Exception:
            log.exception("%s: work failed", self.name)
            await asyncio.sleep(_LOOK_AGAIN)
        finally:
            del self._busy[work.chat_id]
            self._wake.set()

    async def _finish(self) -> None:
        if self._busy:
            _, late = await asyncio.wait(self._busy.values(), timeout=_STOP_WITHIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
