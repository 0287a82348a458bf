"""Names in letters that can be read from a few steps away, which Telegram's own cannot."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.reports.lettering import Lettering, font

_WIDTH = 1280  # pixels; Telegram shows no more
_HEIGHT = 640  # of one name alone: half as high as wide stays whole on a tablet
_LEAST = 240  # pixels for each of several
_MARGIN = 40  # pixels
_LINES = 1.2  # of a letter's size from one line to the next
_SMALLEST = 40  # pixels; a name that is still too long is cut
_STEP = 0.95
_WHITE, _LINE_GREY = 255, 170


@dataclass(frozen=True, kw_only=True)
class _Set:
    """A name in one line or two, and how large."""

    lines: tuple[str, ...]
    size: int


def draw_names(names: Sequence[str]) -> bytes | None:
    """A PNG with the names below one another, each as large as it fits.

    None where a letter is in no font: nobody knows themself by a box.
    """
    lettering = Lettering.of(names)
    if lettering.boxed(names):
        return None
    height = max(_LEAST, _HEIGHT // len(names))
    # Greys: colours would take three times as long, and people wait.
    picture = Image.new("L", (_WIDTH, height * len(names)), _WHITE)
    draw = ImageDraw.Draw(picture)
    for number, name in enumerate(names):
        top = number * height
        if number:
            draw.line((_MARGIN, top, _WIDTH - _MARGIN, top), fill=_LINE_GREY, width=2)
        _write(draw, lettering, _set(lettering, name, height), top + height / 2)
    stream = io.BytesIO()
    picture.save(stream, format="PNG")
    return stream.getvalue()


def _write(draw: ImageDraw.ImageDraw, lettering: Lettering, put: _Set, middle: float) -> None:
    """Centre lines round a height."""
    ascent, descent = font(put.size).getmetrics()
    step = put.size * _LINES
    first = middle - step * (len(put.lines) - 1) / 2 + (ascent - descent) / 2
    for number, line in enumerate(put.lines):
        x = (_WIDTH - lettering.length(line, put.size)) / 2
        lettering.write(draw, (x, first + number * step), line, put.size, anchor="ls")


def _set(lettering: Lettering, name: str, height: int) -> _Set:
    """The larger of one line and two."""
    ways = (_fitted(lettering, lines, height) for lines in _ways(name))
    return max(ways, key=lambda way: way.size)


def _ways(name: str) -> list[tuple[str, ...]]:
    """The name in one line, and parted at the space nearest its middle."""
    spaces = [at for at, letter in enumerate(name) if letter == " "]
    if not spaces:
        return [(name,)]
    middle = min(spaces, key=lambda at: abs(at - len(name) / 2))
    return [(name,), (name[:middle], name[middle + 1 :])]


def _fitted(lettering: Lettering, lines: tuple[str, ...], height: int) -> _Set:
    room = _WIDTH - 2 * _MARGIN
    size = int((height - _MARGIN) / (_LINES * len(lines)))
    while size > _SMALLEST and max(lettering.length(line, size) for line in lines) > room:
        size = int(size * _STEP)
    return _Set(lines=tuple(lettering.fitting(line, size, room) for line in lines), size=size)
