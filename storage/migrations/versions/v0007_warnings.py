"""Warnings of absence, and when students are warned; disputes whose picture is forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_STANDING = sa.text("ended IS NULL")


def upgrade() -> None:
    """Classes that are there warn nobody: an upgrade writes to no student by itself."""
    op.add_column("classes", sa.Column("warn_below", sa.Integer()))
    op.add_column("classes", sa.Column("warn_absences", sa.Integer()))
    _rebuild_disputes()
    _create_warnings()
    op.create_table(
        "unjudged",
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_unjudged_class_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_unjudged_student_id")
        ),
        sa.PrimaryKeyConstraint("class_id", "student_id", name=op.f("pk_unjudged")),
    )


def _create_warnings() -> None:
    kinds = sa.Enum(
        "below", "in a row", name="kind", native_enum=False, create_constraint=True, length=16
    )
    op.create_table(
        "warnings",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("in_a_row", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_warnings_class_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_warnings_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warnings")),
    )
    op.create_index("ix_warnings_class_id_day", "warnings", ["class_id", "day"], unique=False)
    op.create_index(
        "uq_warnings_standing",
        "warnings",
        ["class_id", "student_id", "kind"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )


def _rebuild_disputes() -> None:
    """Let the picture be empty; SQLite cannot change a column."""
    op.rename_table("disputes", "disputes_before")
    op.create_table(
        "disputes",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("session_id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("as_document", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_disputes_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_disputes_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint(
            "session_id", "student_id", name=op.f("uq_disputes_session_id_student_id")
        ),
    )
    op.execute("INSERT INTO disputes SELECT * FROM disputes_before")
    op.drop_table("disputes_before")
