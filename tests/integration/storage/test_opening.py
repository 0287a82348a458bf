import asyncio
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from storage import opening
from storage.errors import DatabaseUnavailable, SchemaTooNew, UnsupportedUrl
from storage.tables import metadata

ROOT = Path(__file__).parents[3]
START = """
import asyncio, sys
from pathlib import Path
from storage import opening

async def start(url, key_file):
    async with opening.open_storage(url=url, key_file=Path(key_file)) as units:
        await units.ping()

asyncio.run(start(*sys.argv[1:]))
"""


async def test_the_migrations_make_what_the_tables_say(home):
    async with home.open():
        pass
    engine = create_engine(f"sqlite:///{home.database}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    engine.dispose()

    assert differences == []


async def test_the_migrations_make_the_constraints_that_the_tables_say(home):
    """Alembic does not compare checks and partial indexes, so their SQL is compared here."""
    async with home.open():
        pass
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        metadata.create_all(connection)
        query = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%'"
        expected = connection.exec_driver_sql(query).fetchall()
    engine.dispose()

    def clauses(rows):
        return {name: sorted(_clauses(sql or "")) for name, sql in rows if "alembic" not in name}

    assert clauses(home.query(query)) == clauses(expected)


def _clauses(sql):
    """What a statement has in its outermost parentheses, wherever its lines end."""
    head, _, body = " ".join(sql.split()).partition("(")
    parts, depth = [""], 0
    for character in body.removesuffix(")"):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [head.strip(), *(part.strip() for part in parts)]


async def test_starting_again_changes_nothing(home):
    dump = "SELECT name, sql FROM sqlite_master ORDER BY name"
    async with home.open() as units, units() as uow:
        await uow.students.add("A1", "Ann")
        await uow.commit()
    before = home.query(dump)

    async with home.open() as units, units(reading=True) as uow:
        assert len(await uow.students.active()) == 1
    assert home.query(dump) == before


async def test_processes_that_start_together_make_one_database(home):
    arguments = (sys.executable, "-c", START, home.url, str(home.key_file))
    processes = [await asyncio.create_subprocess_exec(*arguments, cwd=ROOT) for _ in range(3)]

    assert [await process.wait() for process in processes] == [0, 0, 0]
    async with home.open() as units:
        await units.ping()


async def test_a_database_of_a_later_release_is_refused(home):
    async with home.open():
        pass
    home.query("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(SchemaTooNew) as caught:
        await home.open().__aenter__()
    assert caught.value.revision == "9999"


@pytest.mark.parametrize(
    "url", ["rollcall.db", "sqlite+aiosqlite://", "sqlite:///rollcall.db", "mysql://host/name"]
)
async def test_an_address_of_another_kind_is_refused(tmp_path, url):
    with pytest.raises(UnsupportedUrl, match="sqlite\\+aiosqlite:///PATH"):
        await opening.open_storage(url=url, key_file=tmp_path / "key").__aenter__()


async def test_a_folder_that_cannot_be_made_is_one_clear_error(home):
    home.folder.write_text("not a folder")

    with pytest.raises(DatabaseUnavailable, match=r"rollcall\.db|data"):
        await home.open().__aenter__()


async def test_a_file_that_is_no_database_is_one_clear_error(home):
    home.folder.mkdir()
    home.database.write_text("a shopping list, and quite a long one" * 100)

    with pytest.raises(DatabaseUnavailable, match="not a database"):
        await home.open().__aenter__()


async def test_the_database_and_the_key_are_for_their_owner_alone(home):
    async with home.open() as units, units() as uow:
        await uow.students.add("A1", "Ann")
        await uow.commit()
        modes = {path.name: path.stat().st_mode & 0o777 for path in home.folder.iterdir()}

    assert home.folder.stat().st_mode & 0o777 == 0o700
    assert set(modes) == {"rollcall.db", "rollcall.db-wal", "rollcall.db-shm", "key"}
    assert set(modes.values()) == {0o600}
