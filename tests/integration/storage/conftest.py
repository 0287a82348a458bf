"""A real database file, with its key beside it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from storage import opening
from tests.integration.storage.filling import fill


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where a test keeps its database."""

    folder: Path

    @property
    def database(self):
        return self.folder / "rollcall.db"

    @property
    def key_file(self):
        return self.folder / "key"

    @property
    def url(self):
        return f"sqlite+aiosqlite:///{self.database}"

    def open(self):
        return opening.open_storage(url=self.url, key_file=self.key_file)

    def query(self, sql, *values):
        """Ask past our own code, in a connection that is closed again."""
        with closing(sqlite3.connect(self.database)) as connection, connection:
            return connection.execute(sql, values).fetchall()


@pytest.fixture
def home(tmp_path):
    return Home(folder=tmp_path / "data")


@pytest.fixture
async def units(home):
    async with home.open() as units:
        yield units


@pytest.fixture
def enrol(units):
    """Enrols a new student with one active template."""

    async def enrol(roll_no, embedding, *, model, at):
        async with units() as uow:
            student = replace(await uow.students.add(roll_no, "Somebody"), agreed=True)
            await uow.students.save(student)
            await uow.templates.add(
                student_id=student.id, model=model, embedding=embedding, photo=b"photo", at=at
            )
            await uow.commit()
        return student

    return enrol


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "copy.db"


@pytest.fixture
def elsewhere(home, tmp_path):
    """Another home, to restore to."""
    return type(home)(folder=tmp_path / "elsewhere")


@pytest.fixture
async def filled(home):
    """A database with something in every table."""
    async with home.open():
        pass
    fill(home.database)
    return home
