"""What the ports promise, asked of everything that satisfies them."""

import asyncio
import shutil
from contextlib import nullcontext

import pytest

from storage.opening import open_storage
from tests.contract.samples import a_class
from tests.unit.fakes import FakeUnits


def open_sqlite(folder, posted=lambda: None):
    url = f"sqlite+aiosqlite:///{folder / 'rollcall.db'}"
    return open_storage(url=url, key_file=folder / "key", posted=posted)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """A folder with a database and its key: migrations take longer than most tests."""
    folder = tmp_path_factory.mktemp("empty")

    async def create():
        async with open_sqlite(folder):
            pass

    asyncio.run(create())
    return folder


@pytest.fixture
def posted():
    """One entry for every call of ``posted``."""
    return []


@pytest.fixture(params=["memory", "sqlite"])
def opening(request, posted):
    """A context that opens units; only the one for SQLite touches the disk."""
    if request.param == "memory":
        return nullcontext(FakeUnits(lambda: posted.append(True)))
    folder = request.getfixturevalue("tmp_path") / "data"
    shutil.copytree(request.getfixturevalue("empty_database"), folder)
    return open_sqlite(folder, lambda: posted.append(True))


@pytest.fixture
async def units(opening):
    async with opening as units:
        yield units


@pytest.fixture
async def uow(units):
    """A unit of work that a test does not commit."""
    async with units() as uow:
        yield uow


@pytest.fixture
async def class_(uow):
    return await uow.classes.add(a_class())


@pytest.fixture
async def ann(uow):
    return await uow.students.add("A1", "Ann")
