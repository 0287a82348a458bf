"""A database that does not work for a while: a clear error, nothing half written, and no hands."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from attendance.mail import Message
from storage import pulse, sqlite
from storage.errors import DatabaseUnavailable
from tests.contract.samples import NOW, a_check_in, an_update
from tests.integration.storage.limits import room_for

ROOT = Path(__file__).parents[3]
BUSY_MS = 200


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Locks are waited for, but not for ten seconds."""
    settings = [one.replace("= 10000", f"= {BUSY_MS}") for one in sqlite._SETTINGS]
    assert settings != list(sqlite._SETTINGS)
    monkeypatch.setattr(sqlite, "_SETTINGS", tuple(settings))
    monkeypatch.setattr(sqlite, "_BUSY_TIMEOUT_MS", BUSY_MS)  # what it is again after a scrubbing


@pytest.fixture
async def ann(units):
    async with units() as uow:
        ann = await uow.students.add("A1", "Ann")
        await uow.commit()
    return ann


async def answer(units, student, update_id=1):
    """What is written for one selfie, in one transaction."""
    async with units() as uow:
        await uow.inbox.receive([an_update(update_id)], NOW)
        await uow.check_ins.add(a_check_in(student.id, update_id))
        await uow.students.save(replace(student, name=f"Ann {update_id}"))
        await uow.outbox.add(Message(chat_id=100, text="Present " * 1000), NOW)
        await uow.commit()


def written(home):
    """How much of it there is, asked past our own code."""
    counts = [home.query(f"SELECT count(*) FROM {name}") for name in ("check_ins", "outbox")]
    return [number for ((number,),) in counts]


async def expect_an_outage(home, units, student, why):
    """Nothing can be written, and everything can be read."""
    before = written(home)
    for _ in range(3):
        with pytest.raises(DatabaseUnavailable, match=why):
            await answer(units, student)
    with pytest.raises(DatabaseUnavailable, match=why):
        await units.ping()
    async with units(reading=True) as uow:
        assert len(await uow.students.active()) == 1
    assert written(home) == before


async def expect_all_is_well(home, units, student):
    await units.ping()
    before = written(home)
    await answer(units, student, update_id=2)
    assert written(home) == [number + 1 for number in before]
    assert home.query("PRAGMA integrity_check") == [("ok",)]
    assert home.query("PRAGMA foreign_key_check") == []


async def execute(units, sql):
    """Run a statement in the one connection that there is."""
    async with units(reading=True) as uow:
        return await uow.students._transaction.value(text(sql))


async def only_reading(units, setting):
    async with units(reading=True) as uow:
        await uow.students._transaction.change(text(f"PRAGMA query_only = {setting}"))


async def test_a_disk_that_fails_at_the_commit(home, units, ann):
    with room_for((home.folder / "rollcall.db-wal").stat().st_size):
        await expect_an_outage(home, units, ann, "look at its disk; it goes on by itself")
    await expect_all_is_well(home, units, ann)


async def test_a_disk_that_is_full_within_the_transaction(home, units, ann):
    await execute(units, f"PRAGMA max_page_count = {await execute(units, 'PRAGMA page_count')}")
    error = None
    for update_id in range(1, 50):
        before = written(home)
        try:
            await answer(units, ann, update_id)
        except DatabaseUnavailable as caught:
            error = caught
            break
    assert "full; make room on its disk" in str(error)
    assert written(home) == before

    await execute(units, "PRAGMA max_page_count = 1000000")
    async with units() as uow:
        await uow.outbox.add(Message(chat_id=100, text="Present " * 1000), NOW)
        await uow.commit()
    assert written(home) == [before[0], before[1] + 1]


FULL = """
import asyncio, errno, os, subprocess, sys
from pathlib import Path

from attendance.mail import Message
from datetime import UTC, datetime
from storage import backup, opening
from storage.errors import CopyFailed, DatabaseUnavailable

folder = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], check=True)
url, key_file = f"sqlite+aiosqlite:///{folder}/data/rollcall.db", folder / "data" / "key"

async def write(units, size):
    async with units() as uow:
        await uow.outbox.add(Message(chat_id=1, text="x" * size), datetime.now(UTC))
        await uow.outbox.add(Message(chat_id=2, text="x" * size), datetime.now(UTC))
        await uow.commit()

async def count(units):
    async with units(reading=True) as uow:
        return await uow.outbox.count()

async def fail(doing):
    try:
        await doing
    except DatabaseUnavailable as error:
        print(error, flush=True)
    else:
        raise AssertionError("it worked")

async def main():
    async with opening.open_storage(url=url, key_file=key_file) as units:
        await write(units, 1000)
        ballast = folder / "ballast"
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(b"0" * 4096): pass
            except OSError as error:
                assert error.errno == errno.ENOSPC
        for _ in range(3):
            await fail(write(units, 100_000))
        await fail(units.ping())
        try:
            backup.back_up(url=url, file=folder / "copy", report=lambda step, share: None)
        except CopyFailed as error:
            print(error)
        assert not (folder / "copy").exists() and not list(folder.glob("*.part"))
        assert await count(units) == 2
        ballast.unlink()
        await units.ping()
        await write(units, 1000)
        assert await count(units) == 4
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
    await fail(opening.open_storage(url=url, key_file=key_file).__aenter__())
    print("done")

asyncio.run(main())
"""


