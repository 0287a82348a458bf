"""The Excel file, the CSV file and Moodle's, read as others read them."""

import csv
import io
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.model import Status
from bot.replies import reports
from bot.reports import cells, making, moodle, tables, workbook
from tests.unit.attendance.samples import HOUR, NINE
from tests.unit.bot.reports.registers import (
    ANN,
    BOB,
    CY,
    A,
    E,
    L,
    P,
    a_large_register,
    a_register,
    a_roll,
    a_session,
)

DAYS = ({ANN: P, BOB: A}, {ANN: L, BOB: E, CY: P}, {ANN: A, BOB: None, CY: P})
DANGEROUS = '=HYPERLINK("http://evil","x")'


def shown(clock):
    """What a wall clock shows, as Excel keeps it: without a zone."""
    return datetime.fromisoformat(clock)


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_book(*registers):
    content = workbook.draw(registers, making._workbook_words(registers))
    return openpyxl.load_workbook(io.BytesIO(content))


def table(sheet):
    """A class's sheet below its headings: a list of cells by what stands in the second column."""
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    return {row[1]: list(row[2:]) for row in rows if row[1]}


def test_a_class_has_a_sheet_with_totals_and_percentages():
    sheet = read_book(a_register(*DAYS))["MATH1"]
    rows = table(sheet)

    assert sheet["A1"].value == "MATH1 Mathematics 1, March 2026"
    assert sheet["A2"].value == reports.RULE
    assert rows["Ann"] == [1, 1, 1, 0, 0, pytest.approx(2 / 3), "P", "L", "A"]
    assert rows["Боб"] == [0, 0, 1, 1, 1, 0, "A", "E", None]
    assert rows["محمد"] == [2, 0, 0, 0, 0, 1, None, "P", "P"]
    heads = [cell.value for cell in sheet[3]]
    assert heads[:3] == ["Roll no.", "Name", "present"]
    assert heads[8:] == [shown(f"2026-03-0{day} 09:00") for day in (2, 3, 4)]


def test_headings_and_names_stay_in_sight():
    book = read_book(a_register(*DAYS))

    assert book["MATH1"].freeze_panes == "C4"
    assert book[reports.MARKS].freeze_panes == "A2"


def test_marks_are_coloured_by_what_they_say():
    formats = read_book(a_register(*DAYS))["MATH1"].conditional_formatting
    rules = {rule.formula[0]: rule for one in formats for rule in one.rules if rule.formula}

    assert set(rules) == {'"P"', '"L"', '"A"', '"E"'}
    assert rules['"A"'].dxf.fill.bgColor.rgb == "FFD55E00"
    assert {str(one.sqref) for one in formats} == {"I4:K6", "H4:H6"}


def test_the_sheet_of_marks_agrees_with_the_class():
    book = read_book(a_register(*DAYS))
    marks = list(book[reports.MARKS].iter_rows(min_row=2, values_only=True))
    rows = table(book["MATH1"])

    assert marks[0][:2] == ("MATH1", shown("2026-03-02 09:00"))
    assert marks[0][2:6] == ("2", "Ann", "present", "selfie")
    assert marks[0][6] == shown("2026-03-02 09:03")
    for place, status in enumerate(Status):
        named = [mark[3] for mark in marks if mark[4] == status.value]
        assert {name: rows[name][place] for name in ("Ann", "Боб", "محمد")} == {
            name: named.count(name) for name in ("Ann", "Боб", "محمد")
        }
        by_day = [sum(m[1].day == day and m[4] == status for m in marks) for day in (2, 3, 4)]
        assert rows[status.value][6:] == by_day


def test_every_class_has_a_sheet_under_a_name_that_excel_takes():
    codes = ["A/B[1]:*?", "A" * 32, "a" * 32, "History", reports.MARKS.upper()]

    book = read_book(*(a_register(*DAYS, code=code) for code in codes))

    assert len(book.sheetnames) == len(codes) + 1
    assert book.sheetnames[0] == "A_B_1____"
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert len({name.lower() for name in book.sheetnames}) == len(codes) + 1


def test_a_name_in_the_excel_file_is_never_a_formula():
    evil = replace(ANN, name=DANGEROUS, roll_no="@SUM(1)")
    book = read_book(a_register({evil: P}))

    for sheet in book:
        found = [c for row in sheet.iter_rows() for c in row if c.value in (DANGEROUS, "@SUM(1)")]
        assert len(found) == 2
        assert {cell.data_type for cell in found} == {"s"}


def test_a_class_without_sessions_or_marks_is_still_a_file():
    assert table(read_book(a_register())["MATH1"])["present"]


def test_marks_are_lines_of_csv_by_the_clock_of_the_class():
    rows = read_csv(tables.marks([a_register(*DAYS, timezone="Europe/Paris")]))

    assert rows[0] == list(tables.COLUMNS)
    assert rows[1] == [
        "MATH1", "2026-03-02", "10:00", "2", "Ann", "present", "selfie", "2026-03-02 10:03"
    ]  # fmt: skip
    assert len(rows) == 1 + 7


