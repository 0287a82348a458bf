"""Whether the database can be written now."""

import asyncio
import contextlib
from collections.abc import Callable

from sqlalchemy import select

from storage.errors import DatabaseUnavailable
from storage.sqlite import WRITE_ONE_PAGE
from storage.tables import gallery_state
from storage.transaction import Transaction

_PATIENCE = 3.0  # seconds; whoever watches a service waits for five, and a lock is waited for ten
_SLOW = (
    f"it could not be written for {_PATIENCE:.0f} seconds: another program holds it, or its disk"
    " does not answer; it goes on by itself"
)


class Pulse:
    """Reads a row and writes a page now and then, for a disk that is full can still be read.

    However often it is asked, one write is under way at most.
    """

    def __init__(self, begin: Callable[[], Transaction]) -> None:
        self._begin = begin
        self._beat: asyncio.Task[None] | None = None

    async def feel(self) -> None:
        """Raise ``DatabaseUnavailable`` unless a page has been written within seconds."""
        if self._beat is None or self._beat.done():
            self._beat = asyncio.create_task(self._write())
            self._beat.add_done_callback(_seen)
        done, _ = await asyncio.wait([self._beat], timeout=_PATIENCE)
        if not done:
            raise DatabaseUnavailable(_SLOW)
        self._beat.result()

    async def aclose(self) -> None:
        """End what is under way."""
        if self._beat is not None:
            self._beat.cancel()
            with contextlib.suppress(asyncio.CancelledError, DatabaseUnavailable):
                await self._beat

    async def _write(self) -> None:
        transaction = self._begin()
        await transaction.begin()
        try:
            await transaction.value(select(gallery_state.c.revision))  # are these our tables?
            await transaction.change(WRITE_ONE_PAGE)
            await transaction.commit()
        finally:
            await transaction.end()


def _seen(beat: asyncio.Task[None]) -> None:
    """Whoever asked may have gone: without this asyncio complains of an error that nobody saw."""
    if not beat.cancelled():
        beat.exception()
