"""The faces of students' last selfies."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from attendance.model import LastFace


class LastFaces(Protocol):
    """One embedding of each student, encrypted at rest, in place of the one before."""

    async def put(self, student_id: int, model: str, embedding: bytes, at: datetime) -> None:
        """Keep the face of a selfie, to be compared."""
        ...

    async def has(self, student_id: int) -> bool: ...
    async def any_new(self, model: str) -> bool:
        """Whether one of that model has yet to be compared."""
        ...

    async def page(self, model: str, after: int, limit: int) -> list[LastFace]:
        """So many of that model, by their students' ids beyond one.

        What cannot be decrypted is left out, and does not count: an empty page is the end.
        """
        ...

    async def note_compared(self, faces: Collection[LastFace]) -> None:
        """Compare these no more, but for one that has been replaced since."""
        ...

    async def forget(self, before: datetime) -> int:
        """Erase what was kept before a moment; how many."""
        ...

    async def forget_of(self, student_id: int) -> int: ...
