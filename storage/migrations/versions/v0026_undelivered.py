"""Messages that cannot be delivered are set aside."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Whatever is owed may be tried for as long as a new message."""
    for name in ("failing_since", "set_aside_at"):
        op.add_column("outbox", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
