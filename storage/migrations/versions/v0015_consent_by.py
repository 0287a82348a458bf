"""Guardians may be asked for consent: receipts say who answered about what."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Whoever has answered until now did so themselves."""
    op.add_column("students", sa.Column("agreed_by", sa.String(length=16), nullable=True))
    op.execute("UPDATE students SET agreed_by = 'student' WHERE agreed IS NOT NULL")
    op.add_column("classes", sa.Column("consent_by", sa.String(length=16), nullable=True))
    op.add_column("guardianships", sa.Column("asked_version", sa.String(length=32), nullable=True))
    _rebuild_consents()


def _rebuild_consents() -> None:
    """SQLite cannot add what refers to another table."""
    op.rename_table("consents", "consents_before")
    op.create_table(
        "consents",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("about", _choice("about", "face", "photo"), nullable=False),
        sa.Column("by", _choice("by", "student", "guardian"), nullable=False),
        sa.Column("guardian_id", _ROW_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["guardians.id"], name=op.f("fk_consents_guardian_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_consents_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.execute(
        "INSERT INTO consents SELECT id, student_id, agreed, version, text_hash, at, "
        "CASE WHEN version LIKE 'photo %' THEN 'photo' ELSE 'face' END, 'student', NULL "
        "FROM consents_before"
    )
    op.drop_table("consents_before")
    op.create_index("ix_consents_student_id", "consents", ["student_id"], unique=False)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=16)
