"""Everything that is SQLite's own: its file, its settings, its transactions and its upsert."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Table, event
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage import errors

# Writers of this process queue for their turn; the wait is for another process, such as an
# import, whose transactions last milliseconds. Ten seconds mean that something is wrong.
_BUSY_TIMEOUT_MS = 10_000

# A confirmed update must survive a power cut (synchronous), an erased face must not survive in
# free pages (secure_delete). The timeout comes first: switching to WAL may have to wait.
_SETTINGS = (
    f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)
_READING = "rollcall_reading"


def open_engine(url: URL) -> AsyncEngine:
    """An engine for a database file, which is created with its folder where it is missing."""
    if url.drivername != "sqlite+aiosqlite" or url.database in (None, "", ":memory:"):
        raise errors.UnsupportedUrl(url.render_as_string())
    _create_file(Path(str(url.database)))
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _configure)
    event.listen(engine.sync_engine, "begin", _begin)
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


def _create_file(path: Path) -> None:
    """Make the file here and not in SQLite, so that nobody else may ever read it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise errors.DatabaseUnavailable(str(error)) from error


def _configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: see _begin
    cursor = connection.cursor()
    for setting in _SETTINGS:
        cursor.execute(setting)
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once: SQLite refuses to get it later for what was read before."""
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
