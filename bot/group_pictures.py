"""A group photo with its faces boxed and named."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from bot import fonts
from bot.drawing import Box, Shown

# Okabe and Ito's palette, told apart by colour-blind readers (jfly.uni-koeln.de/color).
_KNOWN, _UNKNOWN = "#009E73", "#E69F00"
_LINE = 1 / 400  # of the longer side
_LETTERS = 1 / 45  # of the longer side: legible on a phone
_QUALITY = 88  # of the JPEG


def draw_faces(shown: Shown, faces: Sequence[tuple[Box, str, bool]]) -> bytes:
    """A JPEG of the photo, with a box and a label for each face; the flag says if it is known.

    Boxes are x0, y0, x1, y1 in pixels of the upright image as it was sent.
    """
    pixels, scale = shown
    picture = Image.fromarray(pixels)
    side = max(picture.size)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(fonts.dejavu(), max(12, round(side * _LETTERS)))
    for box, label, known in faces:
        x0, y0, x1, y1 = (value * scale for value in box)
        colour = _KNOWN if known else _UNKNOWN
        draw.rectangle((x0, y0, x1, y1), outline=colour, width=max(2, round(side * _LINE)))
        _label(draw, font, label, corner=(x0, y1), size=picture.size, colour=colour)
    stream = io.BytesIO()
    picture.save(stream, format="JPEG", quality=_QUALITY)
    return stream.getvalue()


def _label(
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont,
    label: str,
    *,
    corner: tuple[float, float],
    size: tuple[int, int],
    colour: str,
) -> None:
    """Write below the corner of a box, or as far as the picture goes."""
    left, top, right, bottom = draw.textbbox((0, 0), label, font=font)
    x = max(0, min(corner[0], size[0] - right))
    y = max(0, min(corner[1], size[1] - bottom))
    draw.rectangle((x + left, y + top, x + right, y + bottom), fill=colour)
    draw.text((x, y), label, font=font, fill="#000000")
