import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from attendance.model import Excuse, MarkChange
from storage import backup, schema
from storage.errors import (
    CopyFailed,
    DatabaseExists,
    DatabaseUnavailable,
    KeyMissing,
    KeyWrong,
    NotACopy,
    UnsupportedUrl,
)
from tests.contract.samples import NOW, a_class, a_plan
from tests.integration.storage.filling import create, fill, tables
from tests.integration.storage.limits import room_for

ROOT = Path(__file__).parents[3]
EMBEDDING = b"the face of Ann.".ljust(2048, b"~")
FOR_EVER = """
import sys
from pathlib import Path
from storage import backup
while True:
    backup.back_up(url=sys.argv[1], file=Path(sys.argv[2]), report=lambda step, share: None)
    print("made", flush=True)
"""


def silent(step, share):
    """Tells nobody how far it is."""


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


def back_up(home, file, report=silent):
    return backup.back_up(url=home.url, file=file, report=report)


def restore(home, file, report=silent):
    return backup.restore(url=home.url, key_file=home.key_file, file=file, report=report)


async def test_what_is_restored_is_every_row_of_every_table(filled, elsewhere, copy):
    back_up(filled, copy)
    restore(elsewhere, copy)

    before = tables(filled.database)
    assert min(len(rows) for rows in before.values()) >= 1
    assert tables(elsewhere.database) == before == tables(copy)


async def test_a_restored_database_is_used_as_the_one_before(home, units, enrol, elsewhere, copy):
    await enrol("A1", EMBEDDING, model="m", at=NOW)
    back_up(home, copy)
    elsewhere.folder.mkdir()
    shutil.copy(home.key_file, elsewhere.key_file)
    assert restore(elsewhere, copy).problem is None

    async with elsewhere.open() as again, again() as uow:
        (template,) = (await uow.templates.since("m", 0)).added
        await uow.students.add("B2", "Bob")
        await uow.commit()
    assert template.embedding == EMBEDDING


async def test_no_id_that_was_given_after_the_backup_is_given_again(
    home, units, enrol, elsewhere, copy
):
    """A button in somebody's chat carries it: to decide an excuse, to undo a change of a mark."""

    async def ask(uow, student, class_):
        excuse = Excuse(
            id=0,
            student_id=student.id,
            class_id=class_.id,
            date=NOW.date(),
            reason="a cold",
            asked_at=NOW,
        )
        return (await uow.excuses.add(excuse)).id

    async def change(uow, student, session_id):
        changed = MarkChange(
            id=0,
            session_id=session_id,
            student_id=student.id,
            at=NOW,
            account_id=9,
            before=None,
            after=None,
        )
        return (await uow.history.add(changed)).id

    ann = await enrol("A1", EMBEDDING, model="m", at=NOW)
    async with units() as uow:
        class_ = await uow.classes.add(a_class())
        await uow.sessions.ensure(class_.id, a_plan())
        await uow.commit()
    back_up(home, copy)
    async with units() as uow:
        late = {await ask(uow, ann, class_) for _ in range(3)}
        late |= {await change(uow, ann, 1) for _ in range(3)}
        await uow.commit()
    elsewhere.folder.mkdir()
    shutil.copy(home.key_file, elsewhere.key_file)
    restore(elsewhere, copy)

    async with elsewhere.open() as restored, restored() as uow:
        (session,) = await uow.sessions.between(class_.id, NOW.date(), NOW.date())
        assert session.id == 1
        assert await ask(uow, ann, class_) > max(late)
        assert await change(uow, ann, session.id) > max(late)


async def test_a_backup_is_of_one_moment_while_others_go_on_writing(home, units, copy, monkeypatch):
    """Two tables grow together: a copy table by table would have more of the later one."""
    monkeypatch.setattr(backup, "_STEPS_A_REPORT", 50)
    written = []
    with closing(sqlite3.connect(home.database, isolation_level=None)) as other:

        def write(step, share):
            written.append(step)
            other.execute("BEGIN")
            other.execute("INSERT INTO unreachable VALUES (?, '')", (len(written),))
            other.execute("INSERT INTO conversations VALUES (?, '', '', '')", (len(written),))
            other.execute("COMMIT")

        back_up(home, copy, write)

    found = tables(copy)
    assert written.count("copying") > 10
    assert len(found["unreachable"]) == len(found["conversations"]) < len(written)


