"""What students and guardians are told of attendance."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, text

from attendance.standing import WarningKind
from storage.tables.base import metadata
from storage.types import RowId, UtcDateTime, choice

_STANDING = text("ended IS NULL")

warnings = Table(
    "warnings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("class_id", ForeignKey("classes.id"), nullable=False),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("kind", choice(WarningKind, "kind"), nullable=False),
    Column("day", Date, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("attended", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Column("in_a_row", Integer, nullable=False),
    Column("ended", Date),
    Index("ix_warnings_class_id_day", "class_id", "day"),
    Index(
        "uq_warnings_standing",
        "class_id",
        "student_id",
        "kind",
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    ),
)

unjudged = Table(
    "unjudged",
    metadata,
    Column("class_id", ForeignKey("classes.id"), primary_key=True),
    Column("student_id", ForeignKey("students.id"), primary_key=True),
)

notices = Table(
    "notices",
    metadata,
    Column("guardian_id", ForeignKey("guardians.id"), primary_key=True),
    Column("session_id", ForeignKey("sessions.id"), primary_key=True),
    Column("student_id", ForeignKey("students.id"), primary_key=True),
    Column("absent", Boolean, nullable=False),  # what was told last
    Column("told_at", UtcDateTime, nullable=False),
    Index("ix_notices_told_at", "told_at"),
)
