"""A group photo with its faces boxed and named."""

import io
import unicodedata
from collections.abc import Sequence

from PIL import Image, ImageDraw

from attendance.model import Status
from bot import fonts
from bot.drawing import BoxedFace, Shown
from bot.reports import colours
from bot.reports.lettering import Lettering, font

_KNOWN, _UNKNOWN = colours.STATUS[Status.PRESENT], colours.STATUS[Status.LATE]
_LINE = 1 / 400  # of the longer side
_LETTERS = 1 / 45  # of the longer side: legible on a phone
_SMALLEST = 12  # pixels
_ROOM = 1.5  # of a box's width for its label: a longer one would lie on other faces
_LEAST_ROOM = 5  # letter heights for the label of a small box
_QUALITY = 88  # of the JPEG


def draw_faces(shown: Shown, faces: Sequence[BoxedFace]) -> bytes:
    """A JPEG of the photo, with a box and a label for each face."""
    pixels, scale = shown
    picture = Image.fromarray(pixels)
    side = max(picture.size)
    draw = ImageDraw.Draw(picture)
    lettering = Lettering.of(face.label for face in faces)
    size = max(_SMALLEST, round(side * _LETTERS))
    for face in faces:
        x0, y0, x1, y1 = (value * scale for value in face.box)
        colour = _KNOWN if face.known else _UNKNOWN
        draw.rectangle((x0, y0, x1, y1), outline=colour, width=max(2, round(side * _LINE)))
        room = max(_ROOM * (x1 - x0), _LEAST_ROOM * size)
        label = lettering.fitting(_legible(face, lettering.choice), size, room)
        ascent, descent = font(size).getmetrics()
        width, height = lettering.length(label, size), ascent + descent
        x = max(0.0, min(x0, picture.width - width))
        y = max(0.0, min(y1, picture.height - height))
        draw.rectangle((x, y, x + width, y + height), fill=colour)
        lettering.write(draw, (x, y + ascent), label, size, anchor="ls")
    stream = io.BytesIO()
    picture.save(stream, format="JPEG", quality=_QUALITY)
    return stream.getvalue()


def _legible(face: BoxedFace, choice: fonts.Choice) -> str:
    """The label, or what stands for one of which a letter could not be drawn."""
    if any(char.isalpha() for char in choice.missing.intersection(face.label)):
        return face.instead
    drawable = frozenset[str]().union(*choice.letters)
    kept = "".join(char for char in face.label if char in drawable or _is_silent(char))
    return kept.strip() or face.instead


def _is_silent(char: str) -> bool:
    """Whether it is a space, or says how its neighbours are joined."""
    return unicodedata.category(char) in ("Zs", "Cf")
