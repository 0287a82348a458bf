"""What is kept of warnings."""

from collections.abc import Collection
from datetime import date
from typing import Protocol

from attendance.standing import GivenWarning


class Warnings(Protocol):
    """Warnings that students were given, and whose attendance has changed since."""

    async def note_changed(self, class_id: int, student_ids: Collection[int]) -> None:
        """These students are to be looked at again."""
        ...

    async def changed(self) -> dict[int, frozenset[int]]:
        """Who is to be looked at, by class."""
        ...

    async def note_judged(self, class_id: int, student_ids: Collection[int]) -> None:
        """These students have been looked at."""
        ...

    async def add(self, warning: GivenWarning) -> GivenWarning:
        """Store one; the ``id`` given is ignored, the one returned counts."""
        ...

    async def save(self, warning: GivenWarning) -> None: ...
    async def standing(self, class_id: int) -> list[GivenWarning]:
        """Those of a class that are not over, in the order they were given."""
        ...

    async def between(
        self, class_ids: Collection[int], first: date, last: date
    ) -> dict[int, list[GivenWarning]]:
        """Those of each class that were in force on any of these local dates."""
        ...
