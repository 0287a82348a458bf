"""Codes that are shown in the room."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, Table

from storage.tables.base import metadata
from storage.types import UtcDateTime

room_secrets = Table(
    "room_secrets",
    metadata,
    Column("session_id", ForeignKey("sessions.id"), primary_key=True),
    Column("secret", LargeBinary, nullable=False),  # sealed
)

screens = Table(
    "screens",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("session_id", ForeignKey("sessions.id"), nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Index("ix_screens_session_id", "session_id"),
)

code_tries = Table(
    "code_tries",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sent_at", UtcDateTime, primary_key=True),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("session_id", ForeignKey("sessions.id"), nullable=False),
    Column("shown_at", UtcDateTime),
    Index("ix_code_tries_student_id_sent_at", "student_id", "sent_at"),
    Index("ix_code_tries_session_id", "session_id"),
    Index("ix_code_tries_sent_at", "sent_at"),
)
