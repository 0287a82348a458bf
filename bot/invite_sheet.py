"""Invites to print and cut out: a QR code for each student, with their name."""

import io
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import cast

import segno
from fpdf import FPDF
from fpdf.enums import MethodReturnValue

from bot import fonts
from bot.drawing import Paper, Printed, Slip
from bot.replies import naming

_SIZES = {Paper.A4: (210.0, 297.0), Paper.LETTER: (215.9, 279.4)}  # ISO 216, ANSI; millimetres
_MARGIN = 10.0  # what printers leave white
_HEAD = 7.0
_COLUMNS, _ROWS = 2, 6
_QR = 34.0  # a link's 33 modules are 1 mm each: read from 30 cm by any phone
_GAP = 3.0
_QUIET = 4  # modules around a code (ISO/IEC 18004)
_NAME_SIZES = (14, 12, 10, 8, 6)  # points, the largest that fits
_NAME_HEIGHT = 11.0
_LINE = 0.45  # of a size in points, as millimetres
_ROLL, _TEXT, _SMALL = 10, 8, 6  # points
_BOX = "□"  # instead of a letter that no font has
_FAMILY = "first"
_GREY = 150


def draw_sheet(title: str, how: str, slips: Sequence[Slip]) -> Printed:
    """The same slips as a PDF for each kind of paper, and the names that no font has letters for.

    ``title`` stands on every page, ``how`` on every slip.
    """
    names = [slip.name for slip in slips]
    choice = fonts.choose("".join([title, how, *names, *(slip.roll_no for slip in slips)]))
    unprinted = tuple(name for name in names if choice.missing & set(name))
    boxes = str.maketrans(dict.fromkeys(choice.missing, _BOX))
    title, how = title.translate(boxes), how.translate(boxes)
    slips = [
        replace(one, name=one.name.translate(boxes), roll_no=one.roll_no.translate(boxes))
        for one in slips
    ]
    with_pictures = [(slip, _qr(slip.link)) for slip in slips]
    files = {
        paper: _document(size, choice.fonts, title, how, with_pictures)
        for paper, size in _SIZES.items()
    }
    return Printed(files=files, unprinted=unprinted)


def _document(
    size: tuple[float, float],
    found: Sequence[fonts.Font],
    title: str,
    how: str,
    slips: Sequence[tuple[Slip, bytes]],
) -> bytes:
    width, height = size
    pdf = FPDF(unit="mm", format=size)
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    _use(pdf, found)
    across = (width - 2 * _MARGIN) / _COLUMNS
    down = (height - 2 * _MARGIN - _HEAD) / _ROWS
    a_page = _COLUMNS * _ROWS
    pages = (len(slips) + a_page - 1) // a_page
    for number, (slip, picture) in enumerate(slips):
        page, place = divmod(number, a_page)
        if place == 0:
            pdf.add_page()
            _head(pdf, title, f"{page + 1}/{pages}")
        row, column = divmod(place, _COLUMNS)
        x, y = _MARGIN + column * across, _MARGIN + _HEAD + row * down
        _slip(pdf, slip, picture, how, box=(x, y, across, down))
    return bytes(pdf.output())


def _use(pdf: FPDF, found: Sequence[fonts.Font]) -> None:
    """The first font, and the others for the letters that it has not."""
    families = [_FAMILY, *(f"more{number}" for number in range(1, len(found)))]
    for family, font in zip(families, found, strict=True):
        pdf.add_font(family, fname=font.path, collection_font_number=font.number)
    pdf.set_font(_FAMILY, size=_TEXT)
    pdf.set_fallback_fonts(families[1:])


def _head(pdf: FPDF, title: str, page: str) -> None:
    """The page apart from the title, which may be read from the right."""
    pdf.set_font(_FAMILY, size=_TEXT)
    pdf.set_text_shaping(True)
    width = pdf.w - 2 * _MARGIN
    room = width - 2 * pdf.get_string_width(page)
    title = _fitting(title, partial(_has_room, pdf, room))
    pdf.set_xy(_MARGIN, _MARGIN)
    pdf.cell(room, _HEAD - 2, title)
    pdf.set_xy(_MARGIN, _MARGIN)
    pdf.cell(width, _HEAD - 2, page, align="R")


def _slip(
    pdf: FPDF, slip: Slip, picture: bytes, how: str, *, box: tuple[float, float, float, float]
) -> None:
    x, y, width, height = box
    pdf.set_draw_color(_GREY)
    pdf.set_dash_pattern(dash=1, gap=1)
    pdf.rect(x, y, width, height)
    pdf.image(io.BytesIO(picture), x + _GAP, y + (height - _QR) / 2, _QR, _QR)
    left, room = x + _QR + 2 * _GAP, width - _QR - 3 * _GAP
    pdf.set_xy(left, y + _GAP)
    pdf.set_text_shaping(True)
    _name(pdf, slip.name, left, room)
    pdf.set_font(_FAMILY, size=_ROLL)
    has_room = partial(_has_room, pdf, room)
    _lines(pdf, [_fitting(slip.roll_no, has_room)], left, _ROLL)
    pdf.set_text_shaping(False)  # what is left is plain Latin, and shaping takes most of the time
    address, start, code = slip.link.partition("?")
    _lines(pdf, _wrapped(pdf, how, room), left, _TEXT)
    _lines(pdf, [address, start + code], left, _SMALL)


def _name(pdf: FPDF, name: str, left: float, room: float) -> None:
    """In the largest letters that it has room in, or as much of it as the smallest have."""

    def fits(text: str) -> bool:
        height = pdf.multi_cell(
            room, _LINE * size, text, dry_run=True, output=MethodReturnValue.HEIGHT
        )
        return cast(float, height) <= _NAME_HEIGHT

    pdf.set_font(_FAMILY, size=_NAME_SIZES[0])
    if _has_room(pdf, room, name):
        _lines(pdf, [name], left, _NAME_SIZES[0])
        return
    for size in _NAME_SIZES:
        pdf.set_font(_FAMILY, size=size)
        if fits(name):
            break
    name = _fitting(name, fits)
    pdf.set_x(left)
    pdf.multi_cell(room, _LINE * size, name, align="L", new_x="LEFT", new_y="NEXT")
    pdf.set_y(pdf.get_y() + 1)


def _has_room(pdf: FPDF, room: float, text: str) -> bool:
    """Whether a text fits into one line of so many millimetres."""
    width: float = pdf.get_string_width(text)
    return width < room - 2 * pdf.c_margin


def _fitting(text: str, fits: Callable[[str], bool]) -> str:
    """As much of a text as fits."""
    if fits(text):
        return text
    lengths = range(1, len(text))
    fitting = bisect_left(lengths, True, key=lambda most: not fits(naming.short(text, most)))
    return naming.short(text, max(1, fitting))


def _lines(pdf: FPDF, lines: Sequence[str], left: float, size: float) -> None:
    """Write lines that fit, and leave a little room after them."""
    pdf.set_font(_FAMILY, size=size)
    for line in lines:
        pdf.set_x(left)
        pdf.cell(0, _LINE * size, line, new_x="LEFT", new_y="NEXT")
    pdf.set_y(pdf.get_y() + 1)


def _wrapped(pdf: FPDF, text: str, room: float) -> list[str]:
    pdf.set_font(_FAMILY, size=_TEXT)
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _has_room(pdf, room, longer):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _qr(link: str) -> bytes:
    """A PNG; error correction M bears a crease."""
    stream = io.BytesIO()
    segno.make_qr(link, error="m").save(stream, kind="png", scale=4, border=_QUIET)
    return stream.getvalue()
