"""Accounts that stand at the doors of classes; an invite may be a kiosk's."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_ROLES = ("student", "teacher", "admin", "guardian", "kiosk")


def upgrade() -> None:
    """There is none yet."""
    _rebuild_invites()
    op.create_table(
        "kiosks",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("linked_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_kiosks_class_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_kiosks")),
    )


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
