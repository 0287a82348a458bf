"""What students are told of their attendance."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, text

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