def test_no_cell_of_the_csv_files_begins_like_a_formula():
    evil = replace(ANN, name=f"Ann;{DANGEROUS}", roll_no="-1|2")
    register = a_register({evil: P}, code="+M()", name="=1")
    contents = (
        tables.marks([register]),
        moodle.grades(register, "=item"),
        moodle.sessions(register),
        moodle.marks(register),
    )

    for content in contents:
        for separator in ",;":
            lines = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator)
            assert not [c for line in lines for c in line if c.lstrip()[:1] in tuple("=+-@")]


@given(st.text())
def test_text_for_a_spreadsheet_begins_no_formula_and_loses_no_letter(text):
    safe = cells.as_text(text)

    assert not safe.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert safe.replace("'", "") == cells.printable(text).replace("'", "")


@given(st.text() | st.text(" ;,|\t'=+-@x"))
def test_text_for_a_spreadsheet_is_read_back_as_it_was(text):
    assert cells.from_text(cells.as_text(text)) == cells.printable(text)


@pytest.mark.parametrize(
    "text", ["\x1b[2J", "\x9b31m", "a\nERROR b", "a\u2028b", "\u202egnp.exe", "\u2066a", "\ud800"]
)
def test_nothing_that_moves_a_cursor_or_turns_text_round_is_printed(text):
    printed = cells.printable(text)

    assert len(printed) == len(text)
    assert printed.isprintable()


@pytest.mark.parametrize("roll_no", ["-1", "+49.17", "@2024/B-7", "A-1"])
def test_a_roll_number_that_computes_nothing_is_as_moodle_knows_it(roll_no):
    register = a_register({replace(ANN, roll_no=roll_no): P})

    assert read_csv(moodle.grades(register, "Attendance"))[1][0] == roll_no
    assert read_csv(moodle.marks(register))[1][1] == roll_no


@pytest.mark.parametrize(
    "value", ["=1", "=A1", "+SUM(1)", "@CMD|'/C'!A0", "-1+1", "--1", "+A!B1", '-"1"', "-1\n"]
)
def test_an_identifier_that_may_be_a_formula_is_text(value):
    assert cells.as_identifier(value).startswith("'")


def test_classes_of_like_codes_have_files_of_their_own():
    found = [a_register(code=code) for code in ("A/B", "A?B", "A*B", ".")]

    assert making._moodle_names(found) == [
        "moodle/A_B", "moodle/A_B~2", "moodle/A_B~3", "moodle/_"
    ]  # fmt: skip


def test_moodle_gets_percentages_as_grades():
    left = replace(CY, left_at=NINE)
    register = a_register({ANN: P, BOB: E, left: P}, {ANN: A}, {ANN: L})

    assert read_csv(moodle.grades(register, "Attendance")) == [
        ["idnumber", "Attendance"],
        ["2", "66.67"],
        ["10", "-"],
    ]


def test_moodles_plugin_gets_sessions_and_marks_that_fit_together():
    register = a_register(*DAYS, timezone="Europe/Paris")
    sessions, marks = read_csv(moodle.sessions(register)), read_csv(moodle.marks(register))

    assert sessions[1] == ["MATH1", "", "2026-03-02", "10:00", "11:00", "Mathematics 1"]
    assert marks[:3] == [
        ["session", "idnumber", "status"],
        ["2026-03-02 10:00", "2", "P"],
        ["2026-03-02 10:00", "10", "A"],
    ]
    assert {row[0] for row in marks[1:]} == {f"{row[2]} {row[3]}" for row in sessions[1:]}
    assert [row[2] for row in marks[1:]] == ["P", "A", "L", "E", "P", "A", "P"]


def test_a_session_across_midnight_ends_for_moodle_with_its_date():
    register = a_register({ANN: P}, timezone="Pacific/Auckland")  # 22:00 to 23:00
    later = a_register({ANN: P}, timezone="Asia/Kamchatka")
    night = a_roll(a_session(1, NINE + 2.5 * HOUR), {ANN: P})  # 23:30 to 00:30
    later = replace(later, sessions=(night,))

    assert read_csv(moodle.sessions(register))[1][3:5] == ["22:00", "23:00"]
    assert read_csv(moodle.sessions(later))[1][2:5] == ["2026-03-02", "23:30", "23:59"]
    assert read_csv(moodle.marks(later))[1][0] == "2026-03-02 23:30"


def test_a_year_of_a_large_class_can_be_read_back():
    register = a_large_register(60, 100)
    book = read_book(register)

    assert book[reports.MARKS].max_row == 1 + 60 * 100
    assert table(book["MATH1"])["Student 60"][:2] == [99, 1]
