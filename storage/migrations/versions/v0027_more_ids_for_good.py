"""The same of changes of marks and of enrolled photos, for a backup that is restored."""

from alembic import op

from storage.migrations import rebuilding

revision = "0027"
down_revision = "0026"

_TABLES = ("mark_changes", "templates")  # to which nothing refers


def upgrade() -> None:
    """A table cannot become ``AUTOINCREMENT`` in SQLite, so each is made anew."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for name in _TABLES:
        rebuilding.autoincrementing(name)
