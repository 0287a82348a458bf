"""SQLite in a thread of its own, which each statement enters once.

aiosqlite goes there and back for making a cursor, for the statement, for its rows and for closing
the cursor: with eight chats at once that took more time than the statements themselves.
"""

import sqlite3
from collections.abc import Sequence
from functools import partial
from typing import Any, Literal, Self

import aiosqlite

Values = Sequence[Any]
"""A statement's parameters, or a row."""

_ROWS_AT_ONCE = 64  # of aiosqlite's own iteration, which nobody uses
_STATEMENTS = 512  # that stay compiled; the bot has some hundreds


class Connection(aiosqlite.Connection):
    """What SQLAlchemy's dialect for aiosqlite needs of a connection."""

    def cursor(self) -> "Cursor":  # type: ignore[override]
        """A cursor that has not been in the thread yet."""
        return Cursor(self)

    async def rollback(self) -> None:
        """Undo what has been begun, if anything: a connection given back mostly has nothing."""
        if self.in_transaction:
            await super().rollback()

    async def run(
        self, cursor: "Cursor", method: Literal["execute", "executemany"], sql: str, values: Values
    ) -> None:
        """Run a statement, and keep what it led to in the cursor."""
        await self._execute(self._run, cursor, method, sql, values)  # type: ignore[no-untyped-call]

    def _run(self, cursor: "Cursor", method: str, sql: str, values: Values) -> None:
        done: sqlite3.Cursor = getattr(self._conn, method)(sql, values)
        cursor.description = done.description
        cursor.rows = done.fetchall() if done.description else ()
        cursor.rowcount, cursor.lastrowid = done.rowcount, done.lastrowid  # known after the rows
        done.close()


class Cursor:
    """One statement and all its rows, in memory; what SQLAlchemy's dialect needs of a cursor."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.rows: Sequence[Values] = ()

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Values = ()) -> Self:
        """Run a statement."""
        await self._connection.run(self, "execute", sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Sequence[Values]) -> Self:
        """Run a statement with each of many rows of parameters."""
        await self._connection.run(self, "executemany", sql, parameters)
        return self

    async def fetchall(self) -> Sequence[Values]:
        """Every row that the statement has given."""
        return self.rows

    async def close(self) -> None:
        """Do nothing: nothing is open."""


async def connect(database: str) -> Connection:
    """Open a database file."""
    opening = partial(sqlite3.connect, database, cached_statements=_STATEMENTS)
    connection = Connection(opening, _ROWS_AT_ONCE)
    connection._thread.daemon = True  # as SQLAlchemy makes it: none keeps the process alive
    await connection
    return connection
