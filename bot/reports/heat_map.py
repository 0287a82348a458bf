"""A class over time as pictures: a row for each student, a column for each session or week."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import ceil

from PIL import Image, ImageDraw

from attendance.model import Status
from attendance.register import Line, Register
from attendance.summary import Attendance, SessionRoll
from attendance.tally import Tally
from bot.reports import colours
from bot.reports.lettering import Lettering, font

MOST_ROWS = 30  # students on a picture: then a name is legible on a phone held upright
MOST_PICTURES = 4  # of a class; a larger one is shown by those who missed most
_MOST_COLUMNS = 45  # of the 14 pixels that a column at least takes

# In pixels; a phone is some 1,080 wide, and Telegram makes photos larger than 1,280 smaller.
_WIDTH = 1080
_MARGIN, _GAP = 18, 2
_ROW, _NAME, _RATE = 34, 300, 96
_WIDEST, _WIDE = 46, 20  # a column, and one that has room for larger letters
_NUMBERED = 34  # a column wide enough for a percentage
_LARGE, _MIDDLE, _SMALL, _TINY = 32, 22, 20, 14
_TITLE, _LEGEND, _LABELS = 52, 40, 50


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is written on a picture."""

    title: str
    statuses: Mapping[Status | None, str]
    scale: str  # beside the colours of percentages
    attended: str  # above the percentages
    whole_class: str  # beside the last row
    days: Sequence[str]  # Monday first
    months: Sequence[str]  # January first


@dataclass(frozen=True, kw_only=True)
class _Column:
    """One session, or those of a week or month; ``places`` are theirs in the register."""

    over: str
    label: str
    places: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """A picture in the making."""

    draw: ImageDraw.ImageDraw
    lettering: Lettering
    columns: tuple[_Column, ...]
    left: int  # where the columns begin
    step: float  # a column's width
    single: bool  # columns are sessions


def shown(register: Register) -> tuple[Line, ...]:
    """Who is on the pictures: everybody by roll number, or those who missed most."""
    lines = register.lines
    if len(lines) <= MOST_ROWS * MOST_PICTURES:
        return lines
    return tuple(sorted(lines, key=_missed_most)[:MOST_ROWS])


def lettering_for(lines: Sequence[Line], words: Words) -> Lettering:
    """The fonts that pictures of these students take."""
    people = (text for one in lines for text in (one.student.roll_no, one.student.name))
    return Lettering.of([words.title, words.whole_class, *people])


def draw(register: Register, words: Words, lettering: Lettering | None = None) -> list[bytes]:
    """One or several PNGs, 1,080 pixels wide; none without a session.

    ``lettering`` is that for those shown, if it is known: to look for fonts takes a while.
    """
    lines = shown(register)
    pages = ceil(len(lines) / MOST_ROWS)
    rows = ceil(len(lines) / pages) if pages else 0
    columns, single = _columns(register.sessions, words)
    lettering = lettering or lettering_for(lines, words)
    return [
        _page(
            register,
            words,
            lines[page * rows : (page + 1) * rows],
            columns,
            lettering,
            single=single,
        )
        for page in range(pages)
    ]


def _missed_most(line: Line) -> float:
    return 1.0 if line.tally.rate is None else line.tally.rate


def _columns(sessions: Sequence[SessionRoll], words: Words) -> tuple[tuple[_Column, ...], bool]:
    """The finest columns that are few enough, and whether each is one session."""
    if len(sessions) <= _MOST_COLUMNS:
        return _by_session(sessions, words), True
    weeks = _grouped(
        sessions, "%G-%V", lambda day: words.months[day.month - 1], lambda day: f"{day.day}"
    )
    if len(weeks) <= _MOST_COLUMNS:
        return weeks, False
    return _grouped(sessions, "%Y-%m", lambda day: f"{day:%Y}", lambda day: f"{day.month}"), False


def _by_session(sessions: Sequence[SessionRoll], words: Words) -> tuple[_Column, ...]:
    """Labelled by day of the week and of the month, once a day."""
    found: list[_Column] = []
    before = None
    for place, roll in enumerate(sessions):
        day = roll.session.date
        new = day != before
        over, label = (words.days[day.weekday()], str(day.day)) if new else ("", "·")
        found.append(_Column(over=over, label=label, places=(place,)))
        before = day
    return tuple(found)


def _grouped(
    sessions: Sequence[SessionRoll],
    key: str,
    over: Callable[[date], str],
    label: Callable[[date], str],
) -> tuple[_Column, ...]:
    """Sessions together whose dates are written alike; labelled by the first one's date."""
    found: list[_Column] = []
    before = ""
    numbered = enumerate(sessions)
    for _, group in groupby(numbered, key=lambda one: f"{one[1].session.date:{key}}"):
        members = list(group)
        day = members[0][1].session.date
        above = over(day)
        places = tuple(place for place, _ in members)
        found.append(
            _Column(over=above if above != before else "", label=label(day), places=places)
        )
        before = above
    return tuple(found)


def _page(
    register: Register,
    words: Words,
    lines: Sequence[Line],
    columns: tuple[_Column, ...],
    lettering: Lettering,
    *,
    single: bool,
) -> bytes:
    top = _MARGIN + _TITLE + _LEGEND + _LABELS
    height = top + (len(lines) + 1) * _ROW + 2 * _MARGIN
    picture = Image.new("RGB", (_WIDTH, height), colours.PAPER)
    step = min(_WIDEST, (_WIDTH - 2 * _MARGIN - _NAME - _RATE) / len(columns))
    left = _WIDTH - _MARGIN - _RATE - round(step * len(columns))
    sheet = _Sheet(
        draw=ImageDraw.Draw(picture),
        lettering=lettering,
        columns=columns,
        left=left,
        step=step,
        single=single,
    )
    _head(sheet, words)
    for number, line in enumerate(lines):
        _line(sheet, line, top + number * _ROW)
    _foot(sheet, register, words, top + len(lines) * _ROW + _MARGIN)
    stream = io.BytesIO()
    picture.save(stream, format="PNG")
    return stream.getvalue()


