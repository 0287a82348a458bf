"""Every schema that a release has had is brought to this one's, and nothing in it is lost."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from attendance.model import Sought
from storage import schema, sqlite
from storage.schema import REVISIONS
from storage.tables import metadata
from tests.integration.storage.filling import create, fill, tables


def upgrade(database):
    engine = sqlite.open_alone(database)
    try:
        with engine.begin() as connection:
            schema.upgrade(connection)
    finally:
        engine.dispose()


def test_the_files_of_migrations_are_named_by_their_revisions():
    script = ScriptDirectory("storage/migrations")
    assert [one.revision for one in script.walk_revisions()][::-1] == list(REVISIONS)


def test_a_database_that_is_up_to_date_needs_no_alembic(home):
    """Which takes a ninth of the service's time to import everything."""
    create(home.database, REVISIONS[-1])
    program = (
        "import sys\nfrom pathlib import Path\nfrom storage import schema, sqlite\n"
        f"engine = sqlite.open_alone(Path({str(home.database)!r}))\n"
        "with engine.begin() as connection: schema.upgrade(connection)\n"
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_nothing_that_an_earlier_release_has_stored_is_lost(home, revision):
    """Something is in every table that it had."""
    create(home.database, revision)
    fill(home.database)
    before = tables(home.database)

    upgrade(home.database)

    after = tables(home.database)
    for table, rows in before.items():
        if table == "alembic_version":
            continue
        kept = set(rows[0]) & set(after[table][0])
        assert kept == set(rows[0]), "a column has gone: say here what became of it"
        assert only(kept, after[table]) == only(kept, rows), table
    assert_this_release_s(home.database)


def only(columns, rows):
    return sorted((sorted((name, row[name]) for name in columns) for row in rows), key=repr)


def assert_this_release_s(database):
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        assert connection.exec_driver_sql("PRAGMA integrity_check").fetchall() == [("ok",)]
    engine.dispose()


def test_a_migration_that_fails_leaves_the_schema_that_there_was(home, monkeypatch):
    create(home.database, "0001")
    fill(home.database)
    before = tables(home.database)
    monkeypatch.setattr(command, "upgrade", upgrade_then_fail)

    with pytest.raises(ZeroDivisionError):
        upgrade(home.database)

    assert tables(home.database) == before


def upgrade_then_fail(config, revision, upgrade=command.upgrade):
    upgrade(config, revision)
    raise ZeroDivisionError


async def test_acts_of_an_earlier_release_are_found_by_what_they_were_about(home):
    create(home.database, "0011")
    for act_id, action, details in (
        (3, "mark", '{"roll": "A1", "status": "late", "class": "CS1"}'),
        (4, "lookalikes", '{"roll": "A1", "other": "A2"}'),
        (5, "refused", '{"command": "remove"}'),
        (6, "refused", '{"button": "unset"}'),
        (7, "refused", '{"class": "CS1"}'),
    ):
        home.query(
            "INSERT INTO audit VALUES (?, '2026-03-02 09:00:00.000000', 900, ?, ?)",
            act_id,
            action,
            details,
        )

    async with home.open() as units, units(reading=True) as uow:
        acts = await uow.audit.find(Sought(), limit=9)

    assert [(act.id, act.action, act.outcome.value) for act in reversed(acts)] == [
        (3, "mark", "done"),
        (4, "lookalikes", "done"),
        (5, "remove", "refused"),
        (6, "unset", "refused"),
        (7, "refused", "refused"),
    ]
    of_class, of_pair = acts[0], acts[3]
    assert of_class.class_code == "CS1"
    assert (of_pair.roll_no, of_pair.other_roll_no) == ("A1", "A2")
    assert acts[4].details["status"] == "late"


def test_ids_that_buttons_carry_go_on_behind_those_of_an_earlier_release(home):
    create(home.database, "0023")
    fill(home.database)

    upgrade(home.database)

    given = dict(home.query("SELECT name, seq FROM sqlite_sequence"))
    for table in ("sessions", "classes", "excuses", "disputes", "mark_changes", "templates"):
        assert home.query(f"SELECT max(id) FROM {table}") == [(given[table],)]


def test_what_refers_to_a_table_that_was_made_anew_is_held_to_it(home):
    create(home.database, "0023")
    fill(home.database)

    upgrade(home.database)

    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("UPDATE marks SET session_id = 3 WHERE session_id = 2")
        for change in ("UPDATE marks SET session_id = 9", "DELETE FROM sessions WHERE id = 1"):
            with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
                connection.execute(change)
