"""Backups: consistent copies of the database, made while it is in use, and brought back.

``VACUUM INTO`` reads one state, keeps nobody from writing, and writes rows alone: what was erased
cannot be in a copy, however it was erased. SQLite's other way, page by page, takes free pages along
and begins again whenever another process has written.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, exc, make_url, text

from storage import errors, files, schema, sqlite
from storage.vault import unlock

Report = Callable[[str, float | None], None]  # what is done now, and which share of it is done

_STEPS_A_REPORT = 200_000  # of SQLite's virtual machine: some milliseconds
_PASSED_OVER = 1_000_000  # ids, of more than a school gives in a year
_MOVE_ON = "UPDATE sqlite_sequence SET seq = seq + :passed WHERE name = :name"
_BEGIN_AFTER = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :passed)"
_HEADER = b"SQLite format 3\x00"
_LIVE_FORMAT = b"\x02"  # the byte after the page size: a database with a write-ahead log


@dataclass(frozen=True, kw_only=True)
class BackedUp:
    """A backup was made; ``fingerprint`` is of the key that it needs, if it needs one."""

    size: int
    fingerprint: str | None


@dataclass(frozen=True, kw_only=True)
class Restored:
    """A backup is the database now; ``problem`` is what there is to do about its key."""

    database: Path
    problem: errors.KeyProblem | None


def back_up(*, url: str, file: Path, report: Report) -> BackedUp:
    """Put a copy of the database in ``file``, in the place of an older one.

    Raises ``DatabaseUnavailable``, or a ``CopyProblem``; an older copy is still there then.
    """
    database = sqlite.database_file(make_url(url))
    if not database.is_file():
        raise errors.DatabaseUnavailable(f"there is none at {database}")
    _refuse_what_is_no_copy(file)
    with _writing(file), files.drafted(file) as draft:
        with _opened(database, "rw") as source:
            _copy(source, draft, file, report)
        with _opened(draft, "ro") as copy:
            if not _is_ours(copy):
                raise errors.NotACopy(database, "is no database of Rollcall")
            _check(copy, database, report)
            (fingerprint,) = copy.execute("SELECT key_fingerprint FROM gallery_state").fetchone()
        size = draft.stat().st_size
        files.publish(draft, file, replace=True)
    return BackedUp(size=size, fingerprint=fingerprint)


def restore(*, url: str, key_file: Path, file: Path, report: Report) -> Restored:
    """Make a backup the database, with this release's tables, where there is none.

    Raises a ``CopyProblem``; nothing has changed then.
    """
    database = sqlite.database_file(make_url(url))
    _refuse_to_overwrite(database)
    _refuse_unsound(file, report)
    with _writing(database):
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with files.drafted(database) as draft:
            with _opened(file, "ro") as source:
                _copy(source, draft, database, report)
            report("migrating", None)
            problem = _prepare(draft, key_file)
            try:
                files.publish(draft, database, replace=False)
            except FileExistsError as error:
                raise errors.DatabaseExists([database]) from error
    return Restored(database=database, problem=problem)


def _prepare(draft: Path, key_file: Path) -> errors.KeyProblem | None:
    """Bring a copy to this release's schema, and see whether the key fits."""
    engine = sqlite.open_alone(draft)
    problem = None
    try:
        with engine.begin() as connection:
            schema.upgrade(connection)
            _pass_over_ids(connection)
            try:
                unlock(connection, key_file)
            except errors.KeyProblem as error:
                problem = error
    finally:
        engine.dispose()
    return problem


def _pass_over_ids(connection: Connection) -> None:
    """Give no id that was given after the backup: buttons in people's chats still carry it."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
    for name in connection.scalars(text(query)).all():
        values = {"name": name, "passed": _PASSED_OVER}
        moved = connection.execute(text(_MOVE_ON), values)
        if not moved.rowcount:
            connection.execute(text(_BEGIN_AFTER), values)


def _refuse_what_is_no_copy(file: Path) -> None:
    """Only a backup may be replaced by one: no database in use, and nothing else."""
    if not file.exists():
        return
    if not file.is_file():
        raise errors.NotACopy(file, "is no file: name one")
    with _writing(file), file.open("rb") as opened:
        header = opened.read(len(_HEADER) + 3)
    if not header:
        return
    if not header.startswith(_HEADER):
        raise errors.NotACopy(file, "is there, and is no backup: name another file")
    if header.endswith(_LIVE_FORMAT):
        raise errors.NotACopy(file, "is a database, not a backup: name another file")
    with _opened(file, "ro") as connection:
        if not _is_ours(connection):
            raise errors.NotACopy(file, "is a database of something else: name another file")


def _refuse_to_overwrite(database: Path) -> None:
    if found := [path for path in sqlite.with_companions(database) if path.exists()]:
        raise errors.DatabaseExists(found)


def _refuse_unsound(file: Path, report: Report) -> None:
    if not file.is_file():
        raise errors.NotACopy(file, "does not exist")
    with _opened(file, "ro") as connection:
        if not _is_ours(connection):
            raise errors.NotACopy(file, "is no backup of Rollcall")
        _check(connection, file, report)
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision is None or not schema.is_known(revision[0]):
        name = revision[0] if revision else "none"
        raise errors.NotACopy(
            file,
            f"has schema {name}, which this release does not know: "
            "restore it with the release that made it, or a later one",
        )


def _is_ours(connection: sqlite3.Connection) -> bool:
    query = "SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'gallery_state')"
    return bool(connection.execute(query).fetchone() == (2,))


def _check(connection: sqlite3.Connection, file: Path, report: Report) -> None:
    """Raise ``NotACopy`` unless every page and index is sound."""
    report("checking", None)
    with _reporting(connection, lambda: report("checking", None)):
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise errors.NotACopy(file, f"is damaged: {' '.join(found.split())}")


def _copy(source: sqlite3.Connection, draft: Path, file: Path, report: Report) -> None:
    """Write all rows of a database into an empty draft of ``file``."""
    pages, free, size = (
        int(source.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    total = max(1, (pages - free) * size)

    def tell() -> None:
        report("copying", min(1.0, draft.stat().st_size / total))

    tell()
    try:
        with _reporting(source, tell):
            source.execute("VACUUM INTO ?", (str(draft),))
    except sqlite3.OperationalError as error:  # a damaged source is another kind of error
        raise errors.CopyFailed(file, str(error)) from error


@contextmanager
def _reporting(connection: sqlite3.Connection, tell: Callable[[], None]) -> Iterator[None]:
    """Call ``tell`` now and then while a statement runs, and let what it raises end that."""
    raised: list[BaseException] = []

    def step() -> int:
        try:
            tell()
        except BaseException as error:  # such as Ctrl-C; SQLite would swallow it
            raised.append(error)
        return len(raised)

    connection.set_progress_handler(step, _STEPS_A_REPORT)
    try:
        yield
    except sqlite3.OperationalError:
        if raised:
            raise raised[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """A connection to a file that exists; what SQLite says of it is raised as ``NotACopy``."""
    try:
        address = f"{path.resolve().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise errors.NotACopy(path, f"cannot be read: {error}") from error


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    """Raise what the disk says as ``CopyFailed``."""
    try:
        yield
    except OSError as error:
        raise errors.CopyFailed(file, error.strerror or str(error)) from error
    except exc.DBAPIError as error:
        raise errors.CopyFailed(file, str(error.orig)) from error
