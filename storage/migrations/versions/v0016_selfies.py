"""Selfies may be kept, sealed, of students who allow it for so many days."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Nobody has been asked yet."""
    op.add_column("students", sa.Column("selfie_days", sa.Integer(), nullable=True))
    op.create_table(
        "selfies",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("erase_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["bot_id", "update_id", "sent_at"],
            ["check_ins.bot_id", "check_ins.update_id", "check_ins.sent_at"],
            name=op.f("fk_selfies_bot_id"),
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_selfies_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selfies")),
        sa.UniqueConstraint(
            "bot_id", "update_id", "sent_at", name=op.f("uq_selfies_bot_id_update_id_sent_at")
        ),
    )
    for column in ("sent_at", "student_id", "erase_at"):
        op.create_index(f"ix_selfies_{column}", "selfies", [column], unique=False)
