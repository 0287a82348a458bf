"""How the C library hands out memory to a service that lives for months."""

import ctypes
import sys

# By their numbers in glibc's malloc.h. Photos are decoded by several threads, each of which would
# get an arena of its own and keep what its largest photo took.
_ARENA_MAX, _ARENAS = -8, 2
_MMAP_THRESHOLD, _LARGE = -3, 2**23  # bytes from which memory goes back to the system at once


def save_memory() -> None:
    """Keep little of what is free: 45 MB less after some photos. Only glibc can be told."""
    if not sys.platform.startswith("linux"):
        return
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    if tell is not None:
        tell(_ARENA_MAX, _ARENAS)
        tell(_MMAP_THRESHOLD, _LARGE)
