"""Terms, imported meetings, sessions opened by hand, changes to single meetings, and holidays."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add three columns to classes, empty, and three tables, empty."""
    op.add_column("classes", sa.Column("first_day", sa.Date(), nullable=True))
    op.add_column("classes", sa.Column("last_day", sa.Date(), nullable=True))
    op.add_column(
        "classes",
        sa.Column("imported", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
    )
    _openings()
    _changes()
    _holidays()


def _openings() -> None:
    op.create_table(
        "openings",
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("closes_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_openings_class_id")),
        sa.PrimaryKeyConstraint("class_id", "starts_at", name=op.f("pk_openings")),
    )


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("new_starts_at", _MOMENT, nullable=True),
        sa.Column("new_closes_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "(new_starts_at IS NULL) = (new_closes_at IS NULL)", name=op.f("ck_changes_whole")
        ),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_changes_class_id")),
        sa.PrimaryKeyConstraint("class_id", "starts_at", name=op.f("pk_changes")),
    )


def _holidays() -> None:
    op.create_table(
        "holidays",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("class_id", _ROW_ID, nullable=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_holidays_in_order")),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_holidays_class_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holidays")),
    )
    op.create_index("ix_holidays_class_id", "holidays", ["class_id"], unique=False)
