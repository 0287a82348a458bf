"""What can be said of a database and its key without changing, or making, either."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from storage import errors, keys, schema, sqlite, troubles
from storage.alone import alone, lock_file
from storage.vault import Vault


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """A database as it is: ``is_current`` if it has this release's tables.

    ``fingerprint`` is of the key that its templates, if it ``has_templates``, are sealed with.
    """

    is_current: bool
    has_templates: bool = False
    fingerprint: str | None = None


def inspect(url: str) -> Inspection | None:
    """Look at a database, beside a service that uses it too; None where there is none yet.

    Raises ``DatabaseUnavailable`` for what is no database of ours, ``DatabaseTooOpen`` and
    ``SchemaTooNew``.
    """
    path = sqlite.database_file(make_url(url))
    try:
        if not path.exists():
            return None
        sqlite.check_private(path)
        with closing(sqlite3.connect(_only_to_read(path), uri=True)) as connection:
            return _inspected(connection)
    except (OSError, sqlite3.Error) as error:
        raise errors.DatabaseUnavailable(troubles.in_words(error)) from error


def inspect_key(key_file: Path, found: Inspection | None) -> bool:
    """Whether the key is there; it then fits the database that was found.

    False where none is needed yet. Raises a ``KeyProblem`` as the service's start does.
    """
    has_templates = found is not None and found.has_templates
    if not has_templates and not key_file.exists():
        return False
    fingerprint = Vault(keys.read(key_file)).fingerprint
    if has_templates and found is not None and fingerprint != found.fingerprint:
        expected = str(found.fingerprint)
        kept = keys.retired(key_file, expected)
        raise errors.KeyWrong(key_file, expected=expected, found=fingerprint, kept=kept)
    return True


def is_in_use(url: str) -> bool:
    """Whether a service has the database now; nothing is made to find out."""
    database = make_url(url).database
    if not database or not lock_file(database).exists():
        return False
    with alone(url) as nobody_else:
        return not nobody_else


def _only_to_read(path: Path) -> str:
    """An address by which SQLite makes no file, not even beside one that nobody has open."""
    in_use = path.with_name(f"{path.name}-wal").exists()
    return f"{path.absolute().as_uri()}?mode=ro{'' if in_use else '&immutable=1'}"


def _inspected(connection: sqlite3.Connection) -> Inspection:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "alembic_version" not in tables:
        return Inspection(is_current=False)
    (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if not schema.is_known(revision):
        raise errors.SchemaTooNew(revision)
    some = "SELECT EXISTS (SELECT 1 FROM templates WHERE embedding IS NOT NULL)"
    (has_templates,) = connection.execute(some).fetchone()
    (fingerprint,) = connection.execute("SELECT key_fingerprint FROM gallery_state").fetchone()
    return Inspection(
        is_current=schema.is_current(revision),
        has_templates=bool(has_templates),
        fingerprint=fingerprint,
    )
