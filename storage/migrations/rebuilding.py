"""What migrations of SQLite share."""

import sqlalchemy as sa
from alembic import op


def autoincrementing(name: str) -> None:
    """Make a table anew whose ids are never given again: SQLite cannot change one to that."""
    own = op.get_bind()
    table = sa.Table(name, sa.MetaData(), autoload_with=own, sqlite_autoincrement=True)
    aside = f"{name}_before"
    op.execute(f"CREATE TABLE {aside} AS SELECT * FROM {name}")  # noqa: S608
    op.drop_table(name)
    table.create(own)
    op.execute(f"INSERT INTO {name} SELECT * FROM {aside}")  # noqa: S608
    op.drop_table(aside)
