"""Which updates a process has in hand, in a file that outlives it: one may have been its end."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from attendance.model import UpdateKey
from storage.one_line import OneLine


class InHand:
    """Knows of each update how many processes have ended while they handled it."""

    def __init__(self, database: Path) -> None:
        self._line = OneLine(database, "hand")
        self._held: set[UpdateKey] = set()
        self._ended = _read(self._line.left)

    @property
    def suspects(self) -> Sequence[UpdateKey]:
        """What was in hand when a process ended, and has not come to an end since."""
        return list(self._ended)

    def ended(self, key: UpdateKey) -> int:
        """How many processes have ended while they handled it."""
        return self._ended.get(key, 0)

    def keep(self, keys: Collection[UpdateKey]) -> None:
        """Suspect no others any more."""
        self._ended = {key: ended for key, ended in self._ended.items() if key in keys}
        self._write()

    @contextmanager
    def holding(self, key: UpdateKey) -> Iterator[None]:
        """Have an update in hand; when that comes to an end, however, it is no suspect any more."""
        self._held.add(key)
        self._write()
        try:
            yield
        finally:
            self._held.discard(key)
            self._ended.pop(key, None)
            self._write()

    def _write(self) -> None:
        rows = [
            (key.bot_id, key.update_id, self.ended(key), key in self._held)
            for key in dict.fromkeys((*self._ended, *self._held))
        ]
        self._line.write(rows)


def _read(rows: object) -> dict[UpdateKey, int]:
    found: dict[UpdateKey, int] = {}
    with suppress(TypeError, ValueError):
        for bot_id, update_id, ended, held in cast(Any, rows):
            found[UpdateKey(bot_id=bot_id, update_id=update_id)] = ended + int(held)
    return found