def in_a_world_of_its_own(*command):
    """Run a program that may mount what it likes, which others do not see."""
    return subprocess.run(
        ["unshare", "--mount", "--map-root-user", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(
    not shutil.which("unshare") or in_a_world_of_its_own("true").returncode != 0,
    reason="mounting a small disk needs user namespaces",
)
def test_a_disk_that_is_really_full_and_then_read_only(tmp_path):
    ended = in_a_world_of_its_own(sys.executable, "-c", FULL, str(tmp_path))

    assert ended.returncode == 0, ended.stderr
    *full, backup, readonly, done = ended.stdout.splitlines()
    assert len(full) == 4
    for line in full:
        assert line.startswith("the database is unavailable: ")
        assert line.endswith("full; make room on its disk, and it goes on by itself")
    assert backup.endswith("database or disk is full")
    assert "the file and its folder must exist and be writable for this user" in readonly
    assert done == "done"


async def test_a_database_that_another_program_has_locked_for_long(home, units, ann):
    with closing(sqlite3.connect(home.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await expect_an_outage(home, units, ann, "another program holds it")
        other.execute("ROLLBACK")
    await expect_all_is_well(home, units, ann)


async def test_a_database_that_has_become_read_only(home, units, ann):
    await only_reading(units, "ON")
    await expect_an_outage(home, units, ann, "make the file and its folder writable")
    await only_reading(units, "OFF")
    await expect_all_is_well(home, units, ann)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write what is read-only")
async def test_a_file_that_may_not_be_written_is_one_clear_error(home):
    async with home.open():
        pass
    home.database.chmod(0o400)

    with pytest.raises(DatabaseUnavailable, match="writable for this user"):
        await home.open().__aenter__()


@pytest.mark.parametrize("what", ["folder", "database"])
async def test_a_database_that_was_moved_away_is_not_written_where_nobody_looks(
    home, units, ann, tmp_path, what
):
    here, elsewhere = getattr(home, what), tmp_path / "elsewhere"
    here.rename(elsewhere)
    for doing in (answer(units, ann), units.ping()):
        with pytest.raises(DatabaseUnavailable, match="put it back, or restart"):
            await doing

    elsewhere.rename(here)
    await expect_all_is_well(home, units, ann)


async def test_a_database_in_whose_place_another_was_put_is_left_alone(home, units, ann, tmp_path):
    home.database.rename(tmp_path / "before.db")
    with closing(sqlite3.connect(home.database)) as other, other:
        other.execute("CREATE TABLE mine (text)")
    content = home.database.read_bytes()

    with pytest.raises(DatabaseUnavailable, match="moved, deleted or replaced"):
        await answer(units, ann)
    assert home.database.read_bytes() == content


async def test_a_damaged_database_says_what_to_do(home):
    async with home.open() as units, units() as uow:
        for number in range(500):
            await uow.students.add(f"A{number}", "Ann")
        await uow.commit()
    with home.database.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(home.database.stat().st_size - 4096))

    with pytest.raises(DatabaseUnavailable, match="damaged: stop, move it away and restore"):
        async with home.open() as units, units(reading=True) as uow:
            await uow.students.active()


# --- asked whether it works -----------------------------------------------------------------


async def test_a_lock_is_told_of_before_it_is_given_up(home, units, monkeypatch):
    monkeypatch.setattr(pulse, "_PATIENCE", 0.01)
    with closing(sqlite3.connect(home.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):  # which wait for one and the same write
            with pytest.raises(DatabaseUnavailable, match="could not be written for"):
                await units.ping()
        other.execute("ROLLBACK")
    monkeypatch.undo()
    await units.ping()


async def test_a_question_that_nobody_waits_for_keeps_nobody_from_closing(home, monkeypatch):
    monkeypatch.setattr(pulse, "_PATIENCE", 0.01)
    async with home.open():
        pass
    with closing(sqlite3.connect(home.database, isolation_level=None)) as other:
        async with home.open() as units:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseUnavailable):
                await units.ping()
            asking = asyncio.create_task(units.ping())
            await asyncio.sleep(0)
            asking.cancel()
        other.execute("ROLLBACK")
