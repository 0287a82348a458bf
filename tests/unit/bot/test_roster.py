from pathlib import Path

import pytest

from bot import errors, roster
from bot.reports.cells import as_text
from bot.roster import BadRow, Row

HEAD = "roll_no,name,class,telegram_id,photos\n"


@pytest.fixture
def read(tmp_path):
    def from_text(text, encoding="utf-8"):
        file = tmp_path / "roster.csv"
        file.write_bytes(text.encode(encoding))
        return roster.read(file)

    return from_text


def a_row(**changes):
    values = {
        "line": 2,
        "roll_no": "A1",
        "folder": "a1",
        "name": "Ada Lovelace",
        "class_code": "MATH1",
        "account_id": None,
        "photos": (),
    }
    return Row(**values | changes)


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("A1,Ada Lovelace,math1,,", a_row(folder="A1")),
        ("a1,Ada Lovelace,math1,,", a_row()),
        ("a1, Ada  Lovelace , math1 , 42 ,", a_row(account_id=42)),
        ("a1,Ada Lovelace,math1,,x.jpg; y.png ;;", a_row(photos=("x.jpg", "y.png"))),
        ('a1,"Lovelace, Ada",math1,,', a_row(name="Lovelace, Ada")),
        ("a1,Ada Lovelace,math1", a_row()),
        ("a1,Ada Lovelace,math1,,,and more", a_row()),
    ],
)
def test_a_row_is_a_student_in_a_class(read, line, row):
    assert read(HEAD + line + "\n") == [row]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",Ada,math1,,", "roll_no"),
        ("a 1,Ada,math1,,", "roll_no"),
        ("a1,,math1,,", "name"),
        ("a1,Ada\x07,math1,,", "name"),
        ("a1,Ada,,,", "class"),
        ("a1,Ada,math1,me,", "telegram_id"),
        ("a1,Ada,math1,0,", "telegram_id"),
        ("a1,Ada,math1,-5,", "telegram_id"),
        ("a1,Ada,math1,٤٢,", "telegram_id"),
        (f"a1,Ada,math1,{2**52},", "telegram_id"),
        (f"a1,Ada,math1,{'9' * 5000},", "telegram_id"),
    ],
)
def test_a_row_that_cannot_be_used_says_why_and_where(read, line, why):
    (row,) = read(HEAD + line + "\n")

    assert isinstance(row, BadRow)
    assert row.line == 2
    assert why in row.why


def test_a_bad_row_does_not_stop_the_others(read):
    rows = read(HEAD + "a1,Ada,math1,,\n,,,,\na2,Bob,math1,,\n")

    assert [type(row) for row in rows] == [Row, BadRow, Row]
    assert [row.line for row in rows] == [2, 3, 4]


def test_a_roster_as_a_spreadsheet_saves_it_is_read(read):
    assert read("\ufeff" + HEAD.replace("\n", "\r\n") + "a1,Ada Lovelace,math1,,\r\n") == [a_row()]


def test_the_columns_may_be_in_any_order_and_the_last_two_missing(read):
    assert read("class,name,roll_no\nmath1,Ada Lovelace,a1\n") == [a_row()]


@pytest.mark.parametrize("text", ["", "\n", "a1,Ada,math1,,\n", "roll_no|name|class\n"])
def test_a_file_without_the_columns_is_no_roster(read, text):
    with pytest.raises(errors.RosterUnreadable, match="roll_no"):
        read(text)


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_roster_is_read_as_spreadsheets_of_any_language_save_it(read, separator, encoding):
    head, line = HEAD.replace(",", separator), "a1,Zoë,math1,,".replace(",", separator)

    assert read(head + line + '"x.jpg;y.jpg"\n', encoding) == [
        a_row(name="Zoë", photos=("x.jpg", "y.jpg"))
    ]


def test_photos_may_be_separated_as_the_cells_are(read):
    rows = read(HEAD.replace(",", ";") + "a1;Ada Lovelace;math1;;x.jpg;y.jpg\n")

    assert rows == [a_row(photos=("x.jpg", "y.jpg"))]


def test_headings_may_be_in_capitals(read):
    assert read("Roll_No,Name , CLASS\na1,Ada Lovelace,math1\n") == [a_row()]


def test_a_file_in_another_encoding_is_no_roster(read):
    with pytest.raises(errors.RosterUnreadable, match="UTF-8"):
        read(HEAD + "a1,Zoë,math1,,\n", encoding="cp1252")


def test_a_file_that_is_not_there_is_no_roster(tmp_path):
    with pytest.raises(errors.RosterUnreadable):
        roster.read(tmp_path / "missing.csv")


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path):
    roster.check_folder(None)
    roster.check_folder(tmp_path)

    with pytest.raises(errors.RosterUnreadable, match="no such folder"):
        roster.check_folder(tmp_path / "missing")


# --- photos ---------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a1").mkdir()
    for name in ("x.jpg", "a1/b.PNG", "a1/a.jpeg", "a1/notes.txt"):
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def test_without_a_folder_there_are_no_photos():
    assert list(roster.photos_of(a_row(photos=("x.jpg",)), None)) == []


def test_the_photos_named_are_those_of_the_folder(folder):
    assert list(roster.photos_of(a_row(photos=("x.jpg",)), folder)) == [folder / "x.jpg"]


def test_without_names_the_images_of_the_folder_called_like_the_roll_number_are_theirs(folder):
    (folder / "a1" / "iphone.HEIC").write_bytes(b"")
    found = [path.name for path in roster.photos_of(a_row(), folder)]

    assert found == ["a.jpeg", "b.PNG", "iphone.HEIC"]


@pytest.mark.parametrize("own", ["B2", "empty"])
def test_a_student_without_photos_in_a_folder_of_their_own_is_told_of(folder, own):
    (folder / "empty").mkdir()

    (refused,) = roster.photos_of(a_row(folder=own), folder)

    assert isinstance(refused, BadRow)
    assert own in refused.why


@pytest.mark.parametrize("name", ["missing.jpg", "a1", "../x.jpg", "/etc/passwd"])
def test_a_photo_that_is_not_a_file_of_the_folder_is_refused(folder, name):
    (refused,) = roster.photos_of(a_row(photos=(name,)), folder / ".")

    assert isinstance(refused, BadRow)
    assert name in refused.why


@pytest.mark.parametrize("folder_name", ["..", "a1/../..", "/", "../a1"])
def test_a_roll_number_does_not_lead_out_of_the_folder(folder, folder_name):
    inside = folder / "photos"
    inside.mkdir()

    found = list(roster.photos_of(a_row(folder=folder_name), inside))

    assert not any(isinstance(one, Path) for one in found)


@pytest.mark.parametrize("written", ["=1+1", "'=1+1", "+Ann", "@Ann;-Bob", "''=x", "'Ann"])
def test_what_we_wrote_for_a_spreadsheet_is_read_back_as_it_was(read, written):
    cell = as_text(written)

    (row,) = read(f'{HEAD}"{as_text("-A=1")}","{cell}",math1,,\n')

    assert (row.roll_no, row.name) == ("-A=1", written)
