"""``/report``, ``/history`` and ``/export``, as people ask for them."""

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from attendance import archiving
from attendance.model import Status
from bot import fonts
from bot.handlers import reports as handlers
from bot.replies import reports
from tests.unit.attendance.samples import DAY, HOUR, NINE, a_plan
from tests.unit.bot.chats import ADMIN, Chats
from tests.unit.bot.fakes import ANN


@pytest.fixture
async def chats():
    """MATH1 met on Monday and Tuesday: Ann came late, then not; Bob is nobody's account."""
    chats = Chats()
    school = chats.school
    math = await school.add_class(meets_since=NINE - HOUR)
    ann = await school.add_student("Ann", math, account_id=ANN, agreed=True)
    bob = await school.add_student("Bob", math)
    await school.add_teacher("Tom", math)
    await school.mark(math, a_plan(), ann, Status.LATE)
    await school.mark(math, a_plan(), bob, Status.PRESENT)
    await school.mark(math, a_plan(NINE + DAY), bob, Status.EXCUSED)
    await school.settle(NINE + DAY + HOUR)
    chats.advance(DAY + 2 * HOUR)
    chats.math = math
    chats.tom = next(t.account_id for t in school.units.state.teachers.values())
    return chats


def book(file):
    return openpyxl.load_workbook(io.BytesIO(file.content))


async def test_a_report_is_a_picture_an_excel_file_and_a_csv_file(chats):
    picture, excel, csv = await chats.says(chats.tom, "/report MATH1 2026-03")

    assert picture.picture.startswith(b"\x89PNG")
    lines = picture.text.splitlines()
    assert lines[:4] == [
        "MATH1 Mathematics 1",
        "March 2026: 2 sessions, 2 students",
        "1 present · 1 late · 1 absent · 1 excused",
        "66% attended",
    ]
    assert lines[-1] == reports.RULE
    assert (excel.document.name, csv.document.name) == ("MATH1-2026-03.xlsx", "MATH1-2026-03.csv")
    assert book(excel.document).sheetnames == ["MATH1", reports.MARKS]
    assert csv.document.content.count(b"\r\n") == 1 + 4


async def test_names_that_are_boxes_in_the_picture_are_told(chats, monkeypatch):
    monkeypatch.setattr(fonts, "_of_system", list)
    (before, *_) = await chats.says(chats.tom, "/report MATH1")
    for number in range(6):
        await chats.school.add_student(f"李{number}", chats.math)

    (report, *_) = await chats.says(chats.tom, "/report MATH1")

    assert "boxes" not in before.text
    assert "boxes in the picture: 李0, 李1, 李2, 李3, 李4, and 1 more." in report.text
    assert report.picture is not None


async def test_a_report_without_a_month_is_of_all_there_is(chats):
    (first, *_) = await chats.says(chats.tom, "/report MATH1")

    assert "2026-03-02 to 2026-03-03: 2 sessions" in first.text


async def test_a_report_says_the_numbers_of_the_summaries(chats):
    (report, *_) = await chats.says(chats.tom, "/report MATH1")
    (summary,) = await chats.says(chats.tom, "/summary MATH1")

    assert "0 present · 0 late · 1 absent · 1 excused" in summary.text
    assert "1 present · 1 late · 1 absent · 1 excused" in report.text


async def test_a_session_that_is_open_is_named_and_not_counted(chats):
    chats.advance(21 * HOUR)  # Wednesday, 08:00
    await chats.says(chats.tom, "/open MATH1 60")
    (first, *_) = await chats.says(chats.tom, "/report MATH1")

    assert "2 sessions" in first.text
    assert "1 session is yet to close, and not counted." in first.text


async def test_a_month_without_a_session_has_only_a_text(chats):
    (answer,) = await chats.says(chats.tom, "/report MATH1 2025-12")

    assert answer.text == "MATH1 Mathematics 1 has no session in December 2025 that has closed."
    assert (answer.picture, answer.document) == (None, None)


async def test_what_is_no_month_is_refused_with_an_example(chats):
    (answer,) = await chats.says(chats.tom, "/report MATH1 March")

    assert "a month like 2026-03" in answer.text


async def test_teachers_see_only_their_own_classes(chats):
    await chats.school.add_class("PHYS")
    (answer,) = await chats.says(chats.tom, "/report PHYS")
    (allowed,) = await chats.says(ADMIN, "/report PHYS")

    assert answer.text == "Only teachers of PHYS and admins can see, mark or change it."
    assert allowed.text.startswith("PHYS Mathematics 1 has no session yet")


async def test_students_see_no_report_and_no_export(chats):
    (report,) = await chats.says(ANN, "/report MATH1")
    (export,) = await chats.says(ANN, "/export")

    assert report.text == "Only teachers and admins can see how a class stands."
    assert export.text == "Only admins can export records."


async def test_an_archived_class_is_in_the_reports_and_in_the_export(chats):
    async with chats.units() as uow:
        await archiving.archive(uow, await uow.classes.get(chats.math.id), chats.clock())
        await uow.commit()

    (first, *_) = await chats.says(chats.tom, "/report MATH1")
    (export,) = await chats.says(ADMIN, "/export")

    assert "2 sessions, 2 students" in first.text
    with zipfile.ZipFile(io.BytesIO(export.document.content)) as archive:
        assert b"MATH1" in archive.read("marks.csv")


