"""What took place: sessions, who was there, who tried, and what was reported of it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from attendance.model import CheckIn, Mark, Plan, Session, UpdateKey
from attendance.standing import Attended


class Sessions(Protocol):
    """Meetings that have taken place or are taking place."""

    async def ensure(self, class_id: int, plan: Plan) -> Session:
        """The session of that class and start, made or re-timed from the plan unless settled.

        One that was settled before the plan's end had been called off, and is open again.
        """
        ...

    async def get(self, session_id: int) -> Session: ...
    async def between(self, class_id: int, first: date, last: date) -> list[Session]:
        """Stored sessions of local dates, both included, earliest first."""
        ...

    async def latest(self, class_id: int, until: date, limit: int) -> list[Session]:
        """The last sessions of dates up to ``until``, earliest first."""
        ...

    async def settle(self, session_id: int, at: datetime) -> None: ...
    async def settle_all(self, session_ids: Collection[int], at: datetime) -> None: ...
    async def move(self, session_id: int, plan: Plan) -> None:
        """Give a session other times; its marks and check-ins go with it."""
        ...

    async def drop_unmarked(self, session_ids: Collection[int]) -> set[int]:
        """Forget those of these sessions that hold no mark; check-ins lose theirs. Which they were.

        One whose marks were changed, or that is disputed, is kept too.
        """
        ...


class Marks(Protocol):
    """One status per session and student."""

    async def find(self, session_id: int, student_id: int) -> Mark | None: ...
    async def of_session(self, session_id: int) -> list[Mark]: ...
    async def put(self, mark: Mark) -> None:
        """Set the mark of its session and student, replacing the one there was."""
        ...

    async def add_all(self, marks: Sequence[Mark]) -> None:
        """Set marks where there is none."""
        ...

    async def remove(self, session_id: int, student_id: int) -> None: ...
    async def remove_closing(self, session_ids: Collection[int]) -> list[Mark]:
        """Remove the marks of these sessions that rest on nothing but their closing; those."""
        ...

    async def of_students(
        self, class_id: int, student_ids: Collection[int], first: date, last: date
    ) -> dict[int, list[Attended]]:
        """Marks in sessions of a class and local dates that were held, earliest first, by student.

        See ``Session.was_held``: one called off on its way does not count.
        """
        ...


class CheckIns(Protocol):
    """Attempts, one per update."""

    async def add(self, check_in: CheckIn) -> None: ...
    async def replace(self, check_in: CheckIn) -> None:
        """Store what became of an attempt instead of what was stored of it."""
        ...

    async def by_update(self, key: UpdateKey, sent_at: datetime) -> CheckIn | None:
        """The one of an update sent then; an id alone may come again after a quiet week."""
        ...

    async def kept(self, student_id: int) -> list[CheckIn]:
        """Those of a student that are, or were, kept until some moment, earliest first."""
        ...

    async def refused_for(self, student_id: int, session_id: int, reasons: Collection[str]) -> int:
        """How many of a student's in a session were refused for one of these reasons."""
        ...

    async def decided_as(self, student_id: int, session_id: int, verdict: str) -> int:
        """How many of a student's in a session have this verdict."""
        ...

    async def forget_pictures(self, before: datetime) -> None:
        """Drop the pictures of attempts that were sent before a moment."""
        ...

    async def forget_pictures_of(self, student_id: int) -> None:
        """Drop the pictures of a student's attempts."""
        ...

    async def forget(self, before: datetime, limit: int) -> int:
        """Forget attempts that were sent before a moment, up to ``limit`` at once; how many."""
        ...
