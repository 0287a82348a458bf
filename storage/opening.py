"""Opens the database: its file, its schema, its key."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

from sqlalchemy import exc, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from attendance import ports
from storage import errors, schema, sqlite
from storage.pulse import Pulse
from storage.scrubbing import Scrubber
from storage.transaction import Transaction, errors_translated
from storage.turns import Turns
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault, unlock


class Storage:
    """Begins units of work (``ports.Units``); writing ones of this process take turns in order."""

    def __init__(self, engine: AsyncEngine, vault: Vault, posted: Callable[[], None]) -> None:
        self._engine = engine
        self._reading_engine = sqlite.for_reading(engine)
        self._turns = Turns()
        self._vault = vault
        self._posted = posted
        self._scrubber = Scrubber(engine)
        self._pulse = Pulse(self._transaction)

    def __call__(self, *, reading: bool = False, urgent: bool = False) -> ports.UnitOfWork:
        transaction = self._transaction(reading=reading, urgent=urgent)
        return UnitOfWork(transaction, self._vault, self._posted, self._scrubber)

    async def ping(self) -> None:
        """Read and write a little, or raise ``errors.DatabaseUnavailable``."""
        await self._pulse.feel()

    async def aclose(self) -> None:
        """End what goes on without a unit of work."""
        await self._pulse.aclose()

    def _transaction(self, *, reading: bool = False, urgent: bool = False) -> Transaction:
        if reading:
            return Transaction(self._reading_engine, turn=None)
        return Transaction(self._engine, turn=self._turns.turn(urgent=urgent))


@asynccontextmanager
async def open_storage(
    *, url: str, key_file: Path, posted: Callable[[], None] = lambda: None
) -> AsyncIterator[Storage]:
    """Storage for as long as the context lasts, brought to this release's schema.

    ``posted`` is called after every commit that added to the outbox. Raises a ``StorageError``
    for what an operator has to put right; nothing stays open then.
    """
    engine = _engine(url)
    try:
        vault = await _prepare(engine, key_file)
        async with aclosing(Storage(engine, vault, posted)) as units:
            yield units
    finally:
        await engine.dispose()


def _engine(url: str) -> AsyncEngine:
    try:
        return sqlite.open_engine(make_url(url))
    except exc.ArgumentError as error:
        raise errors.UnsupportedUrl(url) from error


async def _prepare(engine: AsyncEngine, key_file: Path) -> Vault:
    """In one transaction, which locks out other processes that start at the same time."""
    with errors_translated():
        async with engine.begin() as connection:
            await connection.run_sync(schema.upgrade)
            return await connection.run_sync(unlock, key_file)
