"""Pairs of students who may be one person, and what admins have decided."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_WHYS = ("one face", "one account", "alike selfies")
_DECISIONS = ("same person", "twins", "two people", "look into it")


def upgrade() -> None:
    """Nobody is suspected yet."""
    op.create_table(
        "suspicions",
        sa.Column("first_id", _ROW_ID, nullable=False),
        sa.Column("second_id", _ROW_ID, nullable=False),
        sa.Column("why", _choice(_WHYS, "why"), nullable=False),
        sa.Column("found_at", _MOMENT, nullable=False),
        sa.Column("decision", _choice(_DECISIONS, "decision"), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_suspicions_in_order")),
        sa.ForeignKeyConstraint(["first_id"], ["students.id"], name=op.f("fk_suspicions_first_id")),
        sa.ForeignKeyConstraint(
            ["second_id"], ["students.id"], name=op.f("fk_suspicions_second_id")
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", "why", name=op.f("pk_suspicions")),
    )
    op.create_index("ix_suspicions_second_id", "suspicions", ["second_id"], unique=False)


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=16)
