"""Codes that are shown in the room: where, and who has used which."""

from dataclasses import dataclass
from datetime import datetime

from attendance.model.register import UpdateKey


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A chat in which the code of a session is shown since a moment, in one message."""

    chat_id: int
    session_id: int
    message_id: int
    since: datetime


@dataclass(frozen=True, kw_only=True)
class CodeTry:
    """A code that a student gave. ``shown_at`` is since when it was shown; None is a wrong one."""

    update: UpdateKey
    student_id: int
    session_id: int
    sent_at: datetime
    shown_at: datetime | None = None
