"""Classes, who is in them, and when they do not meet."""

from datetime import date, datetime
from typing import Protocol

from attendance.model import Class, Holiday, Student, Teaching


class Classes(Protocol):
    """Classes, their weekly meetings, who is in them and who takes them."""

    async def add(self, class_: Class) -> Class:
        """Store a new class; the ``id`` given is ignored, the one returned counts."""
        ...

    async def get(self, class_id: int) -> Class: ...
    async def by_code(self, code: str) -> Class | None: ...
    async def all(self) -> list[Class]:
        """Every class that is not archived, by code."""
        ...

    async def archived(self, since: datetime | None = None) -> list[Class]:
        """The classes that are archived, or have been since a moment, by code."""
        ...

    async def save(self, class_: Class) -> None:
        """Replace everything about the class, its meetings included, but not its holidays."""
        ...

    async def remove(self, class_id: int) -> bool:
        """Forget a class and when it meets; False, and nothing done, if anything else is its."""
        ...

    async def join(self, class_id: int, student_id: int, at: datetime) -> bool:
        """Put a student into a class; False when they are in it already."""
        ...

    async def leave(self, class_id: int, student_id: int, at: datetime) -> bool:
        """End a membership; that it was stays known. False when there is none."""
        ...

    async def leave_all(self, student_id: int, at: datetime) -> None:
        """End every membership; that it was stays known."""
        ...

    async def of_student(self, student_id: int) -> list[Class]: ...
    async def students(self, class_id: int, start: datetime, end: datetime) -> list[Student]:
        """Who joined before ``end`` and had not left by ``start``, by roll number."""
        ...

    async def assign(self, class_id: int, teacher_id: int, at: datetime) -> bool:
        """Give a class a teacher; False when they take it already."""
        ...

    async def unassign(self, class_id: int, teacher_id: int) -> bool:
        """Take a class from a teacher; False when they did not take it."""
        ...

    async def of_teacher(self, teacher_id: int) -> list[Class]: ...
    async def teachers(self, class_id: int) -> list[Teaching]:
        """Its teachers, by name."""
        ...

    async def save_teaching(self, class_id: int, wished: Teaching) -> None:
        """Keep what a teacher of the class wishes about its summaries."""
        ...


class Holidays(Protocol):
    """Dates on which classes do not meet; every class comes with those that are its."""

    async def add(self, holiday: Holiday) -> bool:
        """Store one, or give the one of that class and those dates its name; False if known."""
        ...

    async def remove(self, class_id: int | None, first: date, last: date) -> Holiday | None:
        """Take back the one of exactly that class, or of all (None), and those dates."""
        ...
