"""What speaks against check-ins, and what their pictures are found again by."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Table,
    UniqueConstraint,
)

from attendance.model import Flag
from storage.tables.base import metadata
from storage.types import RowId, UtcDateTime, choice

_CHECK_IN = (
    ["bot_id", "update_id", "sent_at"],
    ["check_ins.bot_id", "check_ins.update_id", "check_ins.sent_at"],
)

flags = Table(
    "flags",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("flag", choice(Flag, "flag", constrained=False), nullable=False),
    Column("earlier_at", UtcDateTime),
    Column("other_id", ForeignKey("students.id")),
    Column("accepted", Boolean),
    Column("decided_by", BigInteger),
    Column("decided_at", UtcDateTime),
    ForeignKeyConstraint(*_CHECK_IN),
    UniqueConstraint("bot_id", "update_id", "sent_at", "flag"),
    Index("ix_flags_sent_at", "sent_at"),
    Index("ix_flags_student_id", "student_id"),
    Index("ix_flags_other_id", "other_id"),
)

traces = Table(
    "traces",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sent_at", UtcDateTime, primary_key=True),
    Column("student_id", ForeignKey("students.id"), nullable=False),
    Column("class_id", ForeignKey("classes.id"), nullable=False),
    Column("file", LargeBinary),  # a keyed digest of Telegram's name of it
    Column("looks", LargeBinary),  # a perceptual hash
    ForeignKeyConstraint(*_CHECK_IN),
    Index("ix_traces_file", "file"),
    Index("ix_traces_sent_at", "sent_at"),
    Index("ix_traces_student_id_sent_at", "student_id", "sent_at"),
    Index("ix_traces_class", "class_id", "sent_at", "student_id", "looks"),  # read alone
)

kiosk_photos = Table(
    "kiosk_photos",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sent_at", UtcDateTime, primary_key=True),
    Column("class_id", ForeignKey("classes.id"), nullable=False),
    Column("file", LargeBinary, nullable=False),  # as in traces
    Column("refused", choice(Flag, "refused", constrained=False)),
    Index("ix_kiosk_photos_file", "file"),
    Index("ix_kiosk_photos_sent_at", "sent_at"),
    Index("ix_kiosk_photos_class_id_sent_at", "class_id", "sent_at"),
)
