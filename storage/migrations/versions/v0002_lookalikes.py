"""Pairs of students who look alike."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table of pairs, empty."""
    op.create_table(
        "lookalikes",
        sa.Column("first_id", _ROW_ID, nullable=False),
        sa.Column("second_id", _ROW_ID, nullable=False),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_lookalikes_in_order")),
        sa.ForeignKeyConstraint(["first_id"], ["students.id"], name=op.f("fk_lookalikes_first_id")),
        sa.ForeignKeyConstraint(
            ["second_id"], ["students.id"], name=op.f("fk_lookalikes_second_id")
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_lookalikes")),
    )
    op.create_index("ix_lookalikes_second_id", "lookalikes", ["second_id"], unique=False)
