"""Who did, or was refused, what."""

from sqlalchemy import JSON, BigInteger, Column, Index, String, Table, Text

from attendance.model import Outcome
from storage.tables.base import metadata
from storage.types import RowId, UtcDateTime, choice

audit = Table(
    "audit",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("account_id", BigInteger, nullable=False),
    Column("action", String(64), nullable=False),
    Column("outcome", choice(Outcome, "outcome"), nullable=False),
    Column("class_code", Text),
    Column("roll_no", Text),
    Column("other_roll_no", Text),
    Column("details", JSON, nullable=False),
    Index("ix_audit_at", "at"),
    Index("ix_audit_account_id", "account_id"),
    Index("ix_audit_class_code", "class_code"),
    Index("ix_audit_roll_no", "roll_no"),
    Index("ix_audit_other_roll_no", "other_roll_no"),
    sqlite_autoincrement=True,  # buttons carry ids: one that is gone never names another
)
