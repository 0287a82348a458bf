import hashlib
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary

from storage import backup, keys, rotation
from storage.errors import DatabaseUnavailable, KeyMissing, KeyUnreadable, KeyWrong
from storage.tables import metadata
from storage.vault import SEALED, fingerprint
from tests.contract.samples import NOW, a_check_in, a_class, a_plan

MODELS = ("m", "another model")
PHOTOS = {"A1": b"photo of Ann", "B2": b"photo of Bob", "C3": b"photo of Cem"}
# Modules whose every line is a step at which a process may be killed.
WATCHED = {
    str(Path(module.__file__))
    for module in (rotation, keys, sys.modules["storage.files"], sys.modules["storage.vault"])
}


def silent(step, share):
    """Tells nobody how far it is."""


def rotate(home, report=silent):
    return rotation.rotate(url=home.url, key_file=home.key_file, report=report)


def seal_by_two(monkeypatch):
    by_two = tuple(replace(one, at_once=2) for one in SEALED)
    monkeypatch.setattr(rotation, "SEALED", by_two)


def embedding(roll_no, model):
    return f"the face of {roll_no} by {model}".encode().ljust(2048, b"~")


@pytest.fixture
async def enrolled(home):
    """Three students with a template for either model, one of them erased; nobody has it open."""
    async with home.open() as units, units() as uow:
        for roll_no, photo in PHOTOS.items():
            student = await uow.students.add(roll_no, roll_no)
            for model in MODELS:
                await uow.templates.add(
                    student_id=student.id,
                    model=model,
                    embedding=embedding(roll_no, model),
                    photo=photo,
                    at=NOW,
                )
            await uow.templates.activate(student.id)
        await uow.templates.erase_one(3, 6)
        await uow.commit()
    return home


async def read(home):
    """Everything that needs the key: the embeddings, and which photos are known."""
    async with home.open() as units, units(reading=True) as uow:
        faces = {
            (template.student_id, model): template.embedding
            for model in MODELS
            for template in (await uow.templates.since(model, 0)).added
        }
        known = {
            (student_id, model)
            for model in MODELS
            for student_id, photo in enumerate(PHOTOS.values(), start=1)
            if await uow.templates.has_photo(student_id, model, photo)
        }
    return faces, known


ALL = {
    (number, model): embedding(roll_no, model)
    for number, roll_no in enumerate(PHOTOS, start=1)
    for model in MODELS
    if (number, model) != (3, MODELS[1])
}


async def test_everything_is_there_with_the_new_key(enrolled):
    old = enrolled.key_file.read_bytes()
    rotated = rotate(enrolled)

    assert (rotated.sealed, rotated.damaged) == (5, 0)
    assert enrolled.key_file.read_bytes() != old
    assert fingerprint(keys.read(enrolled.key_file)) == rotated.fingerprint
    assert await read(enrolled) == (ALL, set(ALL))


async def test_photos_are_recognised_after_any_number_of_changes(enrolled):
    for _ in range(3):
        rotate(enrolled)

    assert await read(enrolled) == (ALL, set(ALL))


async def test_the_old_key_is_kept_for_older_backups(enrolled, home, tmp_path):
    old, copy = enrolled.key_file.read_bytes(), tmp_path / "copy.db"
    backup.back_up(url=home.url, file=copy, report=silent)
    rotated = rotate(enrolled)
    assert rotated.retired.read_bytes() == old
    assert rotated.retired.stat().st_mode & 0o777 == 0o600

    home.database.unlink()
    restored = backup.restore(url=home.url, key_file=home.key_file, file=copy, report=silent)
    assert isinstance(restored.problem, KeyWrong)
    assert f"put that key back, it is {rotated.retired}" in str(restored.problem)
    shutil.copy(rotated.retired, home.key_file)
    assert await read(home) == (ALL, set(ALL))


