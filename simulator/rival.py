"""Another program that polls with the same token, as after a forgotten deployment."""

import asyncio
import contextlib

from simulator import errors
from simulator.updates import UpdateQueue

POLL_SECONDS = 25.0
PAUSE_SECONDS = 1.0
"""Between two polls."""


class Rival:
    """Polls, and confirms nothing: the bot's updates stay."""

    def __init__(self, updates: UpdateQueue) -> None:
        self._updates = updates
        self._polling: asyncio.Task[None] | None = None

    async def poll(self, seconds: float) -> None:
        """Begin, and go on for so many seconds; 0 ends it."""
        await self.stop()
        self._polling = asyncio.create_task(self._poll(seconds), name="rival")

    async def stop(self) -> None:
        """End it."""
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.wait([self._polling])
            self._polling = None

    async def _poll(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while (left := ends - loop.time()) > 0:
            with contextlib.suppress(errors.Conflict):
                await self._updates.poll(offset=0, limit=1, seconds=min(left, POLL_SECONDS))
            await asyncio.sleep(PAUSE_SECONDS)
