"""A tablet by the door: who stands before it is marked, and it does nothing else."""

import io
from datetime import UTC, datetime, timedelta

import pytest_asyncio
from PIL import Image

from recognition import samples
from tests.acceptance import photos
from tests.acceptance.chat import ask, hear, link_in, press, show
from tests.acceptance.school import opened

ONLY_PHOTOS = "This is the kiosk of DOOR: it only takes photos."
SENT_BEFORE = (
    "Not recognized: this photo was sent before. Stand before the tablet and take a new photo."
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def school(new_folder):
    """A class DOOR that is open for check-in, with a teacher and two students."""
    async with opened(new_folder()) as school:
        await school.meets_now("DOOR")
        await school.takes("DOOR")
        for roll, name, number in (("301", "Jan", 0), ("302", "Kaj", 1), ("303", "Lea", 4)):
            await school.welcomes(roll, "DOOR", name, photos.of(number))
        yield school


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tablet(school):
    """An account of its own that has opened the link for a kiosk."""
    tablet = await school.client.person("Tablet")
    await tablet.opens(link_in(await ask(school.admin, "/kiosk DOOR")))
    assert (await hear(tablet)).text.startswith("This is the kiosk of DOOR")
    await hear(school.admin, "An account has opened the link for a kiosk of DOOR")
    return tablet


def side_by_side(*portraits):
    """One photo of several people, before a grey wall."""
    faces = [Image.open(io.BytesIO(one)).convert("RGB").resize((420, 520)) for one in portraits]
    wall = Image.new("RGB", (460 * len(faces) + 40, 700), (128, 128, 128))
    for place, face in enumerate(faces):
        wall.paste(face, (40 + 460 * place, 90))
    output = io.BytesIO()
    wall.save(output, "JPEG", quality=92)
    return output.getvalue()


async def test_whoever_stands_there_is_marked_and_may_say_not_me(school, tablet):
    sent = await tablet.sends_photo(photos.another(0))
    answer = await hear(tablet)
    assert answer.reply_to == sent.id
    assert answer.text == "Present: Jan"
    assert answer.labels == ["Not me"]
    jan = await school.client.find("Jan")
    undone = await press(tablet, "Not me")
    assert undone.startswith("Taken back: this was not Jan. If you are in DOOR, ask Tina Teacher")
    await hear(jan, "“Not me” was pressed there")
    rows = school.service.query("SELECT before_status, after_status FROM mark_changes ORDER BY id")
    assert rows == [(None, "present"), ("present", None)]
    assert school.service.query("SELECT * FROM marks") == []

    again = await show(tablet, photos.another(0))
    assert again.startswith("Not recognized: somebody has just said")
    school.service.query("DELETE FROM mark_changes")


async def test_two_known_people_and_a_stranger_in_one_photo(school, tablet):
    picture = side_by_side(photos.another(4), samples.photo("biden"), photos.another(1))

    lines = (await show(tablet, picture)).splitlines()

    assert lines[:2] == ["Present: Lea", "Present: Kaj"]
    assert lines[2].startswith("Not recognized: I don't know this face.")
    assert "ask Tina Teacher" in lines[2]
    card = await ask(school.teacher, "/today DOOR")
    assert "2 present · 0 late · 0 absent · 0 excused" in card.splitlines()

    assert (await press(tablet, "Not me: Lea")).splitlines()[1] == "Present: Kaj"
    card = await ask(school.teacher, "/today DOOR")
    assert "1 present · 0 late · 0 absent · 0 excused" in card.splitlines()


async def test_names_come_in_large_type(school, tablet):
    """As soon as there is a process that draws: nobody waits for that."""
    for _ in range(20):
        await tablet.sends_photo(photos.another(1))
        answer = await hear(tablet, "Kaj")
        if answer.photo:
            break
    assert (await tablet.downloads(answer)).startswith(b"\xff\xd8")


async def test_an_old_photo_marks_nobody_and_the_teacher_sees_that_there_was_one(school, tablet):
    jan = await school.client.find("Jan")
    own = await jan.sends_photo(samples.variant(photos.another(0)))
    await hear(jan, "Present")
    await ask(school.admin, "/photo 302")
    enrolled = await school.admin.sends_photo(samples.variant(photos.another(1)))
    await hear(school.admin)
    await press(school.admin, "Done")
    new = await tablet.sends_photo(photos.another(1))
    assert (await hear(tablet)).text.startswith("Kaj is already marked, at")
    tomorrow = int((datetime.now(UTC) + timedelta(days=1)).timestamp())

    await tablet.repeats(new)
    assert (await hear(tablet)).text.startswith("Kaj is already marked, at")
    for sent, how in ((own, {}), (new, {"date": tomorrow})):
        again = await tablet.repeats(sent, **how)
        answer = await hear(tablet)
        assert (answer.text, answer.reply_to) == (SENT_BEFORE, again.id)
    await tablet.repeats(enrolled)
    assert "somebody was enrolled with this photo. Stand before" in (await hear(tablet)).text
    old = photos.dated(photos.another(1), "2024:05:01 10:00:00")
    await tablet.sends_file(old, "IMG_1.jpg", "image/jpeg")
    assert "it was taken on another day. Stand before" in (await hear(tablet)).text

    card = await ask(school.teacher, "/today DOOR")
    assert "\n3 photos refused at the kiosk: not new, and nobody was marked" in card
    log = await ask(school.admin, "/audit DOOR kiosk-photo refused")
    assert log.count("a kiosk: kiosk photo DOOR, refused (why ") == 4


async def test_who_is_not_there_and_when_there_is_no_class(school, tablet):
    stranger = await show(tablet, samples.photo("collins"))
    assert stranger.startswith("Not recognized: I don't know this face.")
    nobody = await show(tablet, photos.without_a_face())
    assert nobody.startswith("Not recognized: no face found.")
    assert "Present" not in stranger + nobody

    await ask(school.admin, "/close DOOR")
    assert (await show(tablet, photos.another(4))).startswith("No class")


async def test_it_can_do_nothing_else(school, tablet):
    for text in ("/today DOOR", "/forget", "/mark 301 present DOOR", "hello", "/nonsense"):
        assert await ask(tablet, text) == ONLY_PHOTOS
    assert await show(tablet, photos.another(0), "/scan DOOR") == ONLY_PHOTOS
    assert "Take a photo" in await ask(tablet, "/help")


async def test_an_admin_lists_and_unlinks_it(school, tablet):
    listed = await ask(school.admin, "/kiosk DOOR")
    assert "1 kiosk of DOOR" in listed
    await school.teacher.opens(link_in(listed))
    assert "can't become the kiosk" in (await hear(school.teacher)).text

    assert "1 kiosk of DOOR is unlinked" in await press(school.admin, "Unlink kiosk 1")
    assert (await hear(tablet)).text == "This is no kiosk of DOOR any more."
    assert (await show(tablet, photos.another(0))).startswith("Not recognized")
