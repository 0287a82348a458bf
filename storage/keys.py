"""The key file: 32 random bytes in base64 on one line, readable by its owner alone."""

import base64
import binascii
import os
import tempfile
from pathlib import Path

from storage import errors

KEY_BYTES = 32  # AES-256
_MODE = 0o600


def read(path: Path) -> bytes:
    """The key; raises ``KeyMissing``, ``KeyTooOpen`` or ``KeyUnreadable``."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            if mode & ~_MODE:
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
    if path.exists():
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_whole(path, base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
    except OSError as error:
        raise errors.KeyUnreadable(path, error.strerror or str(error)) from error


def _write_whole(path: Path, content: bytes) -> None:
    handle, draft = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Without this a power cut may take back the file's name."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
