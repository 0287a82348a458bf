"""Brings a database to this release's schema."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage import errors


def upgrade(connection: Connection) -> None:
    """Run the missing migrations inside the connection's transaction, which holds the lock.

    Raises ``SchemaTooNew`` for a database of a later release.
    """
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in {
        known.revision for known in script.walk_revisions()
    }:
        raise errors.SchemaTooNew(revision)
    if revision != script.get_current_head():
        command.upgrade(config, "head")
