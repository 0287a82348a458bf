"""Flags on check-ins, and what pictures are found again by."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_KEY = ["bot_id", "update_id", "sent_at"]


def upgrade() -> None:
    """Of the photos enrolled until now nothing is known but their faces."""
    op.add_column("templates", sa.Column("file", sa.LargeBinary(), nullable=True))
    op.add_column("templates", sa.Column("looks", sa.LargeBinary(), nullable=True))
    _create_flags()
    _create_traces()


def _of_check_in(table: str) -> sa.ForeignKeyConstraint:
    columns = [f"check_ins.{name}" for name in _KEY]
    return sa.ForeignKeyConstraint(_KEY, columns, name=op.f(f"fk_{table}_bot_id"))


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _create_flags() -> None:
    op.create_table(
        "flags",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("flag", sa.String(length=16), nullable=False),
        sa.Column("earlier_at", _MOMENT, nullable=True),
        sa.Column("other_id", _ROW_ID, nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        _of_check_in("flags"),
        _reference("flags", "student_id", "students"),
        _reference("flags", "other_id", "students"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
        sa.UniqueConstraint(*_KEY, "flag", name=op.f("uq_flags_bot_id_update_id_sent_at_flag")),
    )
    for column in ("sent_at", "student_id", "other_id"):
        op.create_index(f"ix_flags_{column}", "flags", [column], unique=False)


def _create_traces() -> None:
    op.create_table(
        "traces",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=True),
        sa.Column("looks", sa.LargeBinary(), nullable=True),
        _of_check_in("traces"),
        _reference("traces", "student_id", "students"),
        _reference("traces", "class_id", "classes"),
        sa.PrimaryKeyConstraint(*_KEY, name=op.f("pk_traces")),
    )
    op.create_index("ix_traces_file", "traces", ["file"], unique=False)
    op.create_index("ix_traces_sent_at", "traces", ["sent_at"], unique=False)
    op.create_index("ix_traces_student_id_sent_at", "traces", ["student_id", "sent_at"])
    op.create_index("ix_traces_class", "traces", ["class_id", "sent_at", "student_id", "looks"])
