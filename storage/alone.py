"""Whether another service works on the same database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import make_url


@contextmanager
def alone(url: str) -> Iterator[bool]:
    """Whether no other service on this machine has the database; none can say so until the end.

    The lock is the operating system's, on a file beside SQLite's, and ends with its process
    however that ends. Of a database elsewhere nobody knows: False.
    """
    database = make_url(url).database
    if not url.startswith("sqlite") or not database:
        yield False
        return
    lock = FileLock(lock_file(database), blocking=False, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def lock_file(database: str) -> Path:
    """What a service locks while it has a database."""
    return Path(f"{database}.service")
