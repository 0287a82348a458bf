"""What teachers correct and decide: changes of marks, disputes, excuses, and their own times."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_STATUSES = ("present", "late", "absent", "excused")
_SOURCES = ("selfie", "group photo", "teacher", "closing")
_KINDS = ("so far", "final", "weekly")


def upgrade() -> None:
    """Widen what marks, check-ins, deliveries and teaching hold; create the new tables, empty."""
    _rebuild_marks()
    _rebuild_check_ins()
    _rebuild_deliveries()
    _rebuild_teaching()
    _create_changes()
    _create_disputes()
    _create_excuses()
    op.create_table(
        "unreachable",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_unreachable")),
    )


def _choice(values: Sequence[str], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=16)


def _begin(table: str) -> None:
    """Set a table that no other refers to aside: SQLite cannot change its constraints."""
    op.rename_table(table, f"{table}_before")


def _end(table: str, columns: str, further: str = "") -> None:
    """Copy its rows; ``further`` completes the SELECT with values of new columns."""
    op.execute(f"INSERT INTO {table} SELECT {columns}{further} FROM {table}_before")  # noqa: S608
    op.drop_table(f"{table}_before")


def _rebuild_marks() -> None:
    _begin("marks")
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


def _rebuild_check_ins() -> None:
    op.drop_index("ix_check_ins_session_id", "check_ins")
    _begin("check_ins")
    op.create_table(
        "check_ins",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("session_id", _ROW_ID, nullable=True),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("status", _choice(_STATUSES, "status"), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("as_document", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_check_ins_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_check_ins_student_id")
        ),
        sa.PrimaryKeyConstraint("bot_id", "update_id", "sent_at", name=op.f("pk_check_ins")),
    )
    columns = "bot_id, update_id, student_id, session_id, sent_at, verdict, status, reason, score"
    _end("check_ins", columns, ", NULL, NULL")
    op.create_index("ix_check_ins_session_id", "check_ins", ["session_id"], unique=False)


def _rebuild_deliveries() -> None:
    op.drop_index("ix_deliveries_date", "deliveries")
    _begin("deliveries")
    op.create_table(
        "deliveries",
        sa.Column("teacher_id", _ROW_ID, nullable=False),
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", _choice(_KINDS, "kind"), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_deliveries_class_id")),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teachers.id"], name=op.f("fk_deliveries_teacher_id")
        ),
        sa.PrimaryKeyConstraint(
            "teacher_id", "class_id", "date", "kind", name=op.f("pk_deliveries")
        ),
    )
    _end("deliveries", "teacher_id, class_id, date, kind, made_at")
    op.create_index("ix_deliveries_date", "deliveries", ["date"], unique=False)


def _rebuild_teaching() -> None:
    op.drop_index("ix_teaching_teacher_id", "teaching")
    _begin("teaching")
    op.create_table(
        "teaching",
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("teacher_id", _ROW_ID, nullable=False),
        sa.Column("assigned_at", _MOMENT, nullable=False),
        sa.Column("summary_at", sa.Time(), nullable=True),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_teaching_class_id")),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teachers.id"], name=op.f("fk_teaching_teacher_id")
        ),
        sa.PrimaryKeyConstraint("class_id", "teacher_id", name=op.f("pk_teaching")),
    )
    _end("teaching", "class_id, teacher_id, assigned_at", ", NULL, false")
    op.create_index("ix_teaching_teacher_id", "teaching", ["teacher_id"], unique=False)


def _create_changes() -> None:
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
    op.create_index(
        "ix_mark_changes_session_id_student_id",
        "mark_changes",
        ["session_id", "student_id"],
        unique=False,
    )


def _create_disputes() -> None:
    op.create_table(
        "disputes",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("session_id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("as_document", sa.Boolean(), nullable=False),
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


def _create_excuses() -> None:
    op.create_table(
        "excuses",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_excuses_class_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_excuses_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excuses")),
    )
    op.create_index("ix_excuses_class_id_date", "excuses", ["class_id", "date"], unique=False)
