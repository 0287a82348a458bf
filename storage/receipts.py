"""Which messages Telegram has taken that the outbox still has, in a file that outlives the process.

Killed between the two, it would send them again. The database takes longer to be told: it has one
writer at a time, and forces what is written to the disk.
"""

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from storage.one_line import OneLine


class Receipts:
    """Ids of messages, which a sender that is known by ``holder`` has leased.

    ``left`` are those of the process before this one, with its holder: no other lease is theirs.
    """

    def __init__(self, database: Path, holder: str) -> None:
        self._line = OneLine(database, "taken")
        self._holder = holder
        self._ids: set[int] = set()
        self.left = _read(self._line.left)

    def __contains__(self, owed_id: object) -> bool:
        return owed_id in self._ids

    def add(self, owed_id: int) -> None:
        """Telegram has taken it."""
        self._ids.add(owed_id)
        self._write()

    def discard(self, owed_id: int) -> None:
        """The outbox has it no more."""
        self._ids.discard(owed_id)
        self._write()

    def _write(self) -> None:
        self._line.write([self._holder, sorted(self._ids)])


def _read(content: object) -> tuple[str, Collection[int]]:
    with suppress(TypeError, ValueError):
        holder, ids = cast(Any, content)
        return str(holder), [int(one) for one in ids]
    return "", []
