import base64

import pytest

from storage.errors import KeyMissing, KeyTooOpen, KeyUnreadable, KeyWrong
from tests.contract.samples import NOW

MODEL = "a model"
EMBEDDING = b"the face of Ann.".ljust(2048, b"~")


def write_key(path, content):
    path.parent.mkdir(exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)


@pytest.fixture
async def enrolled(home, enrol):
    return await enrol("A1", EMBEDDING, model=MODEL, at=NOW)


async def test_a_new_key_is_32_bytes_in_base64_on_one_line(home, units):
    (line,) = home.key_file.read_bytes().splitlines()

    assert len(base64.b64decode(line, validate=True)) == 32


async def test_a_key_that_is_there_is_kept(home):
    write_key(home.key_file, base64.b64encode(b"k" * 32))
    before = home.key_file.read_bytes()
    async with home.open():
        assert home.key_file.read_bytes() == before


async def test_without_templates_a_lost_key_is_replaced(home):
    for _ in range(2):
        async with home.open():
            pass
        home.key_file.unlink()
    async with home.open():
        assert home.key_file.exists()


async def test_with_templates_a_lost_key_is_never_replaced(home, enrolled):
    home.key_file.unlink()

    with pytest.raises(KeyMissing, match="put it back"):
        await home.open().__aenter__()
    assert not home.key_file.exists()


async def test_with_templates_another_key_is_refused(home, enrolled):
    (expected,) = home.query("SELECT key_fingerprint FROM gallery_state")[0]
    write_key(home.key_file, base64.b64encode(b"k" * 32))

    with pytest.raises(KeyWrong) as caught:
        await home.open().__aenter__()
    assert caught.value.expected == expected != caught.value.found


async def test_once_every_template_is_erased_another_key_will_do(home, units, enrolled):
    async with units() as uow:
        await uow.templates.erase(enrolled.id)
        await uow.commit()
    write_key(home.key_file, base64.b64encode(b"k" * 32))

    async with home.open() as again:
        await again.ping()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o700])
async def test_a_key_that_others_may_read_or_that_is_more_than_a_file_is_refused(home, mode):
    write_key(home.key_file, base64.b64encode(b"k" * 32))
    home.key_file.chmod(mode)

    with pytest.raises(KeyTooOpen, match="chmod 600") as caught:
        await home.open().__aenter__()
    assert caught.value.mode == mode


@pytest.mark.parametrize("content", [b"", b"k" * 44, base64.b64encode(b"k" * 31), b"\xff\xfe"])
async def test_a_file_that_holds_no_key_is_refused(home, content):
    write_key(home.key_file, content)

    with pytest.raises(KeyUnreadable):
        await home.open().__aenter__()


async def test_a_key_file_that_is_a_folder_is_refused(home):
    home.key_file.mkdir(parents=True)

    with pytest.raises(KeyUnreadable):
        await home.open().__aenter__()


async def test_neither_the_face_nor_its_photo_is_readable_in_the_database(home, enrolled):
    ((sealed, digest),) = home.query("SELECT embedding, photo_digest FROM templates")

    assert b"the face of Ann." not in sealed
    assert b"photo" not in digest


async def test_the_same_face_is_never_sealed_the_same_way(home, enrol, enrolled):
    await enrol("B2", EMBEDDING, model=MODEL, at=NOW)
    one, other = home.query("SELECT embedding, photo_digest FROM templates")

    assert one[0] != other[0]


@pytest.mark.parametrize(
    "move", ["student_id = student_id + 1", "model = 'another model'", "embedding = x'00'"]
)
async def test_a_template_that_was_moved_or_changed_is_left_out_and_logged(
    home, units, enrol, enrolled, move, caplog
):
    other = await enrol("B2", EMBEDDING, model=MODEL, at=NOW)
    home.query("DELETE FROM templates WHERE student_id = ?", other.id)
    home.query(f"UPDATE templates SET {move}")

    moved_to = "another model" if "another model" in move else MODEL
    async with units(reading=True) as uow:
        changes = await uow.templates.since(moved_to, 0)
    assert 1 not in [template.id for template in changes.added]
    assert "template 1" in caplog.text


async def test_an_erased_face_is_neither_in_the_database_nor_beside_it(home, units, enrolled):
    ((sealed, digest),) = home.query("SELECT embedding, photo_digest FROM templates")

    def everything_on_disk():
        home.query("PRAGMA wal_checkpoint(TRUNCATE)")
        return b"".join(path.read_bytes() for path in home.folder.iterdir())

    assert sealed in everything_on_disk()
    async with units() as uow:
        await uow.templates.erase(enrolled.id)
        await uow.commit()

    found = everything_on_disk()
    assert home.query("SELECT state, embedding, photo_digest FROM templates") == [
        ("erased", None, None)
    ]
    assert sealed not in found
    assert sealed[-64:] not in found
    assert digest not in found
