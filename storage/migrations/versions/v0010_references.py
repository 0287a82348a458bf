"""What an enrolment photo can be shown again by, and whether its student wants one kept."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_REFERENCE = sa.text("file_id IS NOT NULL")


def upgrade() -> None:
    """Add the columns, empty: nobody has been asked, and earlier photos are not known."""
    op.add_column("students", sa.Column("keeps_photo", sa.Boolean(), nullable=True))
    op.add_column("templates", sa.Column("file_id", sa.Text(), nullable=True))
    op.add_column("templates", sa.Column("as_document", sa.Boolean(), nullable=True))
    op.create_index(
        "ix_templates_stored_at_student_id",
        "templates",
        ["stored_at", "student_id"],
        sqlite_where=_REFERENCE,
        postgresql_where=_REFERENCE,
    )
