"""Registers as an Excel file: a sheet for each class, and one of all marks."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from attendance import timetable
from attendance.model import Status
from attendance.register import Line, Register
from attendance.tally import Tally
from bot.reports import colours
from bot.reports.cells import printable
from bot.reports.rows import Filled, RowsSheet, Styles, Value, clock

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")  # in the name of a sheet
_LONGEST_NAME = 31  # characters, likewise
_RESERVED = "history"
_HEAD = 2  # the row of headings; above are title and rule
_FIRST = _HEAD + 1
_PEOPLE = 2  # columns for roll number and name
_TOTALS = (*Status, None)
_RATE = _PEOPLE + len(_TOTALS)
_DAYS = _RATE + 1  # where the columns of sessions begin
_WIDTHS = {"roll": 10, "name": 26, "total": 9, "day": 4.2, "moment": 17}  # in letters
_WHITE_ON = (Status.ABSENT,)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is written on the sheets."""

    titles: Mapping[str, str]  # of each class's sheet, by its code
    rule: str
    roll_no: str
    name: str
    statuses: Mapping[Status | None, str]
    attended: str
    marks: str  # the name of the sheet with all of them
    columns: Sequence[str]  # its headings


@dataclass(frozen=True, kw_only=True)
class _Formats:
    title: Format
    head: Format
    day: Format
    centred: Format
    rate: Format
    bold: Format
    moment: Format
    statuses: Mapping[Status, Format]


def draw(registers: Sequence[Register], words: Words) -> bytes:
    """An xlsx file."""
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        formats = _formats(book)
        taken = {words.marks.lower(), _RESERVED}
        for register in registers:
            name = _sheet_name(register.class_.code, taken)
            sheet = book.add_worksheet(name, worksheet_class=RowsSheet)
            _class(sheet, register, words, formats)
        everything = book.add_worksheet(words.marks, worksheet_class=RowsSheet)
        _marks(everything, registers, words, formats)
    return stream.getvalue()


def _formats(book: Workbook) -> _Formats:
    def status(of: Status) -> Format:
        ink = colours.PAPER if of in _WHITE_ON else colours.INK
        return book.add_format({"bg_color": colours.STATUS[of], "font_color": ink})

    head = {"bold": True, "bottom": 1, "valign": "bottom"}
    day = {**head, "rotation": 90, "num_format": "yyyy-mm-dd hh:mm"}
    return _Formats(
        title=book.add_format({"bold": True, "font_size": 14}),
        head=book.add_format(head),
        day=book.add_format(day),
        centred=book.add_format({"align": "center"}),
        rate=book.add_format({"num_format": "0.0%"}),
        bold=book.add_format({"bold": True}),
        moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        statuses={each: status(each) for each in Status},
    )


def _sheet_name(code: str, taken: set[str]) -> str:
    """A name that Excel takes and no other sheet has; ``taken`` are in lower case."""
    base = _FORBIDDEN.sub("_", printable(code))[:_LONGEST_NAME].strip("'") or "_"
    name, number = base, 1
    while name.lower() in taken:
        number += 1
        ending = f"~{number}"
        name = base[: _LONGEST_NAME - len(ending)] + ending
    taken.add(name.lower())
    return name


def _class(sheet: RowsSheet, register: Register, words: Words, formats: _Formats) -> None:
    _head(sheet, register, words, formats)
    days = len(register.sessions)
    marks: Styles = (*_plain_style(formats), *[formats.centred] * days)
    people = len(register.lines)
    rows = (
        ((*_people(line), *_totals(line.tally), *_letters(line)), marks) for line in register.lines
    )
    sheet.put(_FIRST, chain(rows, _foot(register, words, formats)))
    sheet.freeze_panes(_FIRST, _PEOPLE)
    if people and days:
        _colour(sheet, formats, last_row=_FIRST + people - 1, last_column=_DAYS + days - 1)


