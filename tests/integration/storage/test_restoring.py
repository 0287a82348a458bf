import os
import shutil
import sqlite3
from contextlib import closing

import pytest

from attendance.model import Excuse, MarkChange
from storage import schema
from storage.errors import (
    CopyFailed,
    DatabaseExists,
    KeyMissing,
    KeyWrong,
    NotACopy,
)
from tests.contract.samples import NOW, a_class, a_plan
from tests.integration.storage.copying import back_up, restore
from tests.integration.storage.filling import create, fill, tables
from tests.integration.storage.limits import room_for

EMBEDDING = b"the face of Ann.".ljust(2048, b"~")


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


async def test_a_restoration_for_which_there_is_no_room_leaves_nothing(filled, elsewhere, copy):
    back_up(filled, copy)

    with room_for(8192), pytest.raises(CopyFailed, match=r"rollcall\.db"):
        restore(elsewhere, copy)

    assert list(elsewhere.folder.iterdir()) == []
    restore(elsewhere, copy)
    assert tables(elsewhere.database) == tables(filled.database)


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
