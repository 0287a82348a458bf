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
    config = _config()
    config.attributes["connection"] = connection
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and not is_known(revision):
        raise errors.SchemaTooNew(revision)
    if revision != ScriptDirectory.from_config(config).get_current_head():
        command.upgrade(config, "head")


def is_known(revision: str) -> bool:
    """Whether this release, or an earlier one, has such a schema."""
    script = ScriptDirectory.from_config(_config())
    return revision in {known.revision for known in script.walk_revisions()}


def is_current(revision: str) -> bool:
    """Whether it is the schema that this release makes."""
    head: str | None = ScriptDirectory.from_config(_config()).get_current_head()
    return revision == head


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    return config
