"""Messages owed are leased to who sends them; marks are counted by an index alone."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add two columns to the outbox, both empty, and an index to marks."""
    op.add_column("outbox", sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("claimed_by", sa.String(length=64), nullable=True))
    op.create_index("ix_marks_session_id_status", "marks", ["session_id", "status"])
