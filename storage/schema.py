"""Brings a database to this release's schema.

Alembic does that. It takes 0.19 s to import, a ninth of the time for all that the service imports,
so it is where there is something to migrate: the names of the migrations' files say whether.
"""

from importlib import resources

from sqlalchemy import Connection, inspect, text

from storage import errors
from storage.migrations import versions

REVISIONS = tuple(
    sorted(
        file.name.partition("_")[0].removeprefix("v")
        for file in resources.files(versions).iterdir()
        if file.name.startswith("v")
    )
)
"""Of all releases, oldest first: ``v0002_lookalikes.py`` makes 0002."""


def upgrade(connection: Connection) -> None:
    """Run the missing migrations inside the connection's transaction, which holds the lock.

    Raises ``SchemaTooNew`` for a database of a later release.
    """
    revision = _revision(connection)
    if revision is not None and not is_known(revision):
        raise errors.SchemaTooNew(revision)
    if revision is None or not is_current(revision):
        _migrate(connection)


def is_known(revision: str) -> bool:
    """Whether this release, or an earlier one, has such a schema."""
    return revision in REVISIONS


def is_current(revision: str) -> bool:
    """Whether it is the schema that this release makes."""
    return revision == REVISIONS[-1]


def _revision(connection: Connection) -> str | None:
    """The schema that a database has; None if it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
