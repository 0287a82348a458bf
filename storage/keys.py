"""The key file: 32 random bytes in base64 on one line, readable by its owner alone."""

import base64
import binascii
import os
from collections.abc import Callable
from pathlib import Path

from storage import errors, files

KEY_BYTES = 32  # AES-256


def read(path: Path) -> bytes:
    """The key; raises ``KeyMissing``, ``KeyTooOpen`` or ``KeyUnreadable``."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            if files.too_open(mode):
                raise errors.KeyTooOpen(path, mode)
            key = base64.b64decode(file.read().strip(), validate=True)
    except FileNotFoundError as error:
        raise errors.KeyMissing(path) from error
    except OSError as error:
        raise errors.KeyUnreadable(path, error.strerror or str(error)) from error
    except binascii.Error as error:
        raise errors.KeyUnreadable(path, "it is not base64") from error
    if len(key) != KEY_BYTES:
        raise errors.KeyUnreadable(path, f"it holds {len(key)} bytes instead of {KEY_BYTES}")
    return key


def create_if_missing(path: Path) -> None:
    """Make a key file unless there is one; after a crash it is there whole, or not at all."""
    if not path.exists():
        create(path)


def create(path: Path) -> None:
    """Make a key file, in the place of one that is there."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
    except OSError as error:
        raise errors.KeyUnreadable(path, error.strerror or str(error)) from error


def pending(path: Path) -> Path:
    """Where a key is while the database is being sealed with it."""
    return path.with_name(f"{path.name}.new")


def retired(path: Path, fingerprint: str) -> Path:
    """Where a key is kept that was in use: older backups need it."""
    return path.with_name(f"{path.name}.{fingerprint}")


def promote(path: Path, fingerprint: Callable[[bytes], str]) -> None:
    """Give the pending key its place, and keep the one that was there."""
    try:
        if path.exists():
            _write(retired(path, fingerprint(read(path))), path.read_bytes())
        files.publish(pending(path), path, replace=True)
    except OSError as error:
        raise errors.KeyUnreadable(path, error.strerror or str(error)) from error


def _write(path: Path, content: bytes) -> None:
    with files.drafted(path) as draft:
        draft.write_bytes(content)
        files.publish(draft, path, replace=True)
