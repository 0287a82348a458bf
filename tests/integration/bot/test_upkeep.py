"""The commands that look after the database, as an operator types them."""

import asyncio
import base64
import shutil
import sqlite3
from contextlib import closing

import pytest
from typer.testing import CliRunner

from bot import cli, logs
from storage.opening import open_storage
from tests.contract.samples import NOW


class Place:
    """A folder with settings, and perhaps a database."""

    def __init__(self, folder):
        folder.mkdir()
        self.database = folder / "data" / "rollcall.db"
        self.key = folder / "data" / "rollcall.key"
        self.config = folder / "config.toml"
        self.config.write_text('[telegram]\ntoken = "1:A"\n')

    def rollcall(self, *arguments):
        """Run a command; its exit code, and all that it printed in one line."""
        words = [*map(str, arguments), "--config", str(self.config)]
        result = CliRunner().invoke(cli.app, words)
        return result.exit_code, " ".join(result.output.split())


@pytest.fixture(autouse=True)
def consoles(monkeypatch):
    """What is printed goes where the runner looks for it."""
    for name, to_errors in (("output", False), ("complaints", True)):
        monkeypatch.setattr(cli, name, cli.Console(stderr=to_errors, soft_wrap=True))
    monkeypatch.setattr(logs, "configure", lambda *_: None)


@pytest.fixture
async def place(tmp_path):
    """Somebody is enrolled."""
    place = Place(tmp_path / "here")
    url = f"sqlite+aiosqlite:///{place.database}"
    async with open_storage(url=url, key_file=place.key) as units, units() as uow:
        student = await uow.students.add("A1", "Ann")
        await uow.templates.add(
            student_id=student.id, model="m", embedding=b"face", photo=b"photo", at=NOW
        )
        await uow.templates.activate(student.id)
        await uow.commit()
    return place


@pytest.fixture
def other(tmp_path):
    """Another machine."""
    return Place(tmp_path / "there")


def test_a_backup_goes_to_another_machine_with_its_key_apart(place, other, tmp_path):
    file = tmp_path / "copy.db"
    code, said = place.rollcall("backup", file)
    assert code == 0
    assert f"Backed up to {file}" in said
    assert f"The key is not in it: keep a copy of {place.key}" in said

    code, said = other.rollcall("restore", file)
    assert code == 0
    assert f"Restored {file} to {other.database}" in said
    assert f"{other.key} is missing" in said

    other.database.unlink()
    shutil.copy(place.key, other.key)
    code, said = other.rollcall("restore", file)
    assert code == 0
    assert "missing" not in said
    with closing(sqlite3.connect(other.database)) as connection:
        assert connection.execute("SELECT name FROM students").fetchall() == [("Ann",)]


async def test_the_key_is_changed_once_the_service_is_stopped(place):
    before = place.key.read_bytes()
    url = f"sqlite+aiosqlite:///{place.database}"
    async with open_storage(url=url, key_file=place.key):
        code, said = await asyncio.to_thread(place.rollcall, "key", "rotate")
    assert code == 1
    assert "stop the service" in said
    assert place.key.read_bytes() == before

    code, said = await asyncio.to_thread(place.rollcall, "key", "rotate")
    assert code == 0
    told = (
        "all faces, kept selfies and secrets of rooms (1 together) are encrypted with the new one"
    )
    assert told in " ".join(said.split())
    assert f"The old key is now {place.key}." in said
    assert place.key.read_bytes() != before
    async with open_storage(url=url, key_file=place.key) as units, units(reading=True) as uow:
        (template,) = (await uow.templates.since("m", -1)).added
    assert template.embedding == b"face"


def test_where_the_key_is_missing_or_wrong_it_is_one_line_and_code_2(place):
    right = place.key.read_bytes()
    place.key.unlink()
    for command in ("run", "key rotate"):
        code, said = place.rollcall(*command.split())
        assert code == 2
        assert said.startswith(f"rollcall: the key file {place.key} is missing")
        assert not place.key.exists()
    place.key.touch(mode=0o600)
    place.key.write_bytes(base64.b64encode(b"k" * 32))
    code, said = place.rollcall("run")
    assert code == 2
    assert "put that key back" in said
    place.key.write_bytes(right)


@pytest.mark.parametrize("which", ["database", "key"])
def test_what_others_may_read_is_refused_in_one_line(place, which):
    path = getattr(place, which)
    path.chmod(0o640)

    code, said = place.rollcall("run")

    assert code == 2
    assert said.startswith("rollcall: ")
    assert f"{path} has mode 0640, others may read it: chmod 600 it" in said


def test_what_cannot_be_done_is_one_line_and_code_1(place, other, tmp_path):
    file = tmp_path / "copy.db"
    place.rollcall("backup", file)

    for where, command, path, why in (
        (place, "restore", file, f"already there: {place.database}"),
        (place, "backup", place.config, "is there, and is no backup"),
        (place, "backup", tmp_path / "nowhere" / "copy.db", "No such file or directory"),
        (other, "backup", file, f"there is none at {other.database}"),
        (other, "restore", place.config, "cannot be read: file is not a database"),
        (other, "restore", tmp_path / "nowhere.db", "does not exist"),
    ):
        code, said = where.rollcall(command, path)
        assert code == 1, said
        assert said.startswith("rollcall: ")
        assert why in said
    assert not other.database.exists()
