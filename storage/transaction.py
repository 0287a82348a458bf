"""One database transaction: the only place where statements run and their errors arise."""

import asyncio
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager
from typing import Any, TypeVar, cast

from sqlalchemy import Executable, exc
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import errors
from storage.troubles import in_words

Row = Mapping[str, Any]
Result = TypeVar("Result")

# What a database says when it is away, locked, full, read-only or broken. The other database
# errors (ProgrammingError, DataError, NotSupportedError) are mistakes of ours and stay as they are.
_UNAVAILABLE = (exc.OperationalError, exc.InterfaceError, exc.InternalError, exc.TimeoutError)


@contextmanager
def errors_translated() -> Iterator[None]:
    """Raise SQLAlchemy's errors as storage's."""
    try:
        yield
    except exc.IntegrityError as error:
        raise errors.Conflict(str(error.orig)) from error
    except _UNAVAILABLE as error:
        raise errors.DatabaseUnavailable(in_words(getattr(error, "orig", error))) from error
    except exc.DatabaseError as error:
        if type(error) is not exc.DatabaseError:
            raise
        raise errors.DatabaseUnavailable(in_words(error.orig or error)) from error


async def uninterrupted(work: Coroutine[Any, Any, Result]) -> Result:
    """Let ``work`` finish before a cancellation is passed on.

    A call that is torn off goes on in the driver's thread, and keeps the locks that it gets.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


class Transaction:
    """Open from ``begin`` to ``commit`` or ``end``; statements outside raise ``UnitEnded``.

    One that may write waits for its ``turn``; without a turn it only reads.
    """

    def __init__(self, engine: AsyncEngine, turn: AbstractAsyncContextManager[None] | None) -> None:
        self._engine = engine
        self._turn = turn
        self._resources = AsyncExitStack()
        self._connection: AsyncConnection | None = None
        self.erases = False  # face data, or what people wrote

    async def begin(self) -> None:
        async with AsyncExitStack() as resources:
            if self._turn is not None:
                await resources.enter_async_context(self._turn)
            with errors_translated():
                self._connection = await uninterrupted(self._connect(resources))
            self._resources = resources.pop_all()

    async def commit(self) -> None:
        """Make it last, and end."""
        connection = self._open()
        if self._turn is None:
            raise errors.ReadOnly
        with errors_translated():
            await uninterrupted(connection.commit())
        await self.end()

    async def end(self) -> None:
        """Undo what was not committed; without effect when the transaction has ended."""
        self._connection = None
        with errors_translated():
            await uninterrupted(self._resources.aclose())

    async def all(self, query: Executable, values: Row | None = None) -> Sequence[Row]:
        """Every row of a query; ``values`` are what it leaves open, by name, here and below."""
        with errors_translated():
            result = await uninterrupted(self._open().execute(query, values))
        return cast(Sequence[Row], result.mappings().all())

    async def tuples(self, query: Executable) -> Sequence[tuple[Any, ...]]:
        """Every row of a query of which there may be very many: values in their order."""
        with errors_translated():
            result = await uninterrupted(self._open().execute(query))
        return cast(Sequence[tuple[Any, ...]], result.all())

    async def first(self, query: Executable, values: Row | None = None) -> Row | None:
        """The first row of a query, if it has one."""
        rows = await self.all(query, values)
        return rows[0] if rows else None

    async def value(self, query: Executable, values: Row | None = None) -> Any:  # noqa: ANN401
        """The first value of the first row, such as a new row's id; None where there is no row."""
        with errors_translated():
            return await uninterrupted(self._open().scalar(query, values))

    async def change(self, statement: Executable, values: Row | Sequence[Row] | None = None) -> int:
        """Run an insert (of one row or many), an update or a delete; how many rows it changed."""
        with errors_translated():
            return (await uninterrupted(self._open().execute(statement, values))).rowcount

    async def _connect(self, resources: AsyncExitStack) -> AsyncConnection:
        connection = await resources.enter_async_context(self._engine.connect())
        await connection.begin()
        return connection

    def _open(self) -> AsyncConnection:
        if self._connection is None:
            raise errors.UnitEnded
        return self._connection
