"""Changing the key: everything that is sealed is sealed anew, all of it or nothing.

The new key is on the disk before anything is sealed with it; one transaction seals everything and
writes down the new key's fingerprint; then the new key takes its place. A kill before the commit
leaves a database of the old key, one after it a database of the new key beside that key, which is
put in its place when the database is next opened (``vault.unlock``).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, func, make_url, select, update

from storage import errors, keys, schema, sqlite
from storage.tables import gallery_state
from storage.transaction import errors_translated
from storage.troubles import is_busy
from storage.vault import SEALED, Sealed, Vault, fingerprint, unlock

Report = Callable[[str, float | None], None]  # what is done now, and which share of it is done


@dataclass(frozen=True, kw_only=True)
class Rotated:
    """Everything is sealed with a new key. ``damaged`` values did not open, and stay as they were.

    ``retired`` is where the key is that was in use before.
    """

    sealed: int
    damaged: int
    fingerprint: str
    retired: Path


def rotate(*, url: str, key_file: Path, report: Report) -> Rotated:
    """Make a new key, and seal everything with it.

    Raises ``DatabaseUnavailable``, also when anybody has the database open, or a ``KeyProblem``;
    the old key works then, unless it was the disk that failed at the very end.
    """
    database = sqlite.database_file(make_url(url))
    if not database.is_file():
        raise errors.DatabaseUnavailable(f"there is none at {database}")
    with _alone(database) as connection:
        transaction = connection.begin()
        schema.upgrade(connection)
        old = unlock(connection, key_file)
        new_file = keys.pending(key_file)
        try:
            keys.create(new_file)
            new = Vault(keys.read(new_file))
            count, damaged = _seal_anew(connection, old, new, report)
        except BaseException:
            new_file.unlink(missing_ok=True)
            raise
        transaction.commit()  # which may have come to pass even where it fails: the file stays
        keys.promote(key_file, fingerprint)
    return Rotated(
        sealed=count - damaged,
        damaged=damaged,
        fingerprint=new.fingerprint,
        retired=keys.retired(key_file, old.fingerprint),
    )


@contextmanager
def _alone(database: Path) -> Iterator[Connection]:
    engine = sqlite.open_alone(database)
    try:
        with errors_translated(), engine.connect() as connection:
            yield connection
    except errors.DatabaseUnavailable as error:
        if is_busy(error.__cause__):
            raise errors.DatabaseUnavailable(_IN_USE) from error
        raise
    finally:
        engine.dispose()


_IN_USE = "another program has it open: stop the service, and whatever else uses it, first"


def _seal_anew(connection: Connection, old: Vault, new: Vault, report: Report) -> tuple[int, int]:
    """How many values there are, and how many of them are damaged."""
    total = sum(_count(connection, sealed) for sealed in SEALED)
    done = damaged = 0
    for sealed in SEALED:
        for rows in _batches(connection, sealed):
            report("sealing", done / total)
            fresh = [one for row in rows if (one := _sealed_anew(row, old, new))]
            if fresh:
                connection.execute(_change(sealed), fresh)
            done += len(rows)
            damaged += len(rows) - len(fresh)
    changed = {
        "key_fingerprint": new.fingerprint,
        "digest_key": old.sealed_digest_key(new),
    }
    connection.execute(update(gallery_state).values(changed))
    return total, damaged


def _count(connection: Connection, sealed: Sealed) -> int:
    query = select(func.count()).where(sealed.column.is_not(None))
    return int(connection.scalar(query) or 0)


def _batches(connection: Connection, sealed: Sealed) -> Iterator[Sequence[Sequence[Any]]]:
    """Rows of a key, a sealed value and its owner, in the order of their keys."""
    (key,) = sealed.column.table.primary_key
    query = select(key, sealed.column, *sealed.owner).where(sealed.column.is_not(None))
    query = query.order_by(key).limit(sealed.at_once)
    rows = connection.execute(query).all()
    while rows:
        yield rows
        rows = connection.execute(query.where(key > rows[-1][0])).all()


def _sealed_anew(row: Sequence[Any], old: Vault, new: Vault) -> dict[str, Any] | None:
    """The parameters of a change; None for a value that is damaged."""
    key, value, *owner = row
    try:
        return {"of": key, "fresh": new.seal(old.unseal(value, *owner), *owner)}
    except errors.SealBroken:
        return None


def _change(sealed: Sealed) -> Any:  # noqa: ANN401 - an Update of a table that is not known here
    (key,) = sealed.column.table.primary_key
    fresh: dict[str, Any] = {sealed.column.name: bindparam("fresh")}
    return update(sealed.column.table).where(key == bindparam("of")).values(fresh)
