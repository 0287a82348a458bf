"""The files that the service keeps: settings, database, key; and room for them."""

import os
import shutil
from pathlib import Path

from bot.doctor.findings import Deployment, Finding, bad, doubtful, good
from storage.errors import KeyProblem, StorageError
from storage.inspection import Inspection, inspect, inspect_key

_LITTLE_SPACE = 2**30  # bytes; a school of 500 writes less than 100 MB a year
_NO_SPACE = 100 * 2**20
_FOR_OTHERS = 0o077


async def secrecy(found: Deployment) -> Finding:
    """Whether anybody but their owner can read the settings: the token is in them."""
    mode = found.config.stat().st_mode & 0o777
    if mode & _FOR_OTHERS:
        return doubtful(
            f"{found.config} has mode {mode:04o}, others may read the token: chmod 600 it"
        )
    return good(f"only its owner reads {found.config}")


async def database(found: Deployment) -> Finding:
    """Whether the database can be used; it is not opened to be written."""
    file = found.settings.database_file
    try:
        inspected = inspect(found.settings.storage.url)
    except StorageError as error:
        return bad(f"{error} ({file})")
    if inspected is None:
        return _absent(file)
    if problem := _not_ours(file):
        return problem
    if not inspected.is_current:
        return good("is there, and gets this release's tables at the next start")
    return good("is there, and has this release's tables")


def _absent(file: Path) -> Finding:
    folder = _existing(file.parent)
    if not folder.is_dir():
        return bad(f"{folder} is no folder: choose another storage.url")
    if not os.access(folder, os.W_OK | os.X_OK):
        return bad(
            f"{folder} cannot be written to by this user: chown it, or choose another storage.url"
        )
    return good(f"is made at the first start, in {file.parent}")


def _not_ours(file: Path) -> Finding | None:
    for path in (file, file.parent):
        if not os.access(path, os.W_OK):
            return bad(f"{path} cannot be written to by this user: chown it to the service's")
    owner = file.stat().st_uid
    if owner != os.geteuid():
        return doubtful(
            f"{file} belongs to another user ({owner}): run this, and the service, as that one"
        )
    return None


async def room(found: Deployment) -> Finding:
    """Whether the disk has room: full, nothing can be received."""
    folder = _existing(found.settings.database_file.parent)
    free = shutil.disk_usage(folder).free
    text = f"{free >> 20} MB are free in {folder}"
    if free < _NO_SPACE:
        return bad(f"{text}: make room, or nothing can be received")
    if free < _LITTLE_SPACE:
        return doubtful(f"{text}: make room soon")
    return good(text)


async def key(found: Deployment) -> Finding:
    """Whether the key is there, fits and is nobody else's to read; none is made."""
    file = found.settings.storage.key_file
    try:
        there = inspect_key(file, _inspected(found))
    except KeyProblem as error:
        return bad(str(error))
    except StorageError:
        return bad("cannot be judged without the database")
    if there:
        return good(f"{file} fits the database; keep a copy apart from it")
    folder = _existing(file.parent)
    if not os.access(folder, os.W_OK | os.X_OK):
        return bad(
            f"{folder} cannot be written to by this user: chown it, or choose another "
            "storage.key_file"
        )
    return good(f"is made at the first start: {file}; keep a copy apart from the database")


def _inspected(found: Deployment) -> Inspection | None:
    return inspect(found.settings.storage.url)


def _existing(path: Path) -> Path:
    """The path itself, or the nearest folder above it that is there."""
    return next((one for one in (path, *path.parents) if one.exists()), path)
