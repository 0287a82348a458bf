"""Enrolled faces, which of them look alike, and who may be one person."""

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from attendance.model import Decision, Why
from storage.tables.base import metadata
from storage.types import RowId, UtcDateTime, choice

_REFERENCE = text("file_id IS NOT NULL")


class TemplateState(StrEnum):
    """Erased ones stay, without what was enrolled, so that galleries learn of it."""

    PENDING = "pending"
    ACTIVE = "active"
    ERASED = "erased"


templates = Table(
    "templates",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("model", String(64), nullable=False),
    Column("state", choice(TemplateState, "state"), nullable=False),
    Column("embedding", LargeBinary),
    Column("photo_digest", LargeBinary),
    Column("revision", BigInteger),
    Column("stored_at", UtcDateTime, nullable=False),
    Column("stored_revision", BigInteger, server_default="0", nullable=False),
    Column("file_id", Text),
    Column("as_document", Boolean),
    Column("file", LargeBinary),  # as in traces
    Column("looks", LargeBinary),
    UniqueConstraint("student_id", "model", "photo_digest"),
    CheckConstraint("(state = 'erased') = (embedding IS NULL)", name="erased_is_empty"),
    Index("ix_templates_model_revision", "model", "revision"),
    Index(
        "ix_templates_stored_at_student_id",
        "stored_at",
        "student_id",
        sqlite_where=_REFERENCE,
        postgresql_where=_REFERENCE,
    ),
    sqlite_autoincrement=True,  # the id on a button never names another
)

gallery_state = Table(
    "gallery_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("key_fingerprint", String(16)),
    Column("digest_key", LargeBinary),  # sealed; NULL where it follows from the key
    CheckConstraint("id = 1", name="one_row"),
)

lookalikes = Table(
    "lookalikes",
    metadata,
    Column("first_id", ForeignKey("students.id"), primary_key=True),
    Column("second_id", ForeignKey("students.id"), primary_key=True),
    Column("paired_at", UtcDateTime, nullable=False),
    CheckConstraint("first_id < second_id", name="in_order"),
    Index("ix_lookalikes_second_id", "second_id"),
)

suspicions = Table(
    "suspicions",
    metadata,
    Column("first_id", ForeignKey("students.id"), primary_key=True),
    Column("second_id", ForeignKey("students.id"), primary_key=True),
    Column("why", choice(Why, "why"), primary_key=True),
    Column("found_at", UtcDateTime, nullable=False),
    Column("decision", choice(Decision, "decision")),
    Column("decided_by", BigInteger),
    Column("decided_at", UtcDateTime),
    CheckConstraint("first_id < second_id", name="in_order"),
    Index("ix_suspicions_second_id", "second_id"),
)

last_faces = Table(
    "last_faces",
    metadata,
    Column("student_id", ForeignKey("students.id"), primary_key=True),
    Column("model", String(64), nullable=False),
    Column("embedding", LargeBinary, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    Column("compared", Boolean, nullable=False),
    Index("ix_last_faces_kept_at", "kept_at"),
)
