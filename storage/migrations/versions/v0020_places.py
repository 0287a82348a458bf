"""Classes have a place."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """No class has one yet."""
    op.add_column("classes", sa.Column("latitude", sa.Float(), nullable=True))
    op.add_column("classes", sa.Column("longitude", sa.Float(), nullable=True))
    radius = sa.Column("radius", sa.Integer(), nullable=False, server_default="100")
    op.add_column("classes", radius)
