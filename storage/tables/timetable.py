"""Classes: when they meet, who is in them and who takes them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Time,
    text,
)

from attendance.model import Alternative, ConsentBy
from storage.tables.base import metadata
from storage.types import RowId, UtcDateTime, choice

classes = Table(
    "classes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("summary_at", Time, nullable=False),
    Column("late_after_seconds", Integer, nullable=False),
    Column("opens_before_seconds", Integer, nullable=False),
    Column("meets_since", UtcDateTime, nullable=False),
    Column("first_day", Date),
    Column("last_day", Date),
    # Pairs of seconds since 1970: of 500 classes with 200 each they are read in 0.8 s instead of
    # the 3 s that a row for each takes.
    Column("imported", JSON, nullable=False, server_default=text("'[]'")),
    Column("archived_at", UtcDateTime),
    Column("warn_below", Integer),
    Column("warn_absences", Integer),
    Column("guardians_after_seconds", Integer),
    Column("guardians_since", UtcDateTime),
    Column("consent_by", choice(ConsentBy, "consent_by", constrained=False)),
    Column("requires", Text, nullable=False, server_default="selfie"),  # joined by +
    Column(
        "alternative",
        choice(Alternative, "alternative", constrained=False),
        nullable=False,
        server_default="roll",
    ),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("radius", Integer, nullable=False, server_default="100"),  # metres
    sqlite_autoincrement=True,  # the id on a button, or of what is undone, never names another
)

# What a class or a holiday was and became, as JSON; the class itself may be gone again.
edits = Table(
    "edits",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("account_id", BigInteger, nullable=False),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    Column("undone_at", UtcDateTime),
    sqlite_autoincrement=True,  # the id on a button never names another
)

meetings = Table(
    "meetings",
    metadata,
    Column("class_id", ForeignKey("classes.id"), primary_key=True),
    Column("weekday", Integer, primary_key=True),
    Column("starts", Time, primary_key=True),
    Column("ends", Time, primary_key=True),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
)

openings = Table(
    "openings",
    metadata,
    Column("class_id", ForeignKey("classes.id"), primary_key=True),
    Column("starts_at", UtcDateTime, primary_key=True),
    Column("closes_at", UtcDateTime, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("class_id", ForeignKey("classes.id"), primary_key=True),
    Column("starts_at", UtcDateTime, primary_key=True),
    Column("new_starts_at", UtcDateTime),
    Column("new_closes_at", UtcDateTime),
    CheckConstraint("(new_starts_at IS NULL) = (new_closes_at IS NULL)", name="whole"),
)

holidays = Table(
    "holidays",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("class_id", ForeignKey("classes.id")),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("name", Text, nullable=False),
    CheckConstraint("first <= last", name="in_order"),
    Index("ix_holidays_class_id", "class_id"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("class_id", ForeignKey("classes.id"), nullable=False),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),
    Index("ix_memberships_class_id", "class_id"),
    Index(
        "uq_memberships_current",
        "student_id",
        "class_id",
        unique=True,
        sqlite_where=text("left_at IS NULL"),
        postgresql_where=text("left_at IS NULL"),
    ),
)

teaching = Table(
    "teaching",
    metadata,
    Column("class_id", ForeignKey("classes.id"), primary_key=True),
    Column("teacher_id", ForeignKey("teachers.id"), primary_key=True),
    Column("assigned_at", UtcDateTime, nullable=False),
    Column("summary_at", Time),
    Column("muted", Boolean, nullable=False),
    Index("ix_teaching_teacher_id", "teacher_id"),
)