async def test_who_left_stays_in_the_report(chats):
    await chats.school.remove(chats.units.state.students[2], chats.clock())
    (first, *_) = await chats.says(chats.tom, "/report MATH1")

    assert "2 sessions, 2 students" in first.text


async def test_a_student_sees_their_own_month_and_percentage(chats):
    (answer,) = await chats.says(ANN, "/history")

    assert answer.picture.startswith(b"\x89PNG")
    assert answer.text.startswith(
        "Ann, March 2026: 50% attended, 0 present · 1 late · 1 absent · 0 excused"
    )
    assert reports.RULE in answer.text
    assert "/history 2026-02 shows the month before" in answer.text
    assert "Bob" not in answer.text


async def test_a_student_of_several_classes_sees_each(chats):
    art = await chats.school.add_class("ART", meets_since=chats.clock())
    async with chats.units() as uow:
        student = await uow.students.by_account(ANN)
        await uow.classes.join(art.id, student.id, NINE - DAY)
        await uow.commit()
    await chats.school.mark(art, a_plan(NINE + HOUR), student, Status.PRESENT)
    await chats.school.settle(chats.clock())

    (answer,) = await chats.says(ANN, "/history 2026-03")

    assert "ART: " in answer.text
    assert "MATH1: 50% attended, 0 present · 1 late · 1 absent · 0 excused" in answer.text


async def test_a_class_that_was_left_is_still_in_the_history(chats):
    async with chats.units() as uow:
        student = await uow.students.by_account(ANN)
        await uow.classes.leave(chats.math.id, student.id, chats.clock())
        await uow.commit()

    (answer,) = await chats.says(ANN, "/history")

    assert "1 late · 1 absent" in answer.text


async def test_a_month_of_ones_own_without_a_session_points_to_the_one_before(chats):
    (answer,) = await chats.says(ANN, "/history 2026-01")

    assert answer.text == (
        "None of your sessions in January 2026 has closed. /history 2025-12 shows the month before."
    )
    assert answer.picture is None


async def test_an_admin_exports_everything_in_one_file(chats):
    (answer,) = await chats.says(ADMIN, "/export")

    assert answer.document.name == "rollcall-2026-03-03.zip"
    assert answer.text == reports.EXPORTED
    with zipfile.ZipFile(io.BytesIO(answer.document.content)) as archive:
        assert sorted(archive.namelist()) == [
            "marks.csv",
            "moodle/MATH1-grades.csv",
            "moodle/MATH1-marks.csv",
            "moodle/MATH1-sessions.csv",
            "report.xlsx",
        ]
        assert archive.read("moodle/MATH1-grades.csv").decode().splitlines() == [
            "idnumber,Attendance",
            "ANN,50.00",
            "BOB,100.00",
        ]


async def test_an_export_may_be_of_one_class_or_one_month(chats):
    await chats.school.add_class("PHYS")
    names = {}
    for asked in ("MATH1", "2026-02", "math1 2026-03"):
        (answer,) = await chats.says(ADMIN, f"/export {asked}")
        with zipfile.ZipFile(io.BytesIO(answer.document.content)) as archive:
            lines = archive.read("marks.csv").count(b"\r\n") - 1
            names[answer.document.name] = (len(archive.namelist()), lines)

    assert names == {
        "rollcall-MATH1-2026-03-03.zip": (5, 4),
        "rollcall-2026-02.zip": (8, 0),
        "rollcall-MATH1-2026-03.zip": (5, 4),
    }


async def test_a_school_without_a_class_is_told_how_to_begin():
    (answer,) = await Chats().says(ADMIN, "/export")

    assert answer.text == reports.NO_CLASSES


async def test_what_is_too_much_for_a_file_is_refused_with_what_to_do(chats, monkeypatch):
    monkeypatch.setattr(handlers, "MOST_MARKS", 3)
    for who, asked in ((chats.tom, "/report MATH1"), (ADMIN, "/export")):
        (answer,) = await chats.says(who, asked)
        assert answer.text.startswith("That would be 4 marks, and I put 3 at most into one file.")


async def test_it_is_kept_who_took_records_away(chats):
    await chats.says(chats.tom, "/report MATH1")
    await chats.says(ADMIN, "/export")

    assert chats.audited[-2:] == [(chats.tom, "report"), (ADMIN, "export")]


async def test_a_dangerous_code_is_a_harmless_file_name(chats):
    async with chats.units() as uow:
        class_ = await uow.classes.get(chats.math.id)
        await uow.classes.save(replace(class_, code="../A B"))
        await uow.commit()

    (answer,) = await chats.says(ADMIN, "/export")
    with zipfile.ZipFile(io.BytesIO(answer.document.content)) as archive:
        assert "moodle/_A_B-grades.csv" in archive.namelist()


async def test_an_export_tells_of_roll_numbers_that_moodle_will_not_find(chats):
    (usual,) = await chats.says(ADMIN, "/export")
    await chats.school.add_student("=a1", chats.math)
    (answer,) = await chats.says(ADMIN, "/export")

    assert usual.text == reports.EXPORTED
    assert "which Moodle does not know: =A1." in answer.text
