"""What people send leaves nothing on the disk but what they were told of."""

import sys

import pytest

from tests.acceptance import photos
from tests.acceptance.chat import ask, hear, link_in, press
from tests.acceptance.watching import Watch

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux tells what files are made")


async def sends(person, photo, caption=None):
    """Send a picture unchanged, so that it could be found again; the answer."""
    await person.sends_file(photo, "selfie.jpg", "image/jpeg", caption)
    return (await hear(person)).text


async def test_photos_are_written_nowhere(school):
    """One is enrolled, checked in with, refused, disputed, and one is of a whole class."""
    service = school.service
    enrolled, selfie, refused = photos.of(5), photos.another(5), photos.dark()
    with Watch(service.folder / "data", service.temporary) as watch:
        answer = await sends(school.admin, enrolled, "/enroll 195 NOW Tess")
        tess = await school.client.person("Tess")
        await tess.opens(link_in(answer))
        await hear(tess, "May I compare your face")
        await press(tess, "I agree")
        assert "too dark" in await sends(tess, refused)
        await press(tess, "Ask my teacher to look")
        assert "Present" in await sends(tess, selfie)
        await sends(school.admin, enrolled, "/scan NOW")
        assert "Tess" in await ask(tess, "/privacy")
        made = watch.names()

    assert not {name for name in made if not name.startswith("rollcall.db")}
    files = [path for path in service.folder.rglob("*") if path.is_file()]
    everything = b"".join(path.read_bytes() for path in files)
    for photo in (enrolled, selfie, refused):
        middle = len(photo) // 2
        assert photo[middle : middle + 64] not in everything


def test_a_file_that_lives_for_a_moment_is_noticed(tmp_path):
    with Watch(tmp_path) as watch:
        assert watch.names() == set()
        (tmp_path / "photo.jpg").write_bytes(b"")
        (tmp_path / "photo.jpg").unlink()
        assert watch.names() == {"photo.jpg"}