async def test_a_backup_may_be_made_while_the_database_is_locked(filled, copy):
    with closing(sqlite3.connect(filled.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM marks")
        back_up(filled, copy)

    assert len(tables(copy)["marks"]) == 3


async def test_what_was_erased_is_in_no_backup_however_it_was_erased(home, units, enrol, copy):
    """Even by a program that leaves it in free pages."""
    await enrol("A1", EMBEDDING, model="m", at=NOW)
    ((sealed,),) = home.query("SELECT embedding FROM templates")
    back_up(home, copy)
    assert sealed in copy.read_bytes()

    with closing(sqlite3.connect(home.database)) as careless, careless:
        careless.execute("PRAGMA secure_delete = OFF")
        careless.execute("DELETE FROM templates")
    back_up(home, copy)

    assert sealed[:64] not in copy.read_bytes()
    assert sealed[-64:] not in copy.read_bytes()


async def test_the_key_is_not_in_a_backup_but_the_name_of_it_is(home, units, enrol, copy):
    await enrol("A1", EMBEDDING, model="m", at=NOW)
    made = back_up(home, copy)

    key = home.key_file.read_bytes().strip()
    assert key not in copy.read_bytes()
    assert home.query("SELECT key_fingerprint FROM gallery_state") == [(made.fingerprint,)]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
async def test_copies_are_for_their_owner_alone_whatever_the_umask(filled, elsewhere, copy, umask):
    before = os.umask(umask)
    try:
        back_up(filled, copy)
        elsewhere.folder.mkdir(mode=0o700)
        elsewhere.folder.chmod(0o700)
        restore(elsewhere, copy)
    finally:
        os.umask(before)

    assert copy.stat().st_mode & 0o777 == 0o600
    assert elsewhere.database.stat().st_mode & 0o777 == 0o600


async def test_a_backup_takes_the_place_of_an_older_one(filled, copy):
    back_up(filled, copy)
    filled.query("DELETE FROM marks")
    back_up(filled, copy)

    assert tables(copy)["marks"] == []


async def test_a_backup_never_takes_the_place_of_anything_else(filled, elsewhere, tmp_path):
    note, other, folder = tmp_path / "note", tmp_path / "other.db", tmp_path / "folder"
    note.write_text("a shopping list, and quite a long one")
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE notes (text)")
    folder.mkdir()
    async with elsewhere.open():
        pass
    kept = [note, other, elsewhere.database, filled.key_file]
    before = [path.read_bytes() for path in kept]

    for path in [*kept, folder, filled.database]:
        with pytest.raises(NotACopy, match=path.name):
            back_up(filled, path)
    assert [path.read_bytes() for path in kept] == before


async def test_a_backup_of_what_is_not_there_makes_nothing(home, copy):
    with pytest.raises(DatabaseUnavailable, match=r"none at .*rollcall\.db"):
        back_up(home, copy)
    with pytest.raises(UnsupportedUrl):
        backup.back_up(url="postgresql://db/rollcall", file=copy, report=silent)

    assert not home.folder.exists()
    assert not copy.exists()


async def test_a_backup_is_not_of_an_older_schema_made_new(filled, copy):
    """It is what one makes before a new release is let loose on the database."""
    filled.query("UPDATE alembic_version SET version_num = '0001'")
    back_up(filled, copy)

    assert tables(copy)["alembic_version"] == [{"version_num": "0001"}]


async def test_where_backups_cannot_be_written_is_one_clear_error(filled, tmp_path):
    with pytest.raises(CopyFailed, match="No such file"):
        back_up(filled, tmp_path / "nowhere" / "copy.db")


# --- a full disk, and killed ----------------------------------------------------------------


async def test_a_backup_for_which_there_is_no_room_leaves_the_older_one(filled, copy, tmp_path):
    back_up(filled, copy)
    older = copy.read_bytes()
    before = sorted(tmp_path.iterdir())

    with closing(sqlite3.connect(filled.database)) as service:
        service.execute("SELECT * FROM marks")
        with room_for(8192), pytest.raises(CopyFailed, match=r"copy\.db"):
            back_up(filled, copy)

    assert copy.read_bytes() == older
    assert sorted(tmp_path.iterdir()) == before


async def test_a_restoration_for_which_there_is_no_room_leaves_nothing(filled, elsewhere, copy):
    back_up(filled, copy)

    with room_for(8192), pytest.raises(CopyFailed, match=r"rollcall\.db"):
        restore(elsewhere, copy)

    assert list(elsewhere.folder.iterdir()) == []
    restore(elsewhere, copy)
    assert tables(elsewhere.database) == tables(filled.database)


def test_killed_while_it_writes_it_leaves_the_older_backup(filled, copy):
    with subprocess.Popen(
        [sys.executable, "-c", FOR_EVER, filled.url, str(copy)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for _ in range(3):
            assert process.stdout.readline() == "made\n"
        process.kill()

    assert tables(copy) == tables(filled.database)


async def test_what_a_killed_one_has_left_goes_when_nobody_writes_it_any_more(filled, copy):
    still, fresh = (copy.with_name(f"{copy.name}.{name}.part") for name in ("abc", "def"))
    for one in (still, fresh):
        one.touch()
    os.utime(still, (0, 0))

    back_up(filled, copy)

    assert not still.exists()
    assert fresh.exists()


async def test_stopped_by_hand_it_leaves_nothing(filled, copy, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "_STEPS_A_REPORT", 10)
    before = sorted(tmp_path.iterdir())
    told = []

    def interrupt(step, share):
        told.append(share)
        if len(told) > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(filled, copy, interrupt)
    assert sorted(tmp_path.iterdir()) == before


async def test_progress_goes_from_nothing_to_all(filled, copy, monkeypatch):
    monkeypatch.setattr(backup, "_STEPS_A_REPORT", 100)
    told = []
    back_up(filled, copy, lambda step, share: told.append((step, share)))

    shares = [share for step, share in told if step == "copying"]
    assert shares == sorted(shares)
    assert shares[0] == 0 <= shares[-1] <= 1
    assert told[-1] == ("checking", None)


# --- what can be restored -------------------------------------------------------------------


async def test_a_database_is_never_overwritten(filled, elsewhere, copy):
    back_up(filled, copy)
    async with elsewhere.open() as units, units() as uow:
        await uow.students.add("Z9", "Zoe")
        await uow.commit()
    before = tables(elsewhere.database)

    with pytest.raises(DatabaseExists, match=r"rollcall\.db.*move that away"):
        restore(elsewhere, copy)
    assert tables(elsewhere.database) == before


async def test_one_that_appears_meanwhile_is_not_overwritten_either(filled, elsewhere, copy):
    back_up(filled, copy)

    def appear(step, share):
        if step == "migrating":
            elsewhere.database.write_text("mine")

    with pytest.raises(DatabaseExists):
        restore(elsewhere, copy, appear)
    assert elsewhere.database.read_text() == "mine"
    assert list(elsewhere.folder.iterdir()) == [elsewhere.database]


async def test_what_a_database_has_left_beside_it_must_go_first(filled, elsewhere, copy):
    """SQLite would write an old log into the restored database."""
    back_up(filled, copy)
    elsewhere.folder.mkdir()
    left = elsewhere.folder / "rollcall.db-wal"
    left.write_text("old")

    with pytest.raises(DatabaseExists, match=r"rollcall\.db-wal"):
        restore(elsewhere, copy)
    assert list(elsewhere.folder.iterdir()) == [left]


def test_a_backup_of_an_earlier_release_is_brought_to_this_one_s_schema(home, elsewhere, copy):
    create(home.database, "0008")
    fill(home.database)
    back_up(home, copy)

    restore(elsewhere, copy)

    before, after = tables(copy), tables(elsewhere.database)
    assert before["alembic_version"] == [{"version_num": "0008"}]
    assert after["alembic_version"] != before["alembic_version"]
    assert after["marks"] == before["marks"]
    assert after["notices"] == []  # which 0009 has brought


async def test_a_backup_of_a_later_release_is_refused(filled, elsewhere, copy):
    back_up(filled, copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(NotACopy, match=r"schema 9999.*later"):
        restore(elsewhere, copy)
    assert not elsewhere.folder.exists()
    assert not schema.is_known("9999")


async def test_what_is_no_sound_backup_is_refused(filled, elsewhere, copy, tmp_path):
    back_up(filled, copy)
    damaged, cut, note, other = (tmp_path / name for name in ("damaged", "cut", "note", "other"))
    content = bytearray(copy.read_bytes())
    content[4096 * 5 : 4096 * 8] = os.urandom(4096 * 3)
    damaged.write_bytes(content)
    cut.write_bytes(copy.read_bytes()[:20_000])
    note.write_text("a shopping list, and quite a long one")
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE notes (text)")

    for file in (damaged, cut, note, other, tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NotACopy, match=file.name):
            restore(elsewhere, file)
    assert not elsewhere.folder.exists()


# --- the key --------------------------------------------------------------------------------


async def test_restored_without_its_key_it_says_which_key_to_put_back(
    home, units, enrol, elsewhere, copy
):
    await enrol("A1", EMBEDDING, model="m", at=NOW)
    back_up(home, copy)

    assert isinstance(restore(elsewhere, copy).problem, KeyMissing)
    assert not elsewhere.key_file.exists()
    with pytest.raises(KeyMissing):
        await elsewhere.open().__aenter__()

    shutil.copy(home.key_file, elsewhere.key_file)
    async with elsewhere.open() as again:
        await again.ping()


async def test_restored_beside_another_key_it_says_which_one_it_wants(
    home, units, enrol, elsewhere, copy
):
    await enrol("A1", EMBEDDING, model="m", at=NOW)
    made = back_up(home, copy)
    async with elsewhere.open():
        pass
    elsewhere.database.unlink()

    problem = restore(elsewhere, copy).problem
    assert isinstance(problem, KeyWrong)
    assert problem.expected == made.fingerprint
