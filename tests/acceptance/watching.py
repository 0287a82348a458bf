"""Which files come into being in a folder, however short-lived they are."""

import ctypes
import os
import struct
from pathlib import Path
from types import TracebackType
from typing import Self

_CREATED = 0x100 | 0x80  # IN_CREATE and IN_MOVED_TO, of <sys/inotify.h>
_EVENT = struct.Struct("iIII")  # watch, mask, cookie, length of the name that follows
_MOST = 1 << 20  # bytes of events, some tens of thousands


class Watch:
    """Notes the names of files as Linux tells them (inotify), so that none is missed."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._events = -1

    def names(self) -> set[str]:
        """The names of all that was made since the beginning, or since this was last asked."""
        try:
            left = os.read(self._events, _MOST)
        except BlockingIOError:
            return set()
        found = set()
        while left:
            *_, length = _EVENT.unpack_from(left)
            name = left[_EVENT.size : _EVENT.size + length]
            found.add(name.rstrip(b"\0").decode())
            left = left[_EVENT.size + length :]
        return found

    def __enter__(self) -> Self:
        self._events = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        for folder in self._folders:
            watched = self._libc.inotify_add_watch(self._events, bytes(folder), _CREATED)
            assert watched >= 0, os.strerror(ctypes.get_errno())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._events)
