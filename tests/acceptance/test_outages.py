"""The database does not work for a while, and nobody does anything about it."""

import asyncio
import resource
import sqlite3
from contextlib import closing, contextmanager

import httpx
import pytest
import pytest_asyncio

from tests.acceptance import photos
from tests.acceptance.chat import PATIENCE, ask, hear
from tests.acceptance.school import opened
from tests.acceptance.service import free_port

LOOK_AGAIN = 0.1  # seconds


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watched(new_folder):
    """A school whose service tells of its health."""
    port = free_port()
    async with opened(new_folder(), http={"port": port}) as school:
        await school.meets_now("OUT")
        yield school, f"http://127.0.0.1:{port}/healthz"


def full_disk(school):
    """No file of the service may grow, nor be written at all."""
    pid = school.service.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    return lambda: resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def lock(school):
    """Another program is in the middle of a transaction that does not end."""
    other = sqlite3.connect(school.service.folder / "data" / "rollcall.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other.close


def moved_away(school):
    """Somebody tidies up."""
    folder = school.service.folder / "data"
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    return lambda: elsewhere.rename(folder)


@contextmanager
def outage(begin, school):
    end = begin(school)
    try:
        yield
    finally:
        end()


@pytest.mark.parametrize("begin", [full_disk, lock, moved_away])
async def test_what_is_sent_meanwhile_is_answered_afterwards_and_once(watched, begin):
    school, address = watched
    number = ["full_disk", "lock", "moved_away"].index(begin.__name__)
    roll = str(number + 1)
    student = await school.welcomes(roll, "OUT", f"Student {roll}", photos.of(number))
    await until(address, 200)
    with outage(begin, school):
        selfie = await student.sends_photo(photos.another(number))
        told = await until(address, 503)
        assert told["status"] == "failed"
        assert "database is unavailable" in told["why"]
        assert not [m for m in await student.history() if m.reply_to == selfie.id]

    assert "Present" in (await hear(student)).text
    await until(address, 200)
    assert "Present" in await ask(student, "/status")
    answers = [m for m in await student.history() if m.from_bot and m.reply_to == selfie.id]
    assert len(answers) == 1
    marks = school.service.query(
        "SELECT status FROM marks JOIN students ON students.id = student_id WHERE roll_no = ?", roll
    )
    assert marks == [("present",)]
    assert "Traceback" not in school.service.logged()


async def until(address, status):
    """Ask for the health until it is as expected; what was told."""
    async with asyncio.timeout(PATIENCE), httpx.AsyncClient(timeout=PATIENCE) as client:
        while True:
            answer = await client.get(address)
            if answer.status_code == status:
                return answer.json()
            await asyncio.sleep(LOOK_AGAIN)


async def test_the_key_is_not_changed_under_a_service_that_runs(watched):
    school, _ = watched
    before = school.service.key.read_bytes()

    refused = await school.service.cli("key", "rotate")
    assert refused.code == 1
    assert "stop the service" in refused.output
    assert school.service.key.read_bytes() == before


async def test_a_backup_is_made_beside_it_and_is_the_school_elsewhere(watched, tmp_path):
    school, _ = watched
    copy = tmp_path / "copy.db"
    made = await school.service.cli("backup", copy)
    assert made.code == 0, made.output
    assert copy.stat().st_mode & 0o777 == 0o600
    overwritten = await school.service.cli("restore", copy)
    assert overwritten.code == 1
    assert "already there" in overwritten.output

    await school.service.stop()
    data = school.service.folder / "data"
    for path in data.glob("rollcall.db*"):
        path.unlink()
    restored = await school.service.cli("restore", copy)
    assert restored.code == 0, restored.output
    rotated = await school.service.cli("key", "rotate")
    assert rotated.code == 0, rotated.output
    await school.service.start()

    student = await school.client.person("Student 9")
    assert student
    with closing(sqlite3.connect(copy)) as connection:
        before = connection.execute("SELECT * FROM marks ORDER BY student_id").fetchall()
    assert before
    assert school.service.query("SELECT * FROM marks ORDER BY student_id") == before
    assert "Student 1" in await ask(school.admin, "/students OUT")
