"""The digests of photos keep their key when that of the database is changed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add a column, empty: until the key is changed the one follows from the other."""
    op.add_column("gallery_state", sa.Column("digest_key", sa.LargeBinary(), nullable=True))
