"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_UNHANDLED = sa.text("done_at IS NULL")


def upgrade() -> None:
    """Create every table, and the one row of the gallery's state."""
    _create_people()
    _create_classes()
    _create_sessions()
    _create_records()
    _create_templates()
    _create_inbox()
    _create_outbox()
    op.execute("INSERT INTO gallery_state (id, revision) VALUES (1, 0)")


def _create_people() -> None:
    op.create_table(
        "students",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("roll_no", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("left_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_students")),
        sa.UniqueConstraint("account_id", name=op.f("uq_students_account_id")),
        sa.UniqueConstraint("roll_no", name=op.f("uq_students_roll_no")),
    )
    op.create_table(
        "teachers",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded_name", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("linked_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teachers")),
        sa.UniqueConstraint("account_id", name=op.f("uq_teachers_account_id")),
        sa.UniqueConstraint("folded_name", name=op.f("uq_teachers_folded_name")),
    )


def _create_classes() -> None:
    op.create_table(
        "classes",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("summary_at", sa.Time(), nullable=False),
        sa.Column("late_after_seconds", sa.Integer(), nullable=False),
        sa.Column("opens_before_seconds", sa.Integer(), nullable=False),
        sa.Column("meets_since", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classes")),
        sa.UniqueConstraint("code", name=op.f("uq_classes_code")),
    )
    op.create_table(
        "meetings",
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_meetings_weekday")),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_meetings_class_id")),
        sa.PrimaryKeyConstraint("class_id", "weekday", "starts", "ends", name=op.f("pk_meetings")),
    )
    op.create_table(
        "memberships",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("joined_at", _MOMENT, nullable=False),
        sa.Column("left_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_memberships_class_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_memberships_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_class_id", "memberships", ["class_id"], unique=False)
    op.create_index(
        "uq_memberships_current",
        "memberships",
        ["student_id", "class_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "teaching",
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("teacher_id", _ROW_ID, nullable=False),
        sa.Column("assigned_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_teaching_class_id")),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teachers.id"], name=op.f("fk_teaching_teacher_id")
        ),
        sa.PrimaryKeyConstraint("class_id", "teacher_id", name=op.f("pk_teaching")),
    )
    op.create_index("ix_teaching_teacher_id", "teaching", ["teacher_id"], unique=False)


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("opens_at", _MOMENT, nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("late_at", _MOMENT, nullable=False),
        sa.Column("closes_at", _MOMENT, nullable=False),
        sa.Column("settled_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_sessions_class_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("class_id", "starts_at", name=op.f("uq_sessions_class_id_starts_at")),
    )
    op.create_index("ix_sessions_class_id_date", "sessions", ["class_id", "date"], unique=False)
    op.create_table(
        "marks",
        sa.Column("session_id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "present",
                "late",
                "absent",
                "excused",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "selfie",
                "teacher",
                "closing",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_marks_session_id")),
        sa.ForeignKeyConstraint(["student_id"], ["students.id"], name=op.f("fk_marks_student_id")),
        sa.PrimaryKeyConstraint("session_id", "student_id", name=op.f("pk_marks")),
    )
    op.create_table(
        "check_ins",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("session_id", _ROW_ID, nullable=True),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "present",
                "late",
                "absent",
                "excused",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_check_ins_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_check_ins_student_id")
        ),
        sa.PrimaryKeyConstraint("bot_id", "update_id", "sent_at", name=op.f("pk_check_ins")),
    )
    op.create_index("ix_check_ins_session_id", "check_ins", ["session_id"], unique=False)


def _create_records() -> None:
    op.create_table(
        "deliveries",
        sa.Column("teacher_id", _ROW_ID, nullable=False),
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "so far", "final", name="kind", native_enum=False, create_constraint=True, length=16
            ),
            nullable=False,
        ),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_deliveries_class_id")),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["teachers.id"], name=op.f("fk_deliveries_teacher_id")
        ),
        sa.PrimaryKeyConstraint(
            "teacher_id", "class_id", "date", "kind", name=op.f("pk_deliveries")
        ),
    )
    op.create_index("ix_deliveries_date", "deliveries", ["date"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "invites",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "student",
                "teacher",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_invites")),
    )
    op.create_index("ix_invites_role_person_id", "invites", ["role", "person_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_consents_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )


def _create_templates() -> None:
    op.create_table(
        "templates",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "active",
                "erased",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("embedding", sa.LargeBinary(), nullable=True),
        sa.Column("photo_digest", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=True),
        sa.Column("stored_at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "(state = 'erased') = (embedding IS NULL)", name=op.f("ck_templates_erased_is_empty")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_templates_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_templates")),
        sa.UniqueConstraint(
            "student_id",
            "model",
            "photo_digest",
            name=op.f("uq_templates_student_id_model_photo_digest"),
        ),
    )
    op.create_index("ix_templates_model_revision", "templates", ["model", "revision"], unique=False)
    op.create_table(
        "gallery_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("key_fingerprint", sa.String(length=16), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_gallery_state_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gallery_state")),
    )


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("available_at", _MOMENT, nullable=False),
        sa.Column("lease_until", _MOMENT, nullable=True),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("done_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("bot_id", "update_id", name=op.f("uq_inbox_bot_id_update_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"], unique=False)
    op.create_index(
        "ix_inbox_unhandled",
        "inbox",
        ["id"],
        unique=False,
        sqlite_where=_UNHANDLED,
        postgresql_where=_UNHANDLED,
    )
    op.create_index(
        "ix_inbox_unhandled_of_chat",
        "inbox",
        ["chat_id", "id"],
        unique=False,
        sqlite_where=_UNHANDLED,
        postgresql_where=_UNHANDLED,
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("available_at", _MOMENT, nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_chat_id_rank_id", "outbox", ["chat_id", "rank", "id"], unique=False)
    op.create_index("ix_outbox_rank_id", "outbox", ["rank", "id"], unique=False)
    op.create_table(
        "conversations",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("command", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_conversations")),
    )
