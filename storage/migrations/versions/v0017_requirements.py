"""Classes say what a check-in takes, and check-ins wait for what is missing."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_STATUSES = ("present", "late", "absent", "excused")
_SOURCES = ("selfie", "video", "code", "location", "kiosk", "group photo", "teacher", "closing")
_KEPT = sa.text("kept_until IS NOT NULL")


def upgrade() -> None:
    """Every check-in until now was a selfie, and a selfie was enough."""
    _add_choice("classes", "requires", sa.Text(), "selfie")
    _add_choice("classes", "alternative", sa.String(length=16), "roll")
    _add_choice("check_ins", "kind", sa.String(length=16), "selfie")
    op.add_column("check_ins", sa.Column("kept_until", _MOMENT, nullable=True))
    op.create_index(
        "ix_check_ins_kept",
        "check_ins",
        ["student_id"],
        sqlite_where=_KEPT,
        postgresql_where=_KEPT,
    )
    _rebuild_marks()
    _rebuild_mark_changes()


def _add_choice(table: str, name: str, kind: sa.types.TypeEngine[str], default: str) -> None:
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=default))


def _choice(values: Sequence[str], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=16)


def _end(table: str, columns: str) -> None:
    """Copy the rows of a table that was set aside: SQLite cannot change its constraints."""
    op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_before")  # noqa: S608
    op.drop_table(f"{table}_before")


def _rebuild_marks() -> None:
    op.drop_index("ix_marks_session_id_status", "marks")
    op.rename_table("marks", "marks_before")
    op.create_table(
        "marks",
        sa.Column("session_id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("status", _choice(_STATUSES, "status"), nullable=False),
        sa.Column("source", _choice(_SOURCES, "source"), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_marks_session_id")),
        sa.ForeignKeyConstraint(["student_id"], ["students.id"], name=op.f("fk_marks_student_id")),
        sa.PrimaryKeyConstraint("session_id", "student_id", name=op.f("pk_marks")),
    )
    _end("marks", "session_id, student_id, status, source, at")
    op.create_index("ix_marks_session_id_status", "marks", ["session_id", "status"])


def _rebuild_mark_changes() -> None:
    op.drop_index("ix_mark_changes_session_id_student_id", "mark_changes")
    op.rename_table("mark_changes", "mark_changes_before")
    op.create_table(
        "mark_changes",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("session_id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("before_status", _choice(_STATUSES, "before_status"), nullable=True),
        sa.Column("before_source", _choice(_SOURCES, "before_source"), nullable=True),
        sa.Column("before_at", _MOMENT, nullable=True),
        sa.Column("after_status", _choice(_STATUSES, "after_status"), nullable=True),
        sa.Column("after_source", _choice(_SOURCES, "after_source"), nullable=True),
        sa.Column("after_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_mark_changes_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_mark_changes_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_changes")),
    )
    marks = (f"{which}_{name}" for which in ("before", "after") for name in _MARK)
    _end("mark_changes", ", ".join(["id, session_id, student_id, at, account_id", *marks]))
    op.create_index(
        "ix_mark_changes_session_id_student_id", "mark_changes", ["session_id", "student_id"]
    )


_MARK = ("status", "source", "at")
