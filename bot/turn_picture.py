"""A picture of the turns that are asked for: a head for each step, with an arrow."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from attendance.liveness import Turn
from bot.replies import film

_SCALE = 2  # drawn twice as large, and reduced, so that edges are smooth
_CELL, _HEIGHT = 300 * _SCALE, 400 * _SCALE
_PAPER, _INK, _SKIN, _SIGNAL = "#ffffff", "#24292f", "#ffd9b3", "#0969da"
_LINE = 5 * _SCALE
# Where the face looks, in shares of the head: to the viewer's right, and down. A student sees the
# picture as a mirror: their left is on its left.
_WAYS = {
    Turn.LEFT: (-0.38, 0.0),
    Turn.RIGHT: (0.38, 0.0),
    Turn.UP: (0.0, -0.38),
    Turn.STRAIGHT: (0.0, 0.0),
}

Point = tuple[float, float]


def draw_turns(order: Sequence[Turn]) -> bytes:
    """A PNG with a numbered head for each step, the straight one to begin with before them."""
    steps = [Turn.STRAIGHT, *order]
    picture = Image.new("RGB", (_CELL * len(steps), _HEIGHT), _PAPER)
    draw = ImageDraw.Draw(picture)
    for at, turn in enumerate(steps):
        _head(draw, turn, (_CELL * (at + 0.5), _HEIGHT * 0.46))
        _under(draw, _CELL * (at + 0.5), f"{at}. {film.named(turn)}" if at else "begin straight")
    small = picture.resize(
        (picture.width // _SCALE, picture.height // _SCALE), Image.Resampling.LANCZOS
    )
    stream = io.BytesIO()
    small.save(stream, format="png", optimize=True)
    return stream.getvalue()


def _head(draw: ImageDraw.ImageDraw, turn: Turn, middle: Point) -> None:
    right, down = _WAYS[turn]
    wide, high = _CELL * 0.25, _CELL * 0.32
    x, y = middle
    for side in (-1, 1):  # ears go the other way
        ear = x + side * wide * (1 - 0.1 * abs(right)) - right * wide * 0.25
        _oval(draw, (ear, y - down * high * 0.3), wide * 0.16, high * 0.2)
    _oval(draw, middle, wide, high)
    face = x + right * wide, y + down * high
    narrow = 1 - 0.35 * abs(right) / 0.38
    for side in (-1, 1):
        eye = face[0] + side * wide * 0.38 * narrow, face[1] - high * 0.18
        _oval(draw, eye, wide * 0.09, high * 0.09, fill=_INK)
    nose = face[0] + right * wide * 0.45, face[1] + high * 0.12 + down * high * 0.35
    bridge = face[0], face[1] - high * 0.1
    draw.line([bridge, nose, (face[0], nose[1] + high * 0.04)], fill=_INK, width=_LINE)
    mouth = wide * 0.32 * narrow
    at = face[1] + high * 0.42
    draw.line([(face[0] - mouth, at), (face[0] + mouth, at)], fill=_INK, width=_LINE)
    if right or down:
        _arrow(draw, middle, (right, down))


def _arrow(draw: ImageDraw.ImageDraw, middle: Point, way: Point) -> None:
    """Beside the head, pointing where it turns."""
    right, down = (way[0] > 0) - (way[0] < 0), (way[1] > 0) - (way[1] < 0)
    start = middle[0] + right * _CELL * 0.29, middle[1] + down * _CELL * 0.37
    end = middle[0] + right * _CELL * 0.43, middle[1] + down * _CELL * 0.51
    barb = _CELL * 0.06
    draw.line([start, end], fill=_SIGNAL, width=_LINE * 3)
    tip = end[0] + right * barb * 0.7, end[1] + down * barb * 0.7
    one = end[0] - right * barb + down * barb, end[1] - down * barb + right * barb
    other = end[0] - right * barb - down * barb, end[1] - down * barb - right * barb
    draw.polygon([tip, one, other], fill=_SIGNAL)


def _oval(
    draw: ImageDraw.ImageDraw, middle: Point, wide: float, high: float, fill: str = _SKIN
) -> None:
    x, y = middle
    draw.ellipse((x - wide, y - high, x + wide, y + high), fill=fill, outline=_INK, width=_LINE)


def _under(draw: ImageDraw.ImageDraw, middle: float, text: str) -> None:
    font = ImageFont.load_default(size=34 * _SCALE)
    draw.text((middle, _HEIGHT * 0.91), text, fill=_INK, font=font, anchor="mm")
