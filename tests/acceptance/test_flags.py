"""Check-ins that something speaks against: what the student hears, and what the teacher decides."""

import io
from datetime import UTC, datetime, timedelta

import pytest_asyncio
from PIL import Image

from recognition import samples
from tests.acceptance import photos
from tests.acceptance.chat import PATIENCE, ask, assert_refused, hear, show
from tests.acceptance.school import opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def school(new_folder):
    """A class that meets now, and its teacher."""
    async with opened(new_folder()) as school:
        await school.meets_now("NOW")
        await school.takes("NOW")
        yield school


async def of_today(school):
    return await ask(school.teacher, "/today NOW")


async def decide(school, button, student):
    """The teacher decides; what the student then hears, and the card."""
    await school.teacher.presses(button, timeout=PATIENCE)
    told = (await hear(student, "your check-in")).text
    return told, (await hear(school.teacher)).text


def copied(photo, quality=60):
    """The same picture once more: cropped a little, darker and compressed anew."""
    with Image.open(io.BytesIO(photo)) as opened_:
        aside, above = opened_.width // 25, opened_.height // 25
        box = (aside, above, opened_.width - aside, opened_.height - above)
        picture = opened_.convert("RGB").crop(box).point(lambda value: int(value * 0.85))
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=quality)
    return output.getvalue()


async def test_the_enrolment_photo_counts_until_the_teacher_says_no(school):
    ann = await school.welcomes("1", "NOW", "Ann Archer", photos.of(0))

    answer = await show(ann, copied(photos.of(0)))
    assert answer.startswith("Present")
    assert "looks just like your enrolment photo" in answer
    card = await of_today(school)
    assert "\n1 present · 0 late · 0 absent · 0 excused" in card
    assert "– Ann Archer: the enrolment photo itself, or nearly" in card

    told, card = await decide(school, "Do not accept", ann)
    assert "has not accepted your check-in for NOW" in told
    assert "\n0 present · 0 late · 1 absent · 0 excused\n" in card
    told, card = await decide(school, "Undo: Ann Archer not accepted", ann)
    assert "You are present there." in told
    told, card = await decide(school, "Accept Ann Archer", ann)
    assert "has accepted your check-in for NOW" in told
    assert "\n1 present · 0 late · 0 absent · 0 excused" in card
    assert "Flagged" not in card


async def test_another_s_selfie_is_refused_and_named_however_it_is_passed_on(school):
    bea = await school.welcomes("2", "NOW", "Bea Baker", photos.of(1))
    cid = await school.welcomes("3", "NOW", "Cid Cook", photos.of(2))
    sent = await bea.sends_photo(photos.another(1))
    assert (await hear(bea)).text.startswith("Present")

    await cid.forwards(sent)
    answer = (await hear(cid)).text
    assert answer.startswith("Only a new photo counts")
    assert "It was forwarded. This file was sent before. Your teacher sees this" in answer
    assert "– Cid Cook: a forwarded picture, the same file as Bea" in await of_today(school)

    await cid.repeats(sent)
    answer = (await hear(cid)).text
    assert_refused(answer)
    assert "This file was sent before." in answer
    assert "Bea" not in answer
    card = await of_today(school)
    assert "– Cid Cook: a forwarded picture, the same file as Bea Baker (2) sent on " in card

    tomorrow = int((datetime.now(UTC) + timedelta(days=1)).timestamp())
    await bea.repeats(sent, date=tomorrow)
    answer = (await hear(bea)).text
    assert answer.startswith("Present")
    assert "This file was sent before. Your teacher sees this" in answer

    answer = await show(cid, copied(photos.another(1)))
    assert_refused(answer)
    assert "looks just like one that was sent before" in answer
    assert "nearly the same picture as Bea Baker (2)" in await of_today(school)

    assert (await show(cid, photos.another(2))).startswith("Present")


async def test_a_file_of_another_day_and_one_by_way_of_a_bot_are_flagged(school):
    dan = await school.welcomes("4", "NOW", "Dan Dyer", samples.photo("obama"))
    answer = await show(dan, samples.photo("obama2"), via_bot="gallery_bot")
    assert "It came by way of another bot." in answer
    assert "Present" not in answer

    old = photos.dated(samples.photo("obama2"), "2024:05:01 10:00:00")
    sent = await dan.sends_file(old, "IMG_1.jpg", "image/jpeg")
    answer = await hear(dan)
    assert answer.reply_to == sent.id
    assert answer.text.startswith("Present")
    assert "it was taken on another day" in answer.text

    card = await of_today(school)
    assert "– Dan Dyer: a picture by way of another bot, an image file whose camera date is" in card
    assert "Wed 2024-05-01" in card


async def test_a_refused_selfie_and_the_second_try_a_moment_later_are_no_flags(school):
    eli = await school.welcomes("5", "NOW", "Eli Eads", photos.of(3))
    assert_refused(await show(eli, photos.dark()))

    for _ in range(2):
        answer = await show(eli, photos.another(3))
        assert "before" not in answer
    assert "Eli Eads:" not in await of_today(school)
