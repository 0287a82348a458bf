"""A line of JSON in a file beside the database, which outlives the process that writes it."""

import json
from contextlib import suppress
from pathlib import Path

from storage import files


class OneLine:
    """Written at once, but not forced to the disk: a process that is killed takes nothing along.

    A file that cannot be read or written means that nothing is known, and stops nobody.
    """

    def __init__(self, database: Path, name: str) -> None:
        self._file = database.with_name(f"{database.name}.{name}")
        self.left = self._read()
        """What the process before this one wrote last; None if nothing."""
        with suppress(OSError):
            files.create_empty(self._file)

    def write(self, content: object) -> None:
        """Put it in the place of what was there."""
        # What a longer line has left after this one is not read.
        with suppress(OSError), self._file.open("r+b", buffering=0) as file:
            file.write(json.dumps(content).encode() + b"\n")

    def _read(self) -> object:
        try:
            with self._file.open("rb") as opened:
                content: object = json.loads(opened.readline() or b"null")
        except (OSError, ValueError):
            return None
        return content
