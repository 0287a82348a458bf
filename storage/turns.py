"""Whose turn it is to write."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """One writer at a time, in order; one that is urgent waits for two others at most.

    All others queue up for a single place behind whoever writes.
    """

    def __init__(self) -> None:
        self._next = asyncio.Lock()
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, *, urgent: bool = False) -> AsyncIterator[None]:
        """Wait for it, and keep it until the context ends."""
        if urgent:
            await self._writing.acquire()
        else:
            async with self._next:
                await self._writing.acquire()
        try:
            yield
        finally:
            self._writing.release()
