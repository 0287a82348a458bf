import io
import struct
import unicodedata
import zipfile

import pytest

from bot import errors, photo_sources
from bot.photo_sources import FolderOfPhotos, NoPhotos, PhotoFile, ZipOfPhotos
from bot.roster import BadRow, Row

MOST = 1000  # bytes of a photo


def a_row(roll="A1", photos=(), folder=None):
    return Row(
        line=2,
        roll_no=roll,
        folder=folder or roll,
        name="Ann",
        class_code="MATH1",
        account_id=None,
        photos=photos,
    )


def packed(files, method=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def source(files, **how):
    return ZipOfPhotos(packed(files, **how), max_photo_bytes=MOST)


def found(photos, row):
    """The contents of a row's photos, or why there are none."""
    return [one.read() if isinstance(one, PhotoFile) else one.why for one in photos.of(row)]


# --- what belongs to a row ------------------------------------------------------------------


def test_the_photos_named_are_those_of_the_zip():
    photos = source({"x.jpg": b"x", "in/y.jpg": b"y"}, method=zipfile.ZIP_DEFLATED)

    assert found(photos, a_row(photos=("in/y.jpg", "./x.jpg"))) == [b"y", b"x"]
    assert found(photos, a_row(photos=("z.jpg",))) == ["z.jpg: no such file"]


def test_without_names_the_images_of_the_folder_called_like_the_roll_number_are_theirs():
    photos = source(
        {
            "A1/b.jpg": b"b",
            "A1/a.PNG": b"a",
            "A1/notes.txt": b"",
            "A1/in/c.jpg": b"",
            "B2/x.jpg": b"",
        }
    )

    assert found(photos, a_row()) == [b"a", b"b"]
    assert found(photos, a_row("C3")) == ["no photos in C3/"]


@pytest.mark.parametrize("row", [a_row(), a_row(photos=("A1/a.jpg",))])
def test_a_folder_may_have_been_zipped_with_all_that_is_in_it(row):
    photos = source(
        {"photos/A1/a.jpg": b"a", "__MACOSX/photos/A1/._a.jpg": b"?", "photos/.DS_Store": b"?"}
    )

    assert found(photos, row) == [b"a"]


def test_accents_are_the_same_however_a_system_writes_them():
    photos = source({unicodedata.normalize("NFD", "Zoë") + "/a.jpg": b"a"})

    assert found(photos, a_row("Z", folder=unicodedata.normalize("NFC", "Zoë"))) == [b"a"]


def test_names_that_lead_elsewhere_lead_nowhere(tmp_path):
    photos = source({"../x.jpg": b"x", "/etc/passwd": b"y", "A1/a.jpg": b"a"})

    assert found(photos, a_row(photos=("/etc/hosts", "../../etc/hosts"))) == [
        "/etc/hosts: no such file",
        "../../etc/hosts: no such file",
    ]
    assert found(photos, a_row("..", folder="..")) != [b"a"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_and_nothing_are_sources_too(tmp_path):
    (tmp_path / "x.jpg").write_bytes(b"x")
    photos = FolderOfPhotos(folder=tmp_path)

    assert found(photos, a_row(photos=("x.jpg", "y.jpg"))) == [b"x", "y.jpg: no such file"]
    assert NoPhotos().of(a_row()) == []


# --- files made to harm ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"no zip", packed({"a.jpg": b"a"})[:-30], b"PK" * 100],
    ids=["empty", "text", "cut off", "letters"],  # a ZIP holds the time at which it was packed
)
def test_what_is_no_zip_is_refused(content):
    with pytest.raises(errors.PhotosUnreadable):
        ZipOfPhotos(content, max_photo_bytes=MOST)


def test_a_zip_of_too_many_files_is_refused_before_they_are_listed(monkeypatch):
    monkeypatch.setattr(photo_sources, "MOST_ENTRIES", 10)

    with pytest.raises(errors.PhotosUnreadable, match="files"):
        source({f"{number}.jpg": b"" for number in range(11)})


def test_a_photo_that_unpacks_to_too_much_is_read_no_further():
    photos = source({"A1/a.jpg": bytes(10**6)}, method=zipfile.ZIP_DEFLATED)

    (photo,) = photos.of(a_row())
    with pytest.raises(errors.PhotoUnreadable, match="too large"):
        photo.read()


def test_a_size_that_is_stated_wrongly_is_not_believed():
    content = packed({"A1/a.jpg": bytes(10**6)}, method=zipfile.ZIP_DEFLATED)
    lying = content.replace(struct.pack("<L", 10**6), struct.pack("<L", 10))

    (photo,) = ZipOfPhotos(lying, max_photo_bytes=MOST).of(a_row())
    with pytest.raises(errors.PhotoUnreadable):
        photo.read()


def test_all_photos_together_unpack_to_so_much_at_most(monkeypatch):
    monkeypatch.setattr(photo_sources, "MOST_UNPACKED", 1500)
    photos = source({f"A1/{number}.jpg": bytes(900) for number in range(3)})

    first, second, third = photos.of(a_row())
    assert len(first.read()) == len(second.read()) == 900
    with pytest.raises(errors.PhotoUnreadable, match="another"):
        third.read()


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_is_packed_in_another_way_is_refused(method):
    (photo,) = source({"A1/a.jpg": b"a"}, method=method).of(a_row())

    with pytest.raises(errors.PhotoUnreadable, match="packed"):
        photo.read()


def test_what_is_damaged_is_refused():
    damaged = packed({"A1/a.jpg": b"a photo"}).replace(b"a photo", b"another")

    (photo,) = ZipOfPhotos(damaged, max_photo_bytes=MOST).of(a_row())
    with pytest.raises(errors.PhotoUnreadable, match="damaged"):
        photo.read()


@pytest.mark.parametrize("flag", [0x1, 0x20, 0x40])  # encrypted, patched, encrypted strongly
def test_what_is_flagged_as_no_plain_file_is_refused(flag):
    content = bytearray(packed({"A1/a.jpg": b"a photo"}))
    content[content.index(b"PK\x01\x02") + 8] |= flag

    (photo,) = ZipOfPhotos(bytes(content), max_photo_bytes=MOST).of(a_row())
    with pytest.raises(errors.PhotoUnreadable):
        photo.read()


def test_a_row_without_photos_is_told_where_they_should_be():
    (bad,) = source({}).of(a_row("A1"))

    assert bad == BadRow(line=2, who="A1", why="no photos in A1/")
