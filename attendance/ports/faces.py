"""Enrolled faces as they are kept, and which of them look alike."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from attendance.model import Template


class Changes(Protocol):
    """The step from one revision of the templates to a later one."""

    @property
    def revision(self) -> int: ...
    @property
    def added(self) -> Sequence[Template]: ...
    @property
    def removed(self) -> Sequence[int]: ...


class Templates(Protocol):
    """Enrolled embeddings, encrypted at rest, and the counter that every change raises."""

    async def add(
        self, *, student_id: int, model: str, embedding: bytes, photo: bytes, at: datetime
    ) -> int | None:
        """Store one, active if the student has agreed, else pending; return its id.

        ``photo`` is the SHA-256 of the picture: None, and nothing stored, when the student has
        a template of the same picture and model.
        """
        ...

    async def count(self, student_id: int, model: str) -> int:
        """Templates of a student and model, pending ones included."""
        ...

    async def counts(self, model: str) -> dict[int, int]:
        """The same for every student who has any."""
        ...

    async def has(self, student_id: int, template_id: int) -> bool:
        """Whether a template is one of a student's, and not erased."""
        ...

    async def has_photo(self, student_id: int, model: str, photo: bytes) -> bool:
        """Whether a student has a template of the picture with this SHA-256."""
        ...

    async def active(self, student_id: int, model: str, *, but: Collection[bytes]) -> list[bytes]:
        """A student's active embeddings, but for those of the pictures with these SHA-256."""
        ...

    async def new_to(self, template_id: int) -> set[int]:
        """Other students with templates that became active after this one was stored."""
        ...

    async def activate(self, student_id: int) -> int: ...
    async def suspend(self, student_id: int, at: datetime) -> int:
        """Let active ones be pending again, as if they had been stored at that moment."""
        ...

    async def erase(self, student_id: int) -> int:
        """Erase all of a student's embeddings, whatever their model and state."""
        ...

    async def erase_one(self, student_id: int, template_id: int) -> bool:
        """Erase one of a student's embeddings; False when it is not there or another's."""
        ...

    async def erase_pending(self, before: datetime) -> int:
        """Erase pending embeddings that were stored before a moment."""
        ...

    async def revision(self) -> int: ...
    async def since(self, model: str, revision: int) -> Changes:
        """What became active and what was erased after a revision, for one model.

        A template that cannot be decrypted is left out: one damaged row stops nobody else.
        """
        ...


class Lookalikes(Protocol):
    """Pairs of students whom an admin has said to look alike; the order in a pair is no matter."""

    async def pair(self, one_id: int, other_id: int, at: datetime) -> bool:
        """Pair two students; False when they are paired already."""
        ...

    async def part(self, one_id: int, other_id: int) -> bool:
        """Take a pair back; False when there was none."""
        ...

    async def part_all(self, student_id: int) -> int:
        """Take back every pair that a student is in."""
        ...

    async def of(self, student_id: int) -> frozenset[int]:
        """Who a student is paired with."""
        ...

    async def all(self) -> list[tuple[int, int]]:
        """Every pair, the smaller id first."""
        ...
