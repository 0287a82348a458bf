import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage import backup
from storage.errors import (
    CopyFailed,
    DatabaseUnavailable,
    NotACopy,
    UnsupportedUrl,
)
from tests.contract.samples import NOW
from tests.integration.storage.copying import back_up, restore, silent
from tests.integration.storage.filling import tables
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