def _head(sheet: _Sheet, words: Words) -> None:
    draw = sheet.draw
    title = sheet.lettering.fitting(words.title, _LARGE, _WIDTH - 2 * _MARGIN)
    place = (_MARGIN, _MARGIN + _LARGE)  # of the line that letters stand on
    sheet.lettering.write(draw, place, title, _LARGE, anchor="ls")
    _legend(sheet, words, _MARGIN + _TITLE)
    top = _MARGIN + _TITLE + _LEGEND
    letters = font(_SMALL if sheet.step >= _WIDE else _TINY)
    for number, column in enumerate(sheet.columns):
        x = sheet.left + (number + 0.5) * sheet.step
        draw.text((x, top + 14), column.over, font=letters, fill=colours.QUIET, anchor="mm")
        # Every other label where they would touch.
        if letters.getlength("00") < sheet.step or number % 2 == 0:
            draw.text((x, top + 36), column.label, font=letters, fill=colours.INK, anchor="mm")
    right = _WIDTH - _MARGIN
    draw.text((right, top + 36), words.attended, font=font(_SMALL), fill=colours.INK, anchor="rm")


def _legend(sheet: _Sheet, words: Words, top: float) -> None:
    x, size = float(_MARGIN), _ROW - 6
    letters = font(_MIDDLE)
    if not sheet.single:
        for percent in (0, 25, 50, 75, 100):
            scale = Tally(present=percent, absent=100 - percent)
            _rate_cell(sheet.draw, (x, top, 2 * _ROW, size), scale)
            x += 2 * _ROW
        _write(sheet, words.scale, x + 12, top, size)
        return
    for status, word in words.statuses.items():
        _cell(sheet.draw, (x, top, size, size), status)
        _write(sheet, word, x + _ROW, top, size)
        x += _ROW + letters.getlength(word) + 26


def _write(sheet: _Sheet, text: str, x: float, top: float, height: float) -> None:
    place = (x, top + height / 2)
    sheet.lettering.write(sheet.draw, place, text, _MIDDLE)


def _line(sheet: _Sheet, line: Line, top: float) -> None:
    _names(sheet, line.student.roll_no, line.student.name, line.tally, top)
    for number, column in enumerate(sheet.columns):
        box = (sheet.left + number * sheet.step, top, sheet.step - _GAP, _ROW - _GAP)
        found = [one for place in column.places if (one := line.attendances[place])]
        _place(sheet, box, found)


def _place(
    sheet: _Sheet, box: tuple[float, float, float, float], found: Sequence[Attendance]
) -> None:
    """A student in one column: nothing where they were not in the class."""
    if not found:
        return
    if sheet.single:
        _cell(sheet.draw, box, found[0].status)
    else:
        _rate_cell(sheet.draw, box, Tally.of(one.status for one in found))


def _foot(sheet: _Sheet, register: Register, words: Words, top: float) -> None:
    """The whole class, column by column; also those who are not on the picture."""
    _names(sheet, words.whole_class, "", register.tally, top)
    for number, column in enumerate(sheet.columns):
        tallies = [register.sessions[place].tally for place in column.places]
        box = (sheet.left + number * sheet.step, top, sheet.step - _GAP, _ROW - _GAP)
        _rate_cell(sheet.draw, box, sum(tallies, Tally()))


def _names(sheet: _Sheet, first: str, name: str, tally: Tally, top: float) -> None:
    """Roll number and name on the left, each by itself: they may run in opposite directions."""
    lettering, height = sheet.lettering, _ROW - _GAP
    first = lettering.fitting(first, _MIDDLE, _NAME / 2)
    _write(sheet, first, _MARGIN, top, height)
    x = _MARGIN + lettering.length(first, _MIDDLE) + 14
    name = lettering.fitting(name, _MIDDLE, sheet.left - x - 10)
    _write(sheet, name, x, top, height)
    percent = "–" if tally.percent is None else f"{tally.percent}%"
    place = (_WIDTH - _MARGIN, top + height / 2)
    sheet.draw.text(place, percent, font=font(_MIDDLE), fill=colours.INK, anchor="rm")


def _cell(
    draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], status: Status | None
) -> None:
    """A mark in its colour; all but present has its letter too."""
    fill = colours.STATUS[status] if status else colours.NO_MARK
    letter = colours.LETTERS[status] if status and status is not Status.PRESENT else ""
    size = _SMALL if box[2] >= _WIDE - _GAP else _TINY
    _box(draw, box, fill, letter, ink=colours.INK, size=size)


def _rate_cell(
    draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], tally: Tally
) -> None:
    """A part attended in its colour; where there is room, in numbers too."""
    if tally.rate is None:
        _cell(draw, box, None)
        return
    text = str(tally.percent) if box[2] >= _NUMBERED - _GAP else ""
    ink = colours.ink_on(tally.rate)
    _box(draw, box, colours.of_rate(tally.rate), text, ink=ink, size=_TINY + 2)


def _box(
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    fill: str,
    text: str,
    *,
    ink: str,
    size: int,
) -> None:
    x, y, width, height = box
    draw.rectangle((x, y, x + width - 1, y + height - 1), fill=fill)
    if text:
        place = (x + width / 2, y + height / 2)
        draw.text(place, text, font=font(size), fill=ink, anchor="mm")
