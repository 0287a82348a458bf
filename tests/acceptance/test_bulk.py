"""A whole class at once: its invites on paper, and its roster from a file."""

import io
import zipfile

import pytest_asyncio

from tests.acceptance import photos
from tests.acceptance.chat import ask, hear, press
from tests.acceptance.school import opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def school(new_folder):
    """A school of its own."""
    async with opened(new_folder()) as school:
        await school.meets_now("BULK")
        yield school


async def test_a_class_is_invited_on_paper(school):
    for roll, name in (("1", "Ada Lovelace"), ("2", "Бранка Ћосић")):
        await ask(school.admin, f"/enroll {roll} BULK {name}")
        await press(school.admin, "Done")

    answer = await ask(school.admin, "/invites BULK")
    assert "Not linked yet (2): Ada Lovelace (1), Бранка Ћосић (2)" in answer
    for paper in ("A4", "Letter"):
        sheet = await hear(school.admin, f"2 invites of BULK on {paper} paper")
        assert (await school.admin.downloads(sheet)).startswith(b"%PDF-")

    assert "still works" in await ask(school.admin, "/invites BULK again")
    await ask(school.admin, "/invites BULK")
    await hear(school.admin, "Whom shall I print new links for?")
    assert "New links for 2 students" in await press(school.admin, "New links for all 2")
    assert "2 earlier links stopped working" in (await hear(school.admin)).text
    await hear(school.admin, "Letter")


async def test_a_roster_and_its_photos_are_imported_in_the_chat(school):
    assert "roll_no,name,class" in await ask(school.admin, "/import")
    roster = (
        "roll_no,name,class,telegram_id,photos\n7,Gus,BULK,,\n8,Hana,BULK,,h.jpg\n9,Ida,NONE,,\n"
    )
    await school.admin.sends_file(roster.encode(), "roster.csv", "text/csv")
    assert "3 rows, 3 students in BULK, NONE" in (await hear(school.admin)).text

    photos_zip = io.BytesIO()
    with zipfile.ZipFile(photos_zip, "w") as archive:
        archive.writestr("school/7/front.jpg", photos.of(0))
        archive.writestr("school/7/other.jpg", photos.another(0))
        archive.writestr("school/h.jpg", b"no picture")
    await school.admin.sends_file(photos_zip.getvalue(), "photos.zip", "application/zip")
    begun = await hear(school.admin)
    assert "Importing: 0 of 3 rows" in begun.text
    done = await hear(school.admin, "2 students new, 2 photos added, 2 refused")
    assert done.id == begun.id
    refused = await hear(school.admin, "2 refused, and why")
    content = (await school.admin.downloads(refused)).decode("utf-8-sig")
    assert "There is no class NONE" in content
    assert "3,8,h.jpg: I can't open this file as a picture" in content
    assert "Photos: 2" in await ask(school.admin, "/student 7")

    assert "Gus (7), Hana (8)" in await ask(school.admin, "/invites BULK again")
