"""Names that upset programs, from where they come in to wherever they are shown."""

import csv
import io
import re
import zipfile

import openpyxl
import pytest

from attendance import names
from bot.replies import common, naming
from tests import hostile
from tests.unit.attendance.samples import DAY
from tests.unit.bot.chats import ADMIN, data, to
from tests.unit.bot.polite import assert_polite

STUDENT, TEACHER, GUARDIAN = 5001, 5002, 5003
_COUNTS = r"\d+ present · \d+ late · \d+ absent · \d+ excused"
NAMES = [
    hostile.RTL,
    f"Ann {hostile.RTL} 3 late",
    "משה 57 present · 3 late",
    "👩🏽\u200d🎓" * 24,
    "﷽" * 120,
    "n" * 120,
    "<b>Bob</b> &lt; *_`[x](y) {0.__class__} {} %s",
    "=cmd|' /C calc'!A0",
    "../../x",
    "/remove",
]


class Told:
    """Says things to the bot, and keeps all that it says; none of it is impolite."""

    def __init__(self, chats):
        self.chats = chats
        self.all = []

    def _heard(self, messages):
        assert_polite(messages)
        self.all += messages
        return messages

    async def says(self, account_id, text):
        return self._heard(await self.chats.says(account_id, text))

    async def presses(self, account_id, button):
        return self._heard(await self.chats.presses(account_id, button))

    async def links(self, account_id, answer):
        code = re.search(r"\?start=(\S+)", answer.text).group(1)
        return await self.says(account_id, f"/start {code}")


@pytest.fixture
async def told(chats, name):
    """A class whose name, teacher, student and holiday are all called the same."""
    told = Told(chats)
    await told.says(ADMIN, f"/class HIST Mon-Sun 09:00-10:00 {name}")
    (invite,) = await told.says(ADMIN, f"/teacher HIST {name}")
    await told.links(TEACHER, invite)
    await told.says(ADMIN, f"/enroll 7 HIST {name}")
    await told.says(ADMIN, "/cancel")
    (invite,) = await told.says(ADMIN, "/invite 7")
    await told.links(STUDENT, invite)
    await told.presses(STUDENT, common.AGREE)
    return told


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_shown_whole_and_set_apart_wherever_it_is(chats, told, name):
    for text in ("/today HIST", "/summary HIST", "/roll HIST", "/mark 7 late", "/report HIST"):
        for message in to(await told.says(TEACHER, text), TEACHER):
            for button in data(message):
                await told.presses(TEACHER, button)
    for text in ("/status", "/privacy", "/mydata", f"/excuse {name}", "/start", "/forget"):
        await told.says(STUDENT, text)
    for text in (
        f"/holiday 2026-12-24 {name}",
        f"/holiday 2026-12-24 HIST {name}",
        "/calendar HIST",
        "/students",
        "/student 7",
        "/guardian 7",
        "/invites HIST",
        "/lookalikes 7 7",
        "/audit",
        "/stats",
        "/set HIST late 5",
        f"/class HIST Mon-Fri 09:00-10:00 {name}",
        f"/enroll 7 HIST {naming.isolated(name)}",
        f"/teacher HIST {naming.isolated(name)} off",
        f"/teacher HIST {name}",
        "/remove 7 HIST",
        "/remove 7",
        "/archive HIST",
    ):
        await told.says(ADMIN, text)

    kept = names.read(name)
    assert {one.name for one in chats.units.state.students.values()} == {kept}
    assert {one.name for one in chats.units.state.teachers.values()} == {kept}
    assert sum(naming.isolated(kept) in message.text for message in told.all) > 10


async def test_a_name_of_a_holiday_is_held_to_the_rule_for_names(chats):
    told = Told(chats)
    for name in ("n" * 100 + " " + "n" * 100, "n" * 300, "a \u202eb"):
        (answer,) = await told.says(ADMIN, f"/holiday 2026-12-24 {name}")
        assert "at most 120 characters" in answer.text
    assert chats.units.state.holidays == chats.units.state.holidays.__class__()

    (unknown,) = await told.says(ADMIN, f"/holiday 2026-12-24 {'1' * 250}")
    assert unknown.text.startswith(f"There is no class {'1' * 31}….")


@pytest.mark.parametrize("name", NAMES)
async def test_the_line_of_counts_is_exact_whoever_is_in_it(chats, told, name):
    await told.says(TEACHER, "/mark 7 late HIST")
    (summary,) = to(await told.says(TEACHER, "/today HIST"), TEACHER)

    lines = [line for line in summary.text.splitlines() if re.fullmatch(_COUNTS, line)]
    assert lines == ["0 present · 1 late · 0 absent · 0 excused"]


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_text_in_every_file_and_no_path(chats, told, name):
    await told.says(TEACHER, "/mark 7 late HIST")
    chats.advance(DAY)
    await chats.school.settle(chats.clock())
    (*_, exported) = await told.says(ADMIN, "/export HIST")

    assert re.fullmatch(r"[\w.-]+", exported.document.name)
    with zipfile.ZipFile(io.BytesIO(exported.document.content)) as archive:
        assert not [one for one in archive.namelist() if ".." in one or one.startswith("/")]
        rows = list(csv.reader(io.StringIO(archive.read("marks.csv").decode("utf-8-sig"))))
        book = openpyxl.load_workbook(io.BytesIO(archive.read("report.xlsx")))
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in tuple("=+-@")]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert name in [cell.value for cell in cells]
