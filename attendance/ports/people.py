"""Who takes part: students, teachers, and how they were let in."""

from datetime import datetime
from typing import Protocol

from attendance.model import ConsentBy, Invite, Receipt, Role, Student, Teacher


class Students(Protocol):
    """The people whose attendance is taken; someone who has left is still found by roll number."""

    async def add(self, roll_no: str, name: str) -> Student: ...
    async def get(self, student_id: int) -> Student: ...
    async def by_roll(self, roll_no: str) -> Student | None: ...
    async def by_account(self, account_id: int) -> Student | None: ...
    async def save(self, student: Student) -> None: ...
    async def active(self) -> list[Student]:
        """Everybody who has not left, by roll number."""
        ...


class Teachers(Protocol):
    """The people who take classes. A name is compared without regard to case."""

    async def add(self, name: str) -> Teacher: ...
    async def get(self, teacher_id: int) -> Teacher: ...
    async def by_name(self, name: str) -> Teacher | None: ...
    async def by_account(self, account_id: int) -> Teacher | None: ...
    async def save(self, teacher: Teacher) -> None: ...


class Invites(Protocol):
    """One-time codes, stored as hashes."""

    async def add(self, invite: Invite, at: datetime) -> None: ...
    async def by_hash(self, code_hash: str) -> Invite | None: ...
    async def use(self, code_hash: str, account_id: int, at: datetime) -> None: ...
    async def revoke(self, role: Role, person_id: int) -> None:
        """Forget a person's unused invites."""
        ...

    async def forget(self, role: Role, person_id: int) -> None:
        """Forget all of a person's invites, and with them which account has used one."""
        ...

    async def has_open(self, role: Role, person_id: int, at: datetime) -> bool:
        """Whether a person has an unused invite that has not expired."""
        ...

    async def waiting(self, at: datetime) -> list[Invite]:
        """Every unused invite that has not expired, the last to expire first."""
        ...

    async def open(self, role: Role, at: datetime) -> set[int]:
        """Everybody who has one, by their id."""
        ...


class Consents(Protocol):
    """Receipts: what was answered to which text, kept for ever; and who is to answer."""

    async def add(self, receipt: Receipt) -> None: ...
    async def own(self, student_id: int) -> Receipt | None:
        """What a student said last about their face."""
        ...

    async def of_guardians(self, student_id: int) -> list[Receipt]:
        """What each guardian of theirs who has answered said last about it."""
        ...

    async def by(self, student_id: int, default: ConsentBy) -> ConsentBy:
        """Who is asked: guardians, if any of the student's classes does that.

        ``default`` is what holds for classes that say neither, and for who is in no class.
        """
        ...

    async def misplaced(self, default: ConsentBy) -> list[int]:
        """Students who are compared on the yes of somebody who is not asked now."""
        ...
