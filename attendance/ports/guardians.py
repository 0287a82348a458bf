"""Guardians, whose guardians they are, and what they have been told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from attendance.model import ConsentBy, Guardian, Student


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a guardian is told of: one student in one session."""

    guardian_id: int
    session_id: int
    student_id: int


class Guardians(Protocol):
    """Accounts that are told of absences."""

    async def add(self, account_id: int) -> Guardian: ...
    async def get(self, guardian_id: int) -> Guardian: ...
    async def by_account(self, account_id: int) -> Guardian | None: ...
    async def save(self, guardian: Guardian) -> None: ...
    async def erase(self, guardian_id: int) -> None:
        """Forget somebody, whose guardian they are, and what they were told."""
        ...

    async def link(self, guardian_id: int, student_id: int, at: datetime) -> bool:
        """Make somebody the guardian of a student; False when they are already."""
        ...

    async def children(self, guardian_id: int) -> list[Student]:
        """Whose guardian somebody is, by roll number."""
        ...

    async def of_student(self, student_id: int) -> list[Guardian]: ...
    async def unasked(
        self, version: str, default: ConsentBy, guardian_id: int | None = None
    ) -> list[tuple[Guardian, Student]]:
        """Who has yet to be asked about whose face with this text; they have chosen a language.

        Of one guardian, if one is named.
        """
        ...

    async def note_asked(self, guardian_id: int, student_id: int, version: str) -> None: ...
    async def unlink(self, student_id: int) -> int:
        """Take a student's guardians from them, and forget those who have nobody else.

        Return how many guardians the student had.
        """
        ...


class Notices(Protocol):
    """What guardians were told last of each absence: that it is one, or that it is not."""

    async def untold(self, since: datetime, at: datetime) -> list[Told]:
        """Absences from sessions that closed since a moment, of which a guardian should hear.

        They are marked so now, and were settled as long before ``at`` as their class tells
        guardians after; the guardian was linked and heard when the session closed, and does now.
        """
        ...

    async def outdated(self, since: datetime) -> list[Told]:
        """What was told as an absence since a moment, and is none now, to whoever still hears."""
        ...

    async def tell(self, told: Told, *, absent: bool, at: datetime) -> bool:
        """Note what is told; False when the same was told last."""
        ...
