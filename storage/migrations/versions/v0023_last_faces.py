"""The face of each student's last selfie is kept for some days, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """None is kept before its student has agreed to the new text."""
    op.create_table(
        "last_faces",
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column("embedding", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("compared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_last_faces_student_id")
        ),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_last_faces")),
    )
    op.create_index("ix_last_faces_kept_at", "last_faces", ["kept_at"], unique=False)
