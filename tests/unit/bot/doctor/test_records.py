import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.doctor import records as checks
from bot.doctor.findings import Sign
from storage.errors import DatabaseTooOpen, DatabaseUnavailable, KeyMissing, KeyTooOpen, KeyWrong
from storage.inspection import Inspection


@pytest.fixture
def storage(monkeypatch):
    """What is found of a database and its key, or raised."""

    def found(database=None, key=False):
        def give(what):
            if isinstance(what, Exception):
                raise what
            return what

        monkeypatch.setattr(checks, "inspect", lambda _: give(database))
        monkeypatch.setattr(checks, "inspect_key", lambda *_: give(key))

    return found


@pytest.fixture
def file(tmp_path):
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "rollcall.db"
    file.touch(0o600)
    return file


# --- settings -------------------------------------------------------------------------------


@pytest.mark.parametrize(("mode", "sign"), [(0o600, Sign.GOOD), (0o644, Sign.DOUBTFUL)])
async def test_settings_that_others_may_read_are_doubtful(deployed, mode, sign):
    found = deployed()
    found.config.chmod(mode)

    finding = await checks.secrecy(found)

    assert finding.sign is sign
    assert sign is Sign.GOOD or "0644, others may read the token: chmod 600" in finding.text


# --- database -------------------------------------------------------------------------------


async def test_before_the_first_start_nothing_is_made(deployed, tmp_path):
    found = deployed()

    for check in (checks.database, checks.key, checks.room):
        assert (await check(found)).sign is Sign.GOOD

    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


async def test_a_database_that_is_there_is_fine(deployed, storage, file):
    storage(Inspection(is_current=True))
    assert "this release's tables" in (await checks.database(deployed())).text

    storage(Inspection(is_current=False))
    assert "at the next start" in (await checks.database(deployed())).text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DatabaseUnavailable("file is not a database; move it away"), "not a database"),
        (DatabaseTooOpen("rollcall.db", 0o644), "chmod 600"),
    ],
)
async def test_what_is_wrong_with_a_database_is_said_with_its_name(
    deployed, storage, file, error, words
):
    storage(error)

    finding = await checks.database(deployed())

    assert finding.sign is Sign.BAD
    assert words in finding.text
    assert str(file) in finding.text


async def test_a_folder_that_cannot_be_written_is_found(deployed, storage, monkeypatch):
    storage()
    monkeypatch.setattr(checks.os, "access", lambda *_: False)

    for check in (checks.database, checks.key):
        finding = await check(deployed())
        assert finding.sign is Sign.BAD
        assert "cannot be written to by this user: chown it" in finding.text


async def test_a_file_in_the_place_of_the_folder_is_found(deployed, tmp_path):
    (tmp_path / "data").touch()

    finding = await checks.database(deployed())

    assert finding.sign is Sign.BAD
    assert "is no folder" in finding.text


async def test_a_database_that_cannot_be_written_is_found(deployed, storage, file, monkeypatch):
    storage(Inspection(is_current=True))
    monkeypatch.setattr(checks.os, "access", lambda *_: False)

    assert (await checks.database(deployed())).sign is Sign.BAD


async def test_a_database_of_another_user_is_doubtful(deployed, storage, file, monkeypatch):
    storage(Inspection(is_current=True))
    monkeypatch.setattr(checks.os, "access", lambda *_: True)
    monkeypatch.setattr(checks.os, "geteuid", lambda: os.getuid() + 1)

    finding = await checks.database(deployed())

    assert finding.sign is Sign.DOUBTFUL
    assert "belongs to another user" in finding.text


@pytest.mark.parametrize(
    ("megabytes", "sign"), [(2000, Sign.GOOD), (500, Sign.DOUBTFUL), (50, Sign.BAD)]
)
async def test_a_disk_that_is_nearly_full_is_found(deployed, monkeypatch, megabytes, sign):
    usage = SimpleNamespace(free=megabytes * 2**20)
    monkeypatch.setattr(checks, "shutil", SimpleNamespace(disk_usage=lambda _: usage))

    finding = await checks.room(deployed())

    assert finding.sign is sign
    assert f"{megabytes} MB" in finding.text


# --- key ------------------------------------------------------------------------------------


async def test_a_key_that_fits_is_fine(deployed, storage):
    storage(Inspection(is_current=True), key=True)

    finding = await checks.key(deployed())

    assert finding.sign is Sign.GOOD
    assert "keep a copy apart" in finding.text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyMissing("k"), "put it back"),
        (KeyWrong("k", expected="a", found="b", kept=Path("no/such")), "put that key back"),
        (KeyTooOpen("k", 0o644), "chmod 600"),
    ],
)
async def test_what_is_wrong_with_a_key_is_said(deployed, storage, error, words):
    storage(Inspection(is_current=True), key=error)

    finding = await checks.key(deployed())

    assert finding.sign is Sign.BAD
    assert words in finding.text


async def test_a_key_is_not_judged_without_the_database(deployed, storage):
    storage(DatabaseUnavailable("damaged"))

    assert "without the database" in (await checks.key(deployed())).text
