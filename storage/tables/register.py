"""What took place, and who corrected it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from attendance.model import Requirement, Source, Status
from storage.tables.base import metadata
from storage.types import RowId, UtcDateTime, choice

_KEPT = text("kept_until IS NOT NULL")

sessions = Table(
    "sessions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("class_id", ForeignKey("classes.id"), nullable=False),
    Column("date", Date, nullable=False),
    Column("opens_at", UtcDateTime, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("late_at", UtcDateTime, nullable=False),
    Column("closes_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    UniqueConstraint("class_id", "starts_at"),
    Index("ix_sessions_class_id_date", "class_id", "date"),
    sqlite_autoincrement=True,  # here and below: the id on a button never names another
)

marks = Table(
    "marks",
    metadata,
    Column("session_id", ForeignKey("sessions.id"), primary_key=True),
    Column("student_id", ForeignKey("students.id"), primary_key=True),
    Column("status", choice(Status, "status"), nullable=False),
    Column("source", choice(Source, "source"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_marks_session_id_status", "session_id", "status"),  # for counts of many sessions
)

check_ins = Table(
    "check_ins",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("session_id", ForeignKey("sessions.id")),
    Column("sent_at", UtcDateTime, primary_key=True),
    Column("verdict", String(32), nullable=False),
    Column("status", choice(Status, "status")),
    Column("reason", String(32)),
    Column("score", Float),
    Column("file_id", Text),
    Column("as_document", Boolean),
    Column(
        "kind",
        choice(Requirement, "kind", constrained=False),
        nullable=False,
        server_default="selfie",
    ),
    Column("kept_until", UtcDateTime),
    Index("ix_check_ins_session_id", "session_id"),
    Index("ix_check_ins_sent_at", "sent_at"),
    Index("ix_check_ins_student_id", "student_id"),
    Index(
        "ix_check_ins_kept",
        "student_id",
        sqlite_where=_KEPT,
        postgresql_where=_KEPT,
    ),
)

selfies = Table(
    "selfies",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("content", LargeBinary, nullable=False),  # sealed
    Column("erase_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["bot_id", "update_id", "sent_at"],
        ["check_ins.bot_id", "check_ins.update_id", "check_ins.sent_at"],
    ),
    UniqueConstraint("bot_id", "update_id", "sent_at"),
    Index("ix_selfies_sent_at", "sent_at"),
    Index("ix_selfies_student_id", "student_id"),
    Index("ix_selfies_erase_at", "erase_at"),
)

mark_changes = Table(
    "mark_changes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("session_id", ForeignKey("sessions.id"), nullable=False),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("account_id", BigInteger, nullable=False),
    Column("before_status", choice(Status, "before_status")),
    Column("before_source", choice(Source, "before_source")),
    Column("before_at", UtcDateTime),
    Column("after_status", choice(Status, "after_status")),
    Column("after_source", choice(Source, "after_source")),
    Column("after_at", UtcDateTime),
    Index("ix_mark_changes_session_id_student_id", "session_id", "student_id"),
    sqlite_autoincrement=True,
)

disputes = Table(
    "disputes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("session_id", ForeignKey("sessions.id"), nullable=False),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("file_id", Text),
    Column("as_document", Boolean),
    Column("reason", String(32), nullable=False),
    Column("score", Float),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("approved", Boolean),
    Column("decided_by", BigInteger),
    Column("decided_at", UtcDateTime),
    UniqueConstraint("session_id", "student_id"),
    sqlite_autoincrement=True,
)

excuses = Table(
    "excuses",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("class_id", ForeignKey("classes.id"), nullable=False),
    Column("date", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("approved", Boolean),
    Column("decided_by", BigInteger),
    Column("decided_at", UtcDateTime),
    Index("ix_excuses_class_id_date", "class_id", "date"),
    sqlite_autoincrement=True,
)
