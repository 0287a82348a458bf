"""Codes that are shown in the room: how they are made, and what is kept of them."""

from datetime import datetime, timedelta
from typing import Protocol

from attendance.model import CodeTry, Screen, UpdateKey


class Codes(Protocol):
    """Makes the codes of a secret: six digits, another with every step of time."""

    @property
    def step(self) -> timedelta: ...
    def at(self, secret: bytes, moment: datetime) -> str:
        """The code that is shown at a moment."""
        ...


class Rooms(Protocol):
    """Secrets of sessions, encrypted at rest; where codes are shown; the codes students gave."""

    async def secret(self, session_id: int) -> bytes | None:
        """None as well for one that cannot be decrypted."""
        ...

    async def keep(self, session_id: int, secret: bytes) -> None: ...
    async def screens(self) -> list[Screen]:
        """Every chat in which a code is shown."""
        ...

    async def screen(self, chat_id: int) -> Screen | None: ...
    async def show(self, screen: Screen) -> None:
        """Note where a code is shown, instead of what was shown in that chat."""
        ...

    async def hide(self, screen: Screen) -> bool:
        """A code is shown there no more; False if that was not so, or another is."""
        ...

    async def add(self, given: CodeTry) -> None: ...
    async def by_update(self, key: UpdateKey, sent_at: datetime) -> CodeTry | None: ...
    async def of_student(self, student_id: int, since: datetime) -> list[CodeTry]:
        """The codes that a student gave after a moment, earliest first."""
        ...

    async def of_session(self, session_id: int) -> list[CodeTry]:
        """The codes that were given for a session, earliest first."""
        ...

    async def forget(self, closed_before: datetime, *, given_before: datetime) -> None:
        """Erase secrets of sessions that are settled and closed before a moment.

        Codes that were given before another are erased, and what has not been settled by then.
        """
        ...
