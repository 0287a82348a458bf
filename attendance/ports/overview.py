"""What the clock asks of many classes at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from attendance.model import Mark, Session, Status, Student, Teaching


@dataclass(frozen=True, kw_only=True)
class Member:
    """A student who is, or was, in a class."""

    class_id: int
    student: Student
    joined_at: datetime
    left_at: datetime | None

    def belongs(self, start: datetime, end: datetime) -> bool:
        """Whether they were in the class at some time between two moments."""
        return self.joined_at < end and (self.left_at is None or self.left_at > start)


class Overview(Protocol):
    """Reads of many classes or sessions, each one question to the database.

    Where a result is by id, whoever has nothing is not in it.
    """

    async def sessions(self, first: date, last: date) -> dict[int, list[Session]]:
        """The stored sessions of all classes and these local dates, by class, earliest first."""
        ...

    async def sessions_of(
        self, class_ids: Collection[int], first: date, last: date
    ) -> dict[int, list[Session]]:
        """The same of some classes."""
        ...

    async def latest(
        self, class_ids: Collection[int], until: date, limit: int
    ) -> dict[int, list[Session]]:
        """The last sessions of each class up to a local date, earliest first."""
        ...

    async def counts(self, session_ids: Collection[int]) -> dict[int, dict[Status, int]]:
        """How many marks of each status there are in each session that has any."""
        ...

    async def teachings(self) -> dict[int, list[Teaching]]:
        """The teachers of every class, by name."""
        ...

    async def members(self, class_ids: Collection[int]) -> dict[int, list[Member]]:
        """Everybody who is or was in these classes."""
        ...

    async def marks(self, session_ids: Collection[int]) -> dict[int, list[Mark]]: ...
    async def excused(
        self, class_ids: Collection[int], first: date, last: date
    ) -> dict[tuple[int, date], frozenset[int]]:
        """The students with a granted excuse, by class and local date."""
        ...

    async def asked_to_excuse(
        self, class_ids: Collection[int], first: date, last: date
    ) -> dict[tuple[int, date], int]:
        """How many requests to be excused wait for a decision, by class and local date."""
        ...

    async def refused(self, session_ids: Collection[int]) -> dict[int, int]:
        """How many attempts were refused in each session."""
        ...

    async def refused_at_kiosks(self, session_ids: Collection[int]) -> dict[int, int]:
        """How many photos of a kiosk each session had that were not new."""
        ...

    async def disputes(self, session_ids: Collection[int]) -> dict[int, int]:
        """How many disputes of each session wait for a decision."""
        ...
