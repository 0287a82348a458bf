"""Guardians, whose they are, and what they were told; an invite may be a guardian's."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_ROLES = ("student", "teacher", "admin", "guardian")


def upgrade() -> None:
    """Create the tables, empty; no class tells guardians until it is set to."""
    op.add_column("classes", sa.Column("guardians_after_seconds", sa.Integer(), nullable=True))
    op.add_column("classes", sa.Column("guardians_since", _MOMENT, nullable=True))
    _rebuild_invites()
    op.create_table(
        "guardians",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("agreed_at", _MOMENT, nullable=True),
        sa.Column("text_version", sa.String(length=32), nullable=True),
        sa.Column("text_hash", sa.String(length=64), nullable=True),
        sa.Column("hears_since", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardians")),
        sa.UniqueConstraint("account_id", name=op.f("uq_guardians_account_id")),
    )
    _create_guardianships()
    _create_notices()


def _rebuild_invites() -> None:
    """Widen what roles may be invited; SQLite cannot change a constraint."""
    op.drop_index("ix_invites_role_person_id", "invites")
    op.rename_table("invites", "invites_before")
    role = sa.Enum(*_ROLES, name="role", native_enum=False, create_constraint=True, length=16)
    op.create_table(
        "invites",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("role", role, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_invites")),
    )
    columns = "code_hash, role, person_id, created_at, expires_at, used_by, used_at"
    op.execute(f"INSERT INTO invites SELECT {columns} FROM invites_before")  # noqa: S608
    op.drop_table("invites_before")
    op.create_index("ix_invites_role_person_id", "invites", ["role", "person_id"], unique=False)


def _create_guardianships() -> None:
    op.create_table(
        "guardianships",
        sa.Column("guardian_id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("linked_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["guardians.id"], name=op.f("fk_guardianships_guardian_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_guardianships_student_id")
        ),
        sa.PrimaryKeyConstraint("guardian_id", "student_id", name=op.f("pk_guardianships")),
    )
    op.create_index("ix_guardianships_student_id", "guardianships", ["student_id"], unique=False)


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("guardian_id", _ROW_ID, nullable=False),
        sa.Column("session_id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("absent", sa.Boolean(), nullable=False),
        sa.Column("told_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["guardians.id"], name=op.f("fk_notices_guardian_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_notices_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_notices_student_id")
        ),
        sa.PrimaryKeyConstraint("guardian_id", "session_id", "student_id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_told_at", "notices", ["told_at"], unique=False)