async def test_the_old_key_no_longer_opens_anything_on_the_disk(enrolled):
    sealed = [value for (value,) in enrolled.query("SELECT embedding FROM templates") if value]
    rotated = rotate(enrolled)

    everything = b"".join(path.read_bytes() for path in enrolled.folder.iterdir())
    assert not [value for value in sealed if value in everything or value[:64] in everything]
    shutil.copy(rotated.retired, enrolled.key_file)
    with pytest.raises(KeyWrong):
        await enrolled.open().__aenter__()


async def test_a_key_is_not_changed_while_anybody_has_the_database_open(enrolled):
    before = enrolled.key_file.read_bytes()
    async with enrolled.open() as units:
        with pytest.raises(DatabaseUnavailable, match="stop the service"):
            rotate(enrolled)
        await units.ping()

    assert enrolled.key_file.read_bytes() == before
    assert not keys.pending(enrolled.key_file).exists()
    assert await read(enrolled) == (ALL, set(ALL))


async def test_nobody_can_open_the_database_while_its_key_is_changed(enrolled):
    refused = []

    def look(step, share):
        with closing(sqlite3.connect(enrolled.database, timeout=0)) as other:
            try:
                other.execute("SELECT * FROM templates")
            except sqlite3.OperationalError as error:
                refused.append(str(error))

    rotate(enrolled, look)
    assert refused == ["database is locked"]


@pytest.mark.parametrize("problem", ["missing", "wrong"])
async def test_without_the_right_key_nothing_is_changed(enrolled, problem):
    right = enrolled.key_file.read_bytes()
    enrolled.key_file.unlink()
    if problem == "wrong":
        keys.create(enrolled.key_file)

    with pytest.raises(KeyMissing if problem == "missing" else KeyWrong):
        rotate(enrolled)
    enrolled.key_file.touch(mode=0o600)
    enrolled.key_file.write_bytes(right)
    assert await read(enrolled) == (ALL, set(ALL))


async def test_where_there_is_no_database_none_is_made(home):
    with pytest.raises(DatabaseUnavailable, match="none at"):
        rotate(home)
    assert not home.folder.exists()


async def test_a_damaged_template_keeps_nobody_from_changing_the_key(enrolled):
    enrolled.query("UPDATE templates SET embedding = x'00' WHERE id = 1")
    rotated = rotate(enrolled)

    assert (rotated.sealed, rotated.damaged) == (4, 1)
    faces, known = await read(enrolled)
    assert faces == {owner: face for owner, face in ALL.items() if owner != (1, MODELS[0])}
    assert known == set(ALL)


async def test_progress_is_told_batch_by_batch(enrolled, monkeypatch):
    seal_by_two(monkeypatch)
    told = []
    rotated = rotate(enrolled, lambda step, share: told.append((step, share)))

    assert told == [("sealing", 0), ("sealing", 0.4), ("sealing", 0.8)]
    assert rotated.sealed == 5
    assert await read(enrolled) == (ALL, set(ALL))


async def test_selfies_that_are_kept_open_with_the_new_key(home):
    moments = [NOW + timedelta(days=number) for number in range(7)]  # more than at once
    async with home.open() as units, units() as uow:
        ann = await uow.students.add("A1", "Ann")
        for number, sent_at in enumerate(moments):
            check_in = a_check_in(ann.id, number, sent_at=sent_at)
            await uow.check_ins.add(check_in)
            await uow.selfies.add(check_in, b"selfie %d" % number, erase_at=moments[-1])
        await uow.commit()

    assert rotate(home).sealed == len(moments)

    async with home.open() as units, units(reading=True) as uow:
        found = [await uow.selfies.find(ann.id, sent_at) for sent_at in moments]
    assert found == [b"selfie %d" % number for number in range(7)]


async def test_secrets_of_rooms_open_with_the_new_key(home):
    async with home.open() as units, units() as uow:
        class_ = await uow.classes.add(a_class())
        session = await uow.sessions.ensure(class_.id, a_plan())
        await uow.rooms.keep(session.id, b"secret")
        await uow.commit()

    assert rotate(home).sealed == 1

    async with home.open() as units, units(reading=True) as uow:
        assert await uow.rooms.secret(session.id) == b"secret"


