"""The ids that buttons carry are never given again."""

from alembic import op

from storage.migrations import rebuilding

revision = "0024"
down_revision = "0023"

_TABLES = ("sessions", "classes", "excuses", "disputes")


def upgrade() -> None:
    """Only SQLite gives the id of the newest row again once that is gone.

    A table cannot become ``AUTOINCREMENT`` there, so each is made anew. Its rows are missed by
    those that refer to them in between, and must be there again at the commit.
    """
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("PRAGMA defer_foreign_keys = ON")  # until the commit
    # What refers to a row that goes is looked for. No index of these two begins with it.
    op.create_index("ix_notices_session_id", "notices", ["session_id"])
    op.create_index("ix_deliveries_class_id", "deliveries", ["class_id"])
    for name in _TABLES:
        rebuilding.autoincrementing(name)
    op.drop_index("ix_notices_session_id", "notices")
    op.drop_index("ix_deliveries_class_id", "deliveries")
