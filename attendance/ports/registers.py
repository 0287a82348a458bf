"""What reports are made from: very many marks, of classes of the past too."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from attendance.model import Source, Status

MarkRow = tuple[int, int, Status, Source, datetime]
"""A mark as its session, student, status, source and moment: there may be 100,000 of them."""


class Registers(Protocol):
    """Records of whole classes over time."""

    async def classes_of(self, student_id: int) -> list[int]:
        """The classes that a student is or ever was in, by code."""
        ...

    async def marks(
        self, session_ids: Collection[int], *, student_id: int | None = None
    ) -> list[MarkRow]:
        """The marks of these sessions; with ``student_id`` only that student's."""
        ...

    async def count(self, class_ids: Collection[int], first: date, last: date) -> int:
        """How many marks these classes have on local dates from the first to the last."""
        ...