async def test_the_faces_of_last_selfies_open_with_the_new_key(home):
    async with home.open() as units, units() as uow:
        ann = await uow.students.add("A1", "Ann")
        await uow.last_faces.put(ann.id, "a model", b"her face", NOW)
        await uow.commit()

    assert rotate(home).sealed == 1

    async with home.open() as units, units(reading=True) as uow:
        (face,) = await uow.last_faces.page("a model", 0, 10)
    assert face.embedding == b"her face"


async def test_what_fails_before_its_end_leaves_the_old_key_and_no_other(enrolled, monkeypatch):
    before = sorted(path.name for path in enrolled.folder.iterdir())

    def fail(step, share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(enrolled, fail)
    assert await read(enrolled) == (ALL, set(ALL))
    assert sorted(path.name for path in enrolled.folder.iterdir()) == before


async def test_a_new_key_that_cannot_be_written_leaves_the_old_one(enrolled, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(keys, "_write", full)
        with pytest.raises(KeyUnreadable, match="No space left"):
            rotate(enrolled)
    assert await read(enrolled) == (ALL, set(ALL))


# --- killed ---------------------------------------------------------------------------------


class Photographer:
    """Keeps the folder as it is at every line of the code, where it has changed: what a process
    killed there would leave."""

    def __init__(self, folder, to):
        self.folder = folder
        self.to = to
        self.kept = {}

    def __call__(self, frame, event, argument):
        if frame.f_code.co_filename not in WATCHED:
            return None
        self.look()
        return self

    def look(self):
        state = frozenset(
            (path.name, hashlib.sha256(path.read_bytes()).digest())
            for path in self.folder.iterdir()
        )
        if state not in self.kept:
            self.kept[state] = self.to / str(len(self.kept))
            shutil.copytree(self.folder, self.kept[state])


async def test_killed_at_any_line_it_leaves_a_key_that_opens_everything(
    enrolled, home, tmp_path, monkeypatch
):
    """The exclusive lock keeps SQLite's index in memory, so the files are all there is."""
    seal_by_two(monkeypatch)
    watching = Photographer(enrolled.folder, tmp_path / "killed")
    sys.settrace(watching)
    try:
        rotated = rotate(enrolled)
    finally:
        sys.settrace(None)
    watching.look()

    outcomes = []
    for folder in watching.kept.values():
        killed = type(home)(folder=folder)
        assert await read(killed) == (ALL, set(ALL)), list(folder.iterdir())
        used = fingerprint(keys.read(killed.key_file))
        assert killed.query("SELECT key_fingerprint FROM gallery_state") == [(used,)]
        outcomes.append(used == rotated.fingerprint)
        again = rotate(killed)
        assert again.sealed == 5
        assert await read(killed) == (ALL, set(ALL))
    assert outcomes == sorted(outcomes)  # the old one, and from one step on the new one
    assert outcomes.count(False) >= 3
    assert outcomes.count(True) >= 3


# --- what is sealed -------------------------------------------------------------------------


def test_no_column_of_bytes_is_forgotten_when_the_key_is_changed():
    columns = {
        str(column)
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    sealed = {str(one.column) for one in SEALED}

    assert columns - sealed == {
        "templates.photo_digest",  # made with the digest key, which stays
        *("templates.file", "traces.file", "kiosk_photos.file"),  # so are these
        *("templates.looks", "traces.looks"),  # of which no face can be made: not sealed
        "gallery_state.digest_key",  # sealed anew by hand
        "outbox.picture",  # on its way to Telegram, and gone then, or in six days
    }


def test_a_key_is_only_ever_for_its_owner(home):
    before = os.umask(0)
    try:
        keys.create(home.key_file)
        keys.create(keys.pending(home.key_file))
        keys.promote(home.key_file, fingerprint)
    finally:
        os.umask(before)

    assert {path.stat().st_mode & 0o777 for path in home.folder.iterdir()} == {0o600}
    assert len(list(home.folder.iterdir())) == 2
