"""What came in, what is owed, what was handed over. Ids of chats are Telegram's."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
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

from attendance.model import SummaryKind
from storage.tables.base import metadata
from storage.types import RowId, UtcDateTime, choice

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
    Column("arrived_at", UtcDateTime),  # by our clock; received_at is no later than it was sent
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
    Column("picture", LargeBinary),  # or the file that the payload has the name of
    Column("rank", Integer, nullable=False),  # urgent, not, behind all others, set aside
    Column("attempts", Integer, nullable=False),
    Column("available_at", UtcDateTime, nullable=False),
    Column("error", Text),
    Column("lease_until", UtcDateTime),
    Column("claimed_by", String(64)),
    Column("update_id", BigInteger),  # the update that it answers, and when that arrived
    Column("arrived_at", UtcDateTime),
    Column("failing_since", UtcDateTime),
    Column("set_aside_at", UtcDateTime),
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

unreachable = Table(
    "unreachable",
    metadata,
    Column("account_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", UtcDateTime, nullable=False),
)
