"""Enrolment photos that may be shown again."""

from datetime import datetime
from typing import Protocol

from attendance.model import SentPicture


class References(Protocol):
    """Enrolment photos as Telegram keeps them, each with its template and erased with it."""

    async def put(self, template_id: int, picture: SentPicture) -> None:
        """Note what a template was made from; nothing is noted with one that is erased."""
        ...

    async def find(self, student_id: int) -> SentPicture | None:
        """The earliest of a student's."""
        ...

    async def keep_one(self, student_id: int) -> None:
        """Forget all of a student's but the earliest."""
        ...

    async def forget(self, student_id: int) -> None: ...
    async def forget_one(self, template_id: int) -> None: ...
    async def forget_unanswered(self, before: datetime) -> int:
        """Forget those stored before a moment whose students have not said that one is kept."""
        ...
