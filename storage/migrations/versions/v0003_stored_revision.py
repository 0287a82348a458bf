"""What each template could have been held against when it was stored."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the revision; of templates stored before, it counts as none."""
    op.add_column(
        "templates",
        sa.Column("stored_revision", sa.BigInteger(), server_default="0", nullable=False),
    )
