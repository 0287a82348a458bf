"""Selfies that are kept for a time."""

from datetime import datetime
from typing import Protocol

from attendance.model import CheckIn


class Selfies(Protocol):
    """Pictures of check-ins, encrypted at rest, each bound to its check-in and its student."""

    async def add(self, check_in: CheckIn, image: bytes, *, erase_at: datetime) -> None:
        """Keep the picture of a check-in that is stored."""
        ...

    async def find(self, student_id: int, sent_at: datetime) -> bytes | None:
        """The picture that a student sent then; None as well for one that cannot be decrypted."""
        ...

    async def count(self, student_id: int) -> int: ...
    async def forget(self, at: datetime, *, sent_before: datetime) -> int:
        """Erase what was to be erased by a moment, or was sent before another; how many."""
        ...

    async def forget_of(self, student_id: int) -> int: ...
