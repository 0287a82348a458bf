"""Pairs of students who may be one person."""

from datetime import datetime
from typing import Protocol

from attendance.model import Decision, Suspicion, Why


class Suspicions(Protocol):
    """Each pair is suspected once for each reason; the order in a pair is no matter."""

    async def add(self, one_id: int, other_id: int, why: Why, at: datetime) -> bool:
        """Suspect two students; False when they were for that reason before."""
        ...

    async def of(self, one_id: int, other_id: int) -> list[Suspicion]:
        """All that speaks or spoke for a pair being one, the oldest first."""
        ...

    async def decide(
        self, one_id: int, other_id: int, decision: Decision, *, by: int, at: datetime
    ) -> int:
        """Decide all that is suspected of a pair; for how many reasons they were."""
        ...

    async def open(self) -> list[tuple[int, int]]:
        """Pairs of which something is undecided, or to be looked into, the oldest first."""
        ...

    async def forget(self, one_id: int, other_id: int) -> int:
        """Forget a pair: it is told anew when it is found again."""
        ...

    async def forget_of(self, student_id: int, *, undecided: Why | None = None) -> int:
        """Forget every pair that a student is in, or only what is undecided for one reason."""
        ...
