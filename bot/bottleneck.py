"""What few can do at once, without whoever waits for it being in others' way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Bottleneck:
    """Lets ``at_once`` through, in the order in which they come.

    ``waiting`` is how many stand before it, and ``waits`` is called when one more does: others may
    be begun in their place.
    """

    def __init__(self, at_once: int = 1, *, waits: Callable[[], None] = lambda: None) -> None:
        self.waiting = 0
        self._room = asyncio.Semaphore(at_once)
        self._waits = waits

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[None]:
        """Wait for room, and hold it."""
        self.waiting += 1
        if self._room.locked():
            self._waits()
        try:
            await self._room.acquire()
        finally:
            self.waiting -= 1
        try:
            yield
        finally:
            self._room.release()
