"""What was erased must not go on beside the database, in SQLite's write-ahead log."""

import logging

from sqlalchemy.ext.asyncio import AsyncEngine

from storage import errors, sqlite
from storage.transaction import errors_translated, uninterrupted

log = logging.getLogger(__name__)


class Scrubber:
    """Empties the log after something was erased, as soon as nobody reads.

    At first it is due too: a process that was killed may have left something.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._due = True

    async def scrub(self, *, erased: bool) -> None:
        """Called after every commit; what cannot be done now is due with the next."""
        self._due = self._due or erased
        if not self._due:
            return
        try:
            with errors_translated():
                self._due = not await uninterrupted(sqlite.empty_log(self._engine))
        except errors.StorageError as error:
            log.warning("erased data is still beside the database, to be tried again: %s", error)
