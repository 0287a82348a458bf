"""What photos of kiosks are found again by."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEY = ["bot_id", "update_id", "sent_at"]


def upgrade() -> None:
    """Of photos that kiosks have sent until now nothing is kept."""
    op.create_table(
        "kiosk_photos",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("class_id", _ROW_ID, nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.Column("refused", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["class_id"], ["classes.id"], name=op.f("fk_kiosk_photos_class_id")
        ),
        sa.PrimaryKeyConstraint(*_KEY, name=op.f("pk_kiosk_photos")),
    )
    for columns in (["file"], ["sent_at"], ["class_id", "sent_at"]):
        op.create_index(f"ix_kiosk_photos_{'_'.join(columns)}", "kiosk_photos", columns)
