"""Everything that is SQLite's own: its file, its settings, its transactions and its upsert."""

import sqlite3
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    func,
    text,
)
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage import errors, files
from storage.connection import connect

# Writers of this process queue for their turn; the wait is for another process, such as an
# import, whose transactions last milliseconds. Ten seconds mean that something is wrong.
_BUSY_TIMEOUT_MS = 10_000

# A confirmed update must survive a power cut (synchronous), an erased face must survive neither in
# free pages (secure_delete) nor in temporary files (temp_store). The timeout comes first: switching
# to WAL may have to wait.
_SETTINGS = (
    f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)
_ALONE = (
    "PRAGMA busy_timeout = 2000",  # for a command that is just ending
    "PRAGMA locking_mode = EXCLUSIVE",
    *_SETTINGS[1:],
)
# Nobody uses this number; unlike a row's, its page is written even where nothing changes.
WRITE_ONE_PAGE = text("PRAGMA user_version = 0")
_READING = "rollcall_reading"
_BESIDE = ("-wal", "-shm", "-journal")
_GONE = "was moved, deleted or replaced: put it back, or restart the service"


def database_file(url: URL) -> Path:
    """The file that an address names; raises ``UnsupportedUrl`` for any other."""
    if url.drivername != "sqlite+aiosqlite" or url.database in (None, "", ":memory:"):
        raise errors.UnsupportedUrl(url.render_as_string())
    return Path(str(url.database))


def with_companions(path: Path) -> list[Path]:
    """A database file, and the names of what SQLite keeps beside it while it is in use."""
    return [path, *(path.with_name(path.name + end) for end in _BESIDE)]


def open_engine(url: URL) -> AsyncEngine:
    """An engine for a database file, which is created with its folder where it is missing."""
    path = database_file(url)
    _create_file(path)
    opening = partial(connect, str(path))
    engine = create_async_engine(url, hide_parameters=True, async_creator=opening)
    _set_up(engine.sync_engine, path, _SETTINGS)
    return engine


def open_alone(path: Path) -> Engine:
    """An engine for a database that nobody else has open, nor can open while it is in use.

    Its first connection fails where somebody has. The lock is SQLite's own.
    """
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    _set_up(engine, path, _ALONE)
    return engine


def for_reading(engine: AsyncEngine) -> AsyncEngine:
    """The same connections, but transactions do not lock out writers."""
    return engine.execution_options(**{_READING: True})


def insert_new(table: Table) -> Insert:
    """An insert that passes over rows whose key is there; its row count says how many were not."""
    return insert(table).on_conflict_do_nothing()


def insert_or_replace(table: Table, values: dict[str, Any]) -> Insert:
    """An insert of a row, or an update of the one that has its primary key."""
    return (
        insert(table)
        .values(values)
        .on_conflict_do_update(index_elements=list(table.primary_key), set_=values)
    )


def joined_bytes(column: Column[bytes]) -> ColumnElement[str]:
    """All values of a column in one text, in hexadecimal digits with commas between them."""
    return func.group_concat(func.hex(column), ",")


async def empty_log(engine: AsyncEngine) -> bool:
    """Write the log into the database and cut it to nothing; False when somebody is in the way.

    What a log still holds of earlier pages can be read until it is written over.
    """
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        driver: Any = raw.driver_connection
        try:
            await driver.execute("PRAGMA busy_timeout = 0")  # nobody is to wait for this
            cursor = await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (busy, _, _) = await cursor.fetchone()
            await cursor.close()
            await driver.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
        except sqlite3.Error as error:
            await connection.invalidate(error)
            raise errors.DatabaseUnavailable(str(error)) from error
    return not busy


def _create_file(path: Path) -> None:
    """Make the file here and not in SQLite, so that nobody else may ever read it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.create_empty(path)
        check_private(path)
    except OSError as error:
        raise errors.DatabaseUnavailable(str(error)) from error


def check_private(path: Path) -> None:
    """Raise ``DatabaseTooOpen`` if others than their owner may read the file or its companions."""
    for file in with_companions(path):
        mode = file.stat().st_mode & 0o777 if file.exists() else files.OWNER_ONLY
        if files.too_open(mode):
            raise errors.DatabaseTooOpen(file, mode)


def _set_up(engine: Engine, path: Path, settings: Sequence[str]) -> None:
    """Configure every connection, and let none write to a file that is not there any more."""
    file = _identity(path)

    def configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself: see begin
        cursor = connection.cursor()
        for setting in settings:
            cursor.execute(setting)
        cursor.close()

    def begin(connection: Connection) -> None:
        """Take the write lock at once: SQLite refuses to get it later for what was read before."""
        if _identity(path) != file:
            raise errors.DatabaseUnavailable(f"{path} {_GONE}")
        reading = connection.get_execution_options().get(_READING, False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", begin)


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file has a name; an open one goes on to exist without it, until it is closed."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
