"""Every table. A change here needs a migration; a test compares the two.

Ids of accounts and chats are Telegram's and have up to 52 bits.
"""

from enum import StrEnum

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
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from attendance.model import Role, Source, Status, SummaryKind
from storage.types import RowId, UtcDateTime, choice


class TemplateState(StrEnum):
    """Erased ones stay, without what was enrolled, so that galleries learn of it."""

    PENDING = "pending"
    ACTIVE = "active"
    ERASED = "erased"


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# --- people and classes ---------------------------------------------------------------------

students = Table(
    "students",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("roll_no", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("account_id", BigInteger, unique=True),
    Column("agreed", Boolean),
    Column("left_at", UtcDateTime),
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

# --- what took place ------------------------------------------------------------------------

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
)

marks = Table(
    "marks",
    metadata,
    Column("session_id", ForeignKey("sessions.id"), primary_key=True),
    Column("student_id", ForeignKey("students.id"), primary_key=True),
    Column("status", choice(Status, "status"), nullable=False),
    Column("source", choice(Source, "source"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
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
    Index("ix_check_ins_session_id", "session_id"),
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
)

disputes = Table(
    "disputes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("session_id", ForeignKey("sessions.id"), nullable=False),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("file_id", Text, nullable=False),
    Column("as_document", Boolean, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("score", Float),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("approved", Boolean),
    Column("decided_by", BigInteger),
    Column("decided_at", UtcDateTime),
    UniqueConstraint("session_id", "student_id"),
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
)

unreachable = Table(
    "unreachable",
    metadata,
    Column("account_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", UtcDateTime, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("teacher_id", ForeignKey("teachers.id"), primary_key=True),
    Column("class_id", ForeignKey("classes.id"), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("kind", choice(SummaryKind, "kind"), primary_key=True),
    Column("made_at", UtcDateTime, nullable=False),
    Index("ix_deliveries_date", "date"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("account_id", BigInteger, nullable=False),
    Column("action", String(64), nullable=False),
    Column("details", JSON, nullable=False),
)

# --- faces, and who agreed to what ----------------------------------------------------------

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
    UniqueConstraint("student_id", "model", "photo_digest"),
    CheckConstraint("(state = 'erased') = (embedding IS NULL)", name="erased_is_empty"),
    Index("ix_templates_model_revision", "model", "revision"),
)

gallery_state = Table(
    "gallery_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("key_fingerprint", String(16)),
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

consents = Table(
    "consents",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("version", String(32), nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# --- post -----------------------------------------------------------------------------------

_UNHANDLED = text("done_at IS NULL")

inbox = Table(
    "inbox",
    metadata,
    Column("id", RowId, primary_key=True),  # the order of arrival, whatever the clock does
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("available_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("claimed_by", String(64)),
    Column("error", Text),
    Column("payload", JSON(none_as_null=True)),
    Column("done_at", UtcDateTime),
    UniqueConstraint("bot_id", "update_id"),
    Index("ix_inbox_unhandled", "id", sqlite_where=_UNHANDLED, postgresql_where=_UNHANDLED),
    Index(
        "ix_inbox_unhandled_of_chat",
        "chat_id",
        "id",
        sqlite_where=_UNHANDLED,
        postgresql_where=_UNHANDLED,
    ),
    Index("ix_inbox_received_at", "received_at"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("picture", LargeBinary),
    Column("rank", Integer, nullable=False),  # 0 is urgent, 1 is not
    Column("attempts", Integer, nullable=False),
    Column("available_at", UtcDateTime, nullable=False),
    Column("error", Text),
    Index("ix_outbox_rank_id", "rank", "id"),
    Index("ix_outbox_chat_id_rank_id", "chat_id", "rank", "id"),
    sqlite_autoincrement=True,  # the id of a message that was sent never names another
)

conversations = Table(
    "conversations",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("command", String(64), nullable=False),
    Column("answers", JSON, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
