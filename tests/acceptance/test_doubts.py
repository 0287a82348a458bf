"""Enrolment photos that may not show whom they should."""

import csv

import pytest_asyncio

from recognition import samples
from tests.acceptance import photos
from tests.acceptance.chat import ask, hear, link_in, press, show
from tests.acceptance.school import opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def school(new_folder):
    """A school of its own: faces that are enrolled twice are in nobody's way."""
    async with opened(new_folder()) as school:
        await school.meets_now("NOW")
        yield school


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ola(school):
    """A student who has agreed to two photos."""
    ola = await school.welcomes("1", "NOW", "Ola Old", samples.photo("obama"))
    assert "Photo 2 of Ola Old added." in await show(
        school.admin, samples.photo("obama2"), "/photo 1"
    )
    return ola


async def test_a_face_that_belongs_to_somebody_else_is_told_with_both_names(school, ola):
    answer = await show(school.admin, samples.photo("obama3"), "/enroll 2 NOW Nea New")
    assert "Photo 1 of Nea New added, but please check it" in answer
    assert "looks like Ola Old (1)" in answer
    assert "tap Twins" in answer

    after = await press(school.admin, "Remove this photo")
    assert link_in(after) == link_in(answer)
    assert "The photo is removed. Nea New has 0 photos now." in after
    assert "Photos: 0" in await ask(school.admin, "/student 2")
    assert "Photo 1 of Nea New added." in await show(school.admin, photos.of(0), "/photo 2")


async def test_a_photo_unlike_the_earlier_ones_is_told_and_may_stay(school, ola):
    answer = await show(school.admin, samples.photo("biden"), "/photo 1")
    assert "does not look like Ola Old's other photos" in answer

    assert "The photo of Ola Old stays." in await press(school.admin, "Keep it")
    assert "Photos: 3" in await ask(school.admin, "/student 1")


async def test_two_who_waited_with_one_face_are_told_to_admins_when_both_have_agreed(school):
    first = await school.enrols("3", "NOW", "Fay First", samples.photo("collins"))
    second = await school.enrols(
        "4", "NOW", "Sue Second", samples.variant(samples.photo("collins"))
    )
    await press(first, "I agree")
    await press(second, "I agree")

    told = (await hear(school.admin)).text
    assert "Sue Second (4) has agreed" in told
    assert "looks like Fay First (3)" in told
    assert "Sue Second has 0 photos now." in await press(school.admin, "Remove this photo")


async def test_an_import_leaves_out_a_photo_that_belongs_to_somebody_else(school, ola):
    folder = school.service.folder / "faces"
    folder.mkdir()
    (folder / "obama.jpg").write_bytes(samples.photo("obama3"))
    (folder / "own.jpg").write_bytes(photos.of(4))
    roster = school.service.folder / "roster.csv"
    with roster.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("roll_no", "name", "class", "telegram_id", "photos"))
        writer.writerow(("9", "Nin Nine", "NOW", "", "obama.jpg;own.jpg"))

    for said in ("1 students new, 1 photos added, 1 refused", "0 students new, 0 photos added"):
        done = await school.service.cli("import", roster, "--photos", folder)
        assert said in done.output
        assert "obama.jpg: not added: the face looks like Ola Old (1)" in done.output
    assert "Photos: 1" in await ask(school.admin, "/student 9")


async def test_two_who_may_be_one_person_are_decided_by_buttons(school, ola):
    await show(school.admin, samples.photo("obama3"), "/enroll 5 NOW Dot Double")
    assert "kept open" in await press(school.admin, "Look into it")
    stats = await ask(school.admin, "/stats")
    assert "May be one person: " in stats

    listed = await press(school.admin, "Show those who may be one person")
    assert "Ola Old (1) and Dot Double (5): one face" in listed
    assert "Are Ola Old (1) and Dot Double (5) one person?" in await press(
        school.admin, "1 Ola Old · 5 Dot Double"
    )
    assert "Nothing is removed yet" in await press(school.admin, "Same person")
    records = await hear(school.admin, "Dot Double (5)\nClasses: NOW")
    assert records.text.startswith("Ola Old (1)")
    assert "Remove Dot Double (5)?" in await press(school.admin, "Remove 5 Dot Double…")
    assert "is removed" in await press(school.admin, "Remove")


async def test_an_account_that_claims_a_second_student_waits_for_an_admin(school, ola):
    answer = await show(school.admin, photos.of(5), "/enroll 6 NOW Pal Pale")
    await ola.opens(link_in(answer))
    assert "belongs to Ola Old already" in (await hear(ola)).text
    asked = await hear(school.admin, "has opened the invite of Pal Pale (6)")
    assert "The Telegram account of Ola Old (1)" in asked.text

    assert "/invite 6 makes a new one" in await press(school.admin, "Leave it")
    assert "stays Ola Old's" in (await hear(ola)).text
