"""Files that are for their owner alone, and that are there whole or not at all."""

import glob
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER_ONLY = 0o600
_DRAFT = ".part"
_ABANDONED_SECONDS = 3600.0  # a draft in the making changes every few seconds


def create_empty(path: Path) -> None:
    """Make a file unless there is one, whatever the umask takes away."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY)
    except FileExistsError:
        return
    _make_private(handle, path.parent)


def too_open(mode: int) -> bool:
    """Whether a file's mode gives anything to others, or more than reading and writing."""
    return bool(mode & 0o777 & ~OWNER_ONLY)


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """An empty file in the folder of ``path``, gone afterwards with all that is named after it.

    What a killed process has left of such a draft goes too, once it has been still for an hour.
    """
    _sweep(path)
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=_DRAFT, dir=path.parent)
    _make_private(handle, path.parent)
    try:
        yield Path(name)
    finally:
        for left in path.parent.glob(f"{glob.escape(Path(name).name)}*"):
            left.unlink(missing_ok=True)


def publish(draft: Path, path: Path, *, replace: bool) -> None:
    """Give a finished draft its name, for good: a power cut takes neither it nor its content back.

    Raises ``FileExistsError`` when the name is taken and may not be replaced.
    """
    _sync(draft)
    if replace:
        draft.replace(path)
    else:
        path.hardlink_to(draft)  # which never takes a name that is taken
    _sync(path.parent)


def _make_private(handle: int, folder: Path) -> None:
    """Close a new file. What root makes in a service's folder belongs to the service, too."""
    os.fchmod(handle, OWNER_ONLY)
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)
    os.close(handle)


def _sweep(path: Path) -> None:
    for left in path.parent.glob(f"{glob.escape(path.name)}.*{_DRAFT}*"):
        if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
            left.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
