"""The same of changes of marks and of enrolled photos, for a backup that is restored."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_TABLES = ("mark_changes", "templates")  # to which nothing refers


def upgrade() -> None:
    """A table cannot become ``AUTOINCREMENT`` in SQLite, so each is made anew."""
    own = op.get_bind()
    if own.dialect.name != "sqlite":
        return
    for name in _TABLES:
        table = sa.Table(name, sa.MetaData(), autoload_with=own, sqlite_autoincrement=True)
        aside = f"{name}_before"
        op.execute(f"CREATE TABLE {aside} AS SELECT * FROM {name}")  # noqa: S608
        op.drop_table(name)
        table.create(own)
        op.execute(f"INSERT INTO {name} SELECT * FROM {aside}")  # noqa: S608
        op.drop_table(aside)
