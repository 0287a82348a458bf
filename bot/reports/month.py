"""A student's own month as a picture: a calendar with a mark in each session's place."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image, ImageDraw

from attendance.model import Status
from attendance.register import Period, Register
from attendance.tally import Tally
from bot.reports import colours
from bot.reports.lettering import Lettering, font

# In pixels; a phone is some 1,080 wide, and Telegram makes photos larger than 1,280 smaller.
_WIDTH = 1080
_MARGIN, _GAP = 18, 4
_TITLE, _LEGEND, _DAYS = 58, 46, 34
_NUMBER, _BLOCK = 30, 36  # the height of a date, and of a mark below it
_SWATCH = 28
_LARGE, _MIDDLE, _SMALL = 32, 22, 20
_WEEK = 7
_SCHOOL_WEEK = 5  # days, where there is nothing on the others
_DAY = timedelta(days=1)
_LINE = "#E0E0E0"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is written on the picture."""

    title: str
    statuses: Mapping[Status | None, str]
    days: Sequence[str]  # Monday first


@dataclass(frozen=True, kw_only=True)
class _Mark:
    code: str
    status: Status | None


def draw(registers: Sequence[Register], period: Period, words: Words) -> bytes:
    """A PNG, 1,080 pixels wide, of registers that hold one student alone."""
    marks = _by_day(registers)
    days = _WEEK if any(day.weekday() >= _SCHOOL_WEEK for day in marks) else _SCHOOL_WEEK
    weeks = _weeks(period, days)
    heights = [_height(week, marks) for week in weeks]
    top = _MARGIN + _TITLE + _LEGEND + _DAYS
    picture = Image.new("RGB", (_WIDTH, top + sum(heights) + _MARGIN), colours.PAPER)
    draw_ = ImageDraw.Draw(picture)
    lettering = Lettering.of([words.title, *(one.class_.code for one in registers)])
    step = (_WIDTH - 2 * _MARGIN) / days
    _head(draw_, lettering, words, sum((one.tally for one in registers), Tally()))
    for number in range(days):
        place = (_MARGIN + (number + 0.5) * step, top - _DAYS / 2)
        draw_.text(place, words.days[number], font=font(_SMALL), fill=colours.QUIET, anchor="mm")
    for week, height in zip(weeks, heights, strict=True):
        for number, day in enumerate(week):
            if period.first <= day <= period.last:
                box = (_MARGIN + number * step, top, step - _GAP, height - _GAP)
                _date(draw_, lettering, box, day, marks.get(day, []))
        top += height
    stream = io.BytesIO()
    picture.save(stream, format="PNG")
    return stream.getvalue()


def _by_day(registers: Sequence[Register]) -> dict[date, list[_Mark]]:
    """Marks by date, in the order of their sessions."""
    found = [
        (roll.session, _Mark(code=register.class_.code, status=one.status))
        for register in registers
        for roll in register.sessions
        for one in roll.people
    ]
    marks: dict[date, list[_Mark]] = {}
    for session, mark in sorted(found, key=lambda one: one[0].starts_at):
        marks.setdefault(session.date, []).append(mark)
    return marks


def _weeks(period: Period, days: int) -> list[list[date]]:
    """The first ``days`` of each week, Monday first, of which some are in the period."""
    monday = period.first - period.first.weekday() * _DAY
    mondays = range((period.last - monday).days // _WEEK + 1)
    weeks = [[monday + (week * _WEEK + day) * _DAY for day in range(days)] for week in mondays]
    return [week for week in weeks if week[-1] >= period.first]


def _height(week: Sequence[date], marks: Mapping[date, Sequence[_Mark]]) -> int:
    most = max(len(marks.get(day, ())) for day in week)
    return _NUMBER + _BLOCK * max(1, most) + 2 * _GAP


def _head(draw_: ImageDraw.ImageDraw, lettering: Lettering, words: Words, tally: Tally) -> None:
    percent = "" if tally.percent is None else f"{tally.percent}%"
    room = _WIDTH - 3 * _MARGIN - font(_LARGE).getlength(percent)
    title = lettering.fitting(words.title, _LARGE, room)
    line = _MARGIN + _LARGE  # that letters stand on
    lettering.write(draw_, (_MARGIN, line), title, _LARGE, anchor="ls")
    right = (_WIDTH - _MARGIN, line)
    draw_.text(right, percent, font=font(_LARGE), fill=colours.INK, anchor="rs")
    x, top = float(_MARGIN), _MARGIN + _TITLE
    for status, word in words.statuses.items():
        _block(draw_, (x, top, _SWATCH, _SWATCH), status, lettering)
        place = (x + _SWATCH + 6, top + _SWATCH / 2)
        draw_.text(place, word, font=font(_MIDDLE), fill=colours.INK, anchor="lm")
        x += _SWATCH + font(_MIDDLE).getlength(word) + 32


def _date(
    draw_: ImageDraw.ImageDraw,
    lettering: Lettering,
    box: tuple[float, float, float, float],
    day: date,
    marks: Sequence[_Mark],
) -> None:
    """One day: its number, and below it a block for each session."""
    x, y, width, height = box
    draw_.rectangle((x, y, x + width - 1, y + height - 1), outline=_LINE)
    draw_.text((x + 8, y + 4), str(day.day), font=font(_SMALL), fill=colours.QUIET)
    for number, mark in enumerate(marks):
        top = y + _NUMBER + number * _BLOCK
        block = (x + _GAP, top, width - 2 * _GAP, _BLOCK - _GAP)
        _block(draw_, block, mark.status, lettering, mark.code)


def _block(
    draw_: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    status: Status | None,
    lettering: Lettering,
    code: str = "",
) -> None:
    """A mark in its colour, with its letter unless it is present, and the class's code."""
    x, y, width, height = box
    fill = colours.STATUS[status] if status else colours.NO_MARK
    draw_.rectangle((x, y, x + width - 1, y + height - 1), fill=fill)
    letter = colours.LETTERS[status] if status and status is not Status.PRESENT else ""
    letters, middle = font(_SMALL), y + height / 2
    if code:
        text = lettering.fitting(code, _SMALL, width - 40)
        lettering.write(draw_, (x + 8, middle), text, _SMALL)
        draw_.text((x + width - 8, middle), letter, font=letters, fill=colours.INK, anchor="rm")
    else:
        draw_.text((x + width / 2, middle), letter, font=letters, fill=colours.INK, anchor="mm")
