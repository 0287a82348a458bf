"""The invite links of an import, in a file beside the roster."""

import csv
import os
from pathlib import Path

from bot import errors
from bot.reports.cells import as_text

_OWNER_ONLY = 0o600  # a link is good for whoever has it


class Handout:
    """Adds links to a CSV file (``roll_no,name,link``), one at a time, each kept at once.

    ``prefix`` comes before the code. The file is made with the first link; those of earlier
    imports stay. Raises ``errors.RosterUnreadable`` when it cannot be written.
    """

    def __init__(self, roster: Path, prefix: str) -> None:
        self.path = roster.with_suffix(".invites.csv")
        self.count = 0
        self._prefix = prefix

    def add(self, roll_no: str, name: str, code: str) -> None:
        """Write one person's link down, on the disk when this returns."""
        try:
            is_new = not self.path.exists()
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _OWNER_ONLY)
            with os.fdopen(descriptor, "a", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                if is_new:
                    writer.writerow(("roll_no", "name", "link"))
                writer.writerow((as_text(roll_no), as_text(name), self._prefix + code))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise errors.RosterUnreadable(
                f"{self.path}: invite links cannot be written there: {error.strerror}"
            ) from error
        self.count += 1
