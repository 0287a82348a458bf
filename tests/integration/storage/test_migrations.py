"""Every schema that a release has had is brought to this one's, and nothing in it is lost."""

import sqlite3
from contextlib import closing

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from storage import schema, sqlite
from storage.tables import metadata
from tests.integration.storage.filling import fill, tables

REVISIONS = [
    one.revision for one in ScriptDirectory.from_config(schema._config()).walk_revisions()
][::-1]


@pytest.fixture(params=REVISIONS[:-1])
def earlier(request, home):
    """A database as an earlier release has left it, with something in every table."""
    home.folder.mkdir()
    home.database.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{home.database}")
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, request.param)
    engine.dispose()
    fill(home.database)
    return home.database


def upgrade(database):
    engine = sqlite.open_alone(database)
    try:
        with engine.begin() as connection:
            schema.upgrade(connection)
    finally:
        engine.dispose()


def test_nothing_that_an_earlier_release_has_stored_is_lost(earlier):
    before = tables(earlier)

    upgrade(earlier)

    after = tables(earlier)
    for table, rows in before.items():
        if table == "alembic_version":
            continue
        kept = set(rows[0]) & set(after[table][0])
        assert kept == set(rows[0]), "a column has gone: say here what became of it"
        assert only(kept, after[table]) == only(kept, rows), table


def only(columns, rows):
    return sorted((sorted((name, row[name]) for name in columns) for row in rows), key=repr)


def test_an_earlier_schema_becomes_that_of_this_release(earlier):
    upgrade(earlier)

    engine = create_engine(f"sqlite:///{earlier}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()
    with closing(sqlite3.connect(earlier)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_migration_that_fails_leaves_the_schema_that_there_was(earlier, monkeypatch):
    before = tables(earlier)
    monkeypatch.setattr(schema.command, "upgrade", upgrade_then_fail)

    with pytest.raises(ZeroDivisionError):
        upgrade(earlier)

    assert tables(earlier) == before


def upgrade_then_fail(config, revision, upgrade=command.upgrade):
    upgrade(config, revision)
    raise ZeroDivisionError
