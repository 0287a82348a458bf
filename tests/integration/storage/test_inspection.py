"""Looking at a database and its key without making or changing either."""

import hashlib

import pytest

from storage.alone import alone
from storage.errors import (
    DatabaseTooOpen,
    DatabaseUnavailable,
    KeyMissing,
    KeyTooOpen,
    KeyUnreadable,
    KeyWrong,
    SchemaTooNew,
)
from storage.inspection import inspect, inspect_key, is_in_use
from tests.contract.samples import NOW


def as_it_is(home):
    """Every file there, and what is in it; in SQLite's shared memory are locks alone."""
    files = [path for path in home.folder.iterdir() if not path.name.endswith("-shm")]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_where_there_is_nothing_nothing_is_made(home):
    assert inspect(home.url) is None
    assert inspect_key(home.key_file, None) is False
    assert not is_in_use(home.url)
    assert not home.folder.exists()


async def test_a_database_that_nobody_has_open_is_left_as_it_is(home):
    async with home.open():
        pass
    before = as_it_is(home)

    found = inspect(home.url)

    assert (found.is_current, found.has_templates) == (True, False)
    assert inspect_key(home.key_file, found) is True
    assert as_it_is(home) == before


async def test_beside_a_service_it_sees_what_was_just_stored_and_leaves_it(home, units, enrol):
    await enrol("A1", b"embedding", model="m", at=NOW)
    before = as_it_is(home)

    found = inspect(home.url)

    assert found.has_templates
    assert inspect_key(home.key_file, found) is True
    assert as_it_is(home) == before


async def test_an_earlier_and_a_later_schema_are_told_apart(home):
    async with home.open():
        pass
    home.query("UPDATE alembic_version SET version_num = '0001'")
    assert inspect(home.url).is_current is False

    home.query("UPDATE alembic_version SET version_num = 'f00d'")
    with pytest.raises(SchemaTooNew):
        inspect(home.url)


def test_an_empty_file_is_a_database_to_be(home):
    home.folder.mkdir()
    home.database.touch(0o600)

    assert inspect(home.url).is_current is False


def test_what_is_no_database_is_said(home):
    home.folder.mkdir()
    home.database.write_bytes(b"no database " * 100)
    home.database.chmod(0o600)

    with pytest.raises(DatabaseUnavailable, match="not a database"):
        inspect(home.url)


def test_a_folder_is_no_database(home):
    home.database.mkdir(parents=True, mode=0o700)

    with pytest.raises((DatabaseUnavailable, DatabaseTooOpen)):
        inspect(home.url)


async def test_a_database_that_others_may_read_is_said(home):
    async with home.open():
        pass
    home.database.chmod(0o644)

    with pytest.raises(DatabaseTooOpen):
        inspect(home.url)


# --- the key --------------------------------------------------------------------------------


@pytest.fixture
async def sealed(home, units, enrol):
    """A database with a template."""
    await enrol("A1", b"embedding", model="m", at=NOW)
    return inspect(home.url)


async def test_a_key_that_is_missing_is_not_made(home, sealed):
    home.key_file.unlink()

    with pytest.raises(KeyMissing):
        inspect_key(home.key_file, sealed)
    assert not home.key_file.exists()


async def test_another_key_is_found(home, sealed, tmp_path):
    async with type(home)(folder=tmp_path / "other").open():
        pass
    (tmp_path / "other" / "key").replace(home.key_file)

    with pytest.raises(KeyWrong):
        inspect_key(home.key_file, sealed)


async def test_a_key_that_others_may_read_or_that_is_none_is_found(home, sealed):
    home.key_file.chmod(0o640)
    with pytest.raises(KeyTooOpen):
        inspect_key(home.key_file, sealed)

    home.key_file.chmod(0o600)
    home.key_file.write_text("no key")
    with pytest.raises(KeyUnreadable):
        inspect_key(home.key_file, sealed)


# --- whether a service runs -----------------------------------------------------------------


async def test_a_service_is_seen_while_it_runs(home):
    home.folder.mkdir()
    with alone(home.url):
        assert is_in_use(home.url)
    assert not is_in_use(home.url)
    with alone(home.url) as sole:
        assert sole
