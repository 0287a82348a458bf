"""Looking back on a class: a teacher's report, a student's month, an admin's export."""

import asyncio
import io
import zipfile

import openpyxl
import pytest_asyncio
from PIL import Image

from bot.replies import reports
from tests.acceptance import photos
from tests.acceptance.chat import ask, hear, press
from tests.acceptance.school import opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def school(new_folder):
    """A school whose class LOOK has met once, today: Uma was late, Vic absent."""
    async with opened(new_folder(), limits={"photos_per_minute": 1000}) as school:
        await school.meets_now("LOOK")
        await school.takes("LOOK")
        yield school


async def test_a_class_that_has_closed_is_looked_back_on(school):
    await ask(school.admin, "/enroll 302 LOOK =Vic")
    await press(school.admin, "Done")
    uma = await school.welcomes("301", "LOOK", "Uma", photos.of(0))
    await ask(school.teacher, "/mark 301 late LOOK")
    await ask(school.teacher, "/close LOOK")
    month = f"{school.now():%Y-%m}"
    await _settled(school)

    await school.teacher.says(f"/report LOOK {month}")
    picture, excel, csv = [await hear(school.teacher) for _ in range(3)]
    assert "0 present · 1 late · 1 absent · 0 excused" in picture.text
    assert "50% attended" in picture.text
    with Image.open(io.BytesIO(await school.teacher.downloads(picture))) as drawn:
        assert drawn.width == 1080
    book = openpyxl.load_workbook(io.BytesIO(await school.teacher.downloads(excel)))
    assert book.sheetnames == ["LOOK", reports.MARKS]
    assert [row[:5] for row in book["LOOK"].iter_rows(min_row=4, max_row=5, values_only=True)] == [
        ("301", "Uma", 0, 1, 0),
        ("302", "=Vic", 0, 0, 1),
    ]
    assert b"'=Vic" in await school.teacher.downloads(csv)

    own = await _answer(uma, "/history")
    assert "100% attended, 0 present · 1 late" in own.text
    assert own.photo

    everything = await _answer(school.admin, "/export")
    with zipfile.ZipFile(io.BytesIO(await school.admin.downloads(everything))) as archive:
        grades = archive.read("moodle/LOOK-grades.csv").decode().splitlines()
    assert grades == ["idnumber,Attendance", "301,100.00", "302,0.00"]


async def _answer(person, text):
    await person.says(text)
    return await hear(person)


async def _settled(school):
    """Wait until the absent are marked: the clock looks twice a minute."""
    for _ in range(120):
        if school.service.query("SELECT 1 FROM sessions WHERE settled_at IS NOT NULL"):
            return
        await asyncio.sleep(0.5)
    raise AssertionError("the session was not settled")
