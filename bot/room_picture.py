"""The code of a room as a picture: a QR to scan, and digits to type."""

import io
from functools import lru_cache

import numpy as np
import segno
from PIL import Image, ImageDraw, ImageFont

from bot import fonts
from bot.drawing import RoomCard
from bot.reports.lettering import Lettering

_WIDTH, _HEIGHT = 960, 1280  # pixels; upright, as a phone is held, and as large as Telegram keeps
_QR = 860  # of its side, the quiet zone included, at most
_QUIET = 4  # modules of white around it (ISO/IEC 18004)
_TITLE, _DIGITS, _NOTE = 56, 196, 38  # letter heights
_MARGIN = 52
_QR_AT, _CODE_AT, _NOTES_AT, _LINE = 115, 1040, 1168, 58  # from the top, in the middle of each line
_PAPER, _INK = "white", "black"  # scanners want dark on light


def draw_room(card: RoomCard) -> bytes:
    """A PNG; without a link only the words, when there is nothing to scan any more."""
    picture = Image.new("L", (_WIDTH, _HEIGHT), _PAPER)
    draw = ImageDraw.Draw(picture)
    _line(draw, _MARGIN + _TITLE // 2, card.title, _TITLE)
    if card.link:
        code = _qr(card.link)
        picture.paste(code, ((_WIDTH - code.width) // 2, _QR_AT))
        half = len(card.code) // 2
        digits = f"{card.code[:half]} {card.code[half:]}"
        draw.text((_WIDTH / 2, _CODE_AT), digits, font=_bold(_DIGITS), fill=_INK, anchor="mm")
    for number, note in enumerate(card.notes):
        _line(draw, (_NOTES_AT if card.link else _HEIGHT // 2) + number * _LINE, note, _NOTE)
    stream = io.BytesIO()
    picture.save(stream, format="PNG")
    return stream.getvalue()


def _qr(link: str) -> Image.Image:
    """The symbol in whole pixels a module: blurred edges are harder to read from afar."""
    code = segno.make(link, error="m", micro=False)
    modules = np.pad(np.array([list(row) for row in code.matrix], np.uint8), _QUIET)
    symbol = Image.fromarray(np.where(modules, 0, 255).astype(np.uint8))
    scale = _QR // symbol.width
    return symbol.resize((symbol.width * scale, symbol.width * scale), Image.Resampling.NEAREST)


def _line(draw: ImageDraw.ImageDraw, y: float, text: str, size: int) -> None:
    """Write a line in the middle, as much of it as there is room for."""
    lettering = Lettering.of([text])
    fitting = lettering.fitting(text, size, _WIDTH - 2 * _MARGIN)
    lettering.write(draw, ((_WIDTH - lettering.length(fitting, size)) / 2, y), fitting, size)


@lru_cache
def _bold(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(fonts.dejavu().with_name("DejaVuSans-Bold.ttf"), size)
