"""Which updates a process has in hand, in a file that outlives it: one may have been its end."""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from attendance.model import UpdateKey
from storage import files


def file_of(database: Path) -> Path:
    """Where it is kept."""
    return database.with_name(f"{database.name}.hand")


class InHand:
    """Knows of each update how many processes have ended while they handled it.

    What is in hand is written at once, but not forced to the disk: a process that is killed takes
    nothing of it along. A file that cannot be read or written means that nothing is known.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: set[UpdateKey] = set()
        self._ended = dict(_read(file))
        with suppress(OSError):
            files.create_empty(file)

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
        # What a longer line has left after this one is not read.
        with suppress(OSError), self._file.open("r+b", buffering=0) as file:
            file.write(json.dumps(rows).encode() + b"\n")


def _read(file: Path) -> Iterator[tuple[UpdateKey, int]]:
    try:
        with file.open("rb") as opened:
            for bot_id, update_id, ended, held in json.loads(opened.readline() or b"[]"):
                yield UpdateKey(bot_id=bot_id, update_id=update_id), ended + int(held)
    except (OSError, ValueError, TypeError):
        return
