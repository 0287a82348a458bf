"""A disk without room, without a disk of its own."""

import resource
from contextlib import contextmanager


@contextmanager
def room_for(size):
    """No file may grow beyond a size in bytes; what does is refused, as by a disk that fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
