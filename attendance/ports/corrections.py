"""What is kept of corrections and decisions."""

from datetime import date, datetime
from typing import Protocol

from attendance.model import Dispute, Excuse, MarkChange


class History(Protocol):
    """Changes of marks, kept for ever."""

    async def add(self, change: MarkChange) -> MarkChange:
        """Store a change; the ``id`` given is ignored, the one returned counts."""
        ...

    async def get(self, change_id: int) -> MarkChange: ...
    async def of(self, session_id: int, student_id: int) -> list[MarkChange]:
        """The changes of one mark, earliest first."""
        ...

    async def unlink(self, student_id: int, account_id: int) -> None:
        """Let the changes of a student's marks that their own account made be nobody's (0)."""
        ...


class Disputes(Protocol):
    """Refused selfies that students have asked a teacher to look at."""

    async def add(self, dispute: Dispute) -> Dispute | None:
        """Store one; None when the student has had one in that session.

        The ``id`` given is ignored, the one returned counts.
        """
        ...

    async def get(self, dispute_id: int) -> Dispute: ...
    async def save(self, dispute: Dispute) -> None: ...
    async def find(self, session_id: int, student_id: int) -> Dispute | None: ...
    async def open_in(self, session_id: int) -> list[Dispute]:
        """Those of a session that wait for a decision, earliest first."""
        ...

    async def forget_pictures(self, before: datetime) -> None:
        """Drop the pictures of selfies that were sent before a moment."""
        ...

    async def forget_pictures_of(self, student_id: int) -> None:
        """Drop the pictures of a student's selfies."""
        ...

    async def forget(self, before: datetime) -> int:
        """Forget disputes about selfies that were sent before a moment; how many."""
        ...


class Excuses(Protocol):
    """Requests to be excused from a class on a date."""

    async def add(self, excuse: Excuse) -> Excuse:
        """Store one; the ``id`` given is ignored, the one returned counts."""
        ...

    async def get(self, excuse_id: int) -> Excuse: ...
    async def save(self, excuse: Excuse) -> None: ...
    async def asked_with(self, excuse: Excuse) -> list[Excuse]:
        """Those that its student asked for at the same moment, itself among them."""
        ...

    async def remove(self, excuse_id: int) -> None: ...
    async def latest(self, student_id: int, class_id: int, day: date) -> Excuse | None:
        """The last one that a student asked for a class and local date."""
        ...

    async def waiting(self, class_id: int, day: date) -> list[Excuse]:
        """Those for a class and local date that wait for a decision, earliest first."""
        ...

    async def forget_of(self, student_id: int) -> None:
        """Drop a student's requests that wait for a decision, and the reasons of the others."""
        ...

    async def forget(self, before: date) -> None:
        """The same of requests for earlier local dates."""
        ...

    async def granted(self, class_id: int, day: date) -> frozenset[int]:
        """The students who are excused from a class on a local date."""
        ...
