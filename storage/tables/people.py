"""Students, teachers, guardians and kiosks, and how they were let in."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from attendance.model import ConsentBy, Role, Subject
from storage.tables.base import metadata
from storage.types import RowId, UtcDateTime, choice

students = Table(
    "students",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("roll_no", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("account_id", BigInteger, unique=True),
    Column("agreed", Boolean),
    Column("left_at", UtcDateTime),
    Column("keeps_photo", Boolean),
    Column("selfie_days", Integer),
    Column("agreed_by", choice(ConsentBy, "agreed_by", constrained=False)),
)

teachers = Table(
    "teachers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, nullable=False, unique=True),
    Column("account_id", BigInteger, unique=True),
    Column("linked_at", UtcDateTime),
)

invites = Table(
    "invites",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("role", choice(Role, "role"), nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_by", BigInteger),
    Column("used_at", UtcDateTime),
    Index("ix_invites_role_person_id", "role", "person_id"),
)

kiosks = Table(
    "kiosks",
    metadata,
    Column("account_id", BigInteger, primary_key=True, autoincrement=False),
    Column("class_id", ForeignKey("classes.id"), nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("version", String(32), nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("about", choice(Subject, "about"), nullable=False),
    Column("by", choice(ConsentBy, "by"), nullable=False),
    Column("guardian_id", ForeignKey("guardians.id")),
    Index("ix_consents_student_id", "student_id"),
)

guardians = Table(
    "guardians",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("account_id", BigInteger, nullable=False, unique=True),
    Column("language", String(8)),
    Column("agreed_at", UtcDateTime),
    Column("text_version", String(32)),
    Column("text_hash", String(64)),
    Column("hears_since", UtcDateTime),
)

guardianships = Table(
    "guardianships",
    metadata,
    Column("guardian_id", ForeignKey("guardians.id"), primary_key=True),
    Column("student_id", ForeignKey("students.id"), primary_key=True),
    Column("linked_at", UtcDateTime, nullable=False),
    Column("asked_version", String(32)),  # of the question about the student's face
    Index("ix_guardianships_student_id", "student_id"),
)