def _head(sheet: RowsSheet, register: Register, words: Words, formats: _Formats) -> None:
    sheet.set_column(0, 0, _WIDTHS["roll"])
    sheet.set_column(1, 1, _WIDTHS["name"])
    sheet.set_column(_PEOPLE, _RATE, _WIDTHS["total"])
    sheet.set_column(_DAYS, _DAYS + max(0, len(register.sessions) - 1), _WIDTHS["day"])
    sheet.write_string(0, 0, printable(words.titles[register.class_.code]), formats.title)
    sheet.write_string(1, 0, words.rule)
    heads = (words.roll_no, words.name, *(words.statuses[one] for one in _TOTALS), words.attended)
    for column, text in enumerate(heads):
        sheet.write_string(_HEAD, column, text, formats.head)
    for column, roll in enumerate(register.sessions, start=_DAYS):
        starts = timetable.local(roll.session.starts_at, register.class_.timezone)
        sheet.write_number(_HEAD, column, clock(starts), formats.day)


def _people(line: Line) -> tuple[str, str]:
    return line.student.roll_no, line.student.name


def _totals(tally: Tally) -> Iterable[Value]:
    return (*(_count(tally, status) for status in _TOTALS), tally.rate)


def _letters(line: Line) -> Iterable[Value]:
    return (colours.LETTERS[one.status] if one and one.status else None for one in line.attendances)


def _count(tally: Tally, status: Status | None) -> int:
    return tally.count(status) if status else tally.unmarked


def _plain_style(formats: _Formats) -> Styles:
    return (*[None] * _RATE, formats.rate)


def _foot(
    register: Register, words: Words, formats: _Formats
) -> list[tuple[Sequence[Value], Styles]]:
    """The whole class, below an empty row: for each status how many had it in each session."""
    tallies = [roll.tally for roll in register.sessions]
    empty = [None] * (len(_TOTALS) + 1)
    counts: Styles = (None, formats.bold, *empty, *[None] * len(tallies))
    rates: Styles = (None, formats.bold, *empty[1:], *[formats.rate] * (len(tallies) + 1))
    rows: list[tuple[Sequence[Value], Styles]] = [((), ())]
    for status in _TOTALS:
        numbers = (_count(tally, status) for tally in tallies)
        rows.append(((None, words.statuses[status], *empty, *numbers), counts))
    whole = (None, words.attended, *_totals(register.tally), *(one.rate for one in tallies))
    return [*rows, (whole, rates)]


def _colour(sheet: RowsSheet, formats: _Formats, *, last_row: int, last_column: int) -> None:
    """Marks in their colours, as long as they say what they say; percentages on a scale."""
    for status, form in formats.statuses.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{colours.LETTERS[status]}"'}
        rule |= {"format": form}
        sheet.conditional_format(_FIRST, _DAYS, last_row, last_column, rule)
    scale = {
        "type": "2_color_scale",
        "min_type": "num",
        "min_value": 0,
        "max_type": "num",
        "max_value": 1,
        "min_color": colours.STATUS[Status.LATE],
        "max_color": colours.PAPER,
    }
    sheet.conditional_format(_FIRST, _RATE, last_row, _RATE, scale)


def _marks(
    sheet: RowsSheet, registers: Sequence[Register], words: Words, formats: _Formats
) -> None:
    """One row for each mark."""
    for column, text in enumerate(words.columns):
        sheet.write_string(0, column, text, formats.head)
    at, plain = formats.moment, None
    entries = [entry for register in registers for entry in register.entries]
    codes = [register.class_.code for register in registers for _ in register.entries]
    columns: tuple[Sequence[Filled], ...] = (
        codes,
        [clock(entry.starts) for entry in entries],
        [entry.student.roll_no for entry in entries],
        [entry.student.name for entry in entries],
        [words.statuses[entry.mark.status] for entry in entries],
        [str(entry.mark.source) for entry in entries],
        [clock(entry.at) for entry in entries],
    )
    sheet.put_columns(1, columns, (plain, at, plain, plain, plain, plain, at))
    for column, width in enumerate(("roll", "moment", "roll", "name", "roll", "roll", "moment")):
        sheet.set_column(column, column, _WIDTHS[width])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(entries), len(words.columns) - 1)
