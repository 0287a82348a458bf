"""When an update arrived, and which one a message answers."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns, empty: of what waits already it is not known."""
    op.add_column("inbox", sa.Column("arrived_at", _MOMENT, nullable=True))
    op.add_column("outbox", sa.Column("update_id", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("arrived_at", _MOMENT, nullable=True))
