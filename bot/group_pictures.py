"""A group photo with its faces boxed and named."""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from bot import fonts
from bot.drawing import BoxedFace, Shown

# Okabe and Ito's palette, told apart by colour-blind readers (jfly.uni-koeln.de/color).
_KNOWN, _UNKNOWN = "#009E73", "#E69F00"
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
    choice = fonts.choose("".join(face.label for face in faces))
    letters = _Letters(choice=choice, size=max(_SMALLEST, round(side * _LETTERS)))
    for face in faces:
        x0, y0, x1, y1 = (value * scale for value in face.box)
        colour = _KNOWN if face.known else _UNKNOWN
        draw.rectangle((x0, y0, x1, y1), outline=colour, width=max(2, round(side * _LINE)))
        room = max(_ROOM * (x1 - x0), _LEAST_ROOM * letters.size)
        label = letters.fitting(letters.legible(face), room)
        _label(draw, letters, label, corner=(x0, y1), size=picture.size, colour=colour)
    stream = io.BytesIO()
    picture.save(stream, format="JPEG", quality=_QUALITY)
    return stream.getvalue()


@dataclass(frozen=True, kw_only=True)
class _Letters:
    """Writes a text of any script in fonts that have its letters."""

    choice: fonts.Choice
    size: int  # pixels
    _loaded: dict[fonts.Font, ImageFont.FreeTypeFont] = field(default_factory=dict)

    def legible(self, face: BoxedFace) -> str:
        """The label, or what stands for one of which a letter could not be drawn."""
        if any(char.isalpha() for char in self.choice.missing.intersection(face.label)):
            return face.instead
        drawable = frozenset[str]().union(*self.choice.letters)
        kept = "".join(char for char in face.label if char in drawable or _is_silent(char))
        return kept.strip() or face.instead

    def fitting(self, text: str, room: float) -> str:
        """As much of a text as there is room for, in pixels."""
        if self.length(text) <= room:
            return text
        while len(text) > 1 and self.length(f"{text}…") > room:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def length(self, text: str) -> float:
        """How wide a text is, in pixels."""
        return sum(self.font(font).getlength(run) for font, run in self.choice.runs(text))

    def font(self, font: fonts.Font) -> ImageFont.FreeTypeFont:
        """One of the fonts, opened once."""
        if font not in self._loaded:
            loaded = ImageFont.truetype(font.path, self.size, index=font.number)
            self._loaded[font] = loaded
        return self._loaded[font]


def _is_silent(char: str) -> bool:
    """Whether it is a space, or says how its neighbours are joined."""
    return unicodedata.category(char) in ("Zs", "Cf")


def _label(
    draw: ImageDraw.ImageDraw,
    letters: _Letters,
    label: str,
    *,
    corner: tuple[float, float],
    size: tuple[int, int],
    colour: str,
) -> None:
    """Write below the corner of a box, or as far as the picture goes."""
    ascent, descent = letters.font(letters.choice.fonts[0]).getmetrics()
    width, height = letters.length(label), ascent + descent
    x = max(0.0, min(corner[0], size[0] - width))
    y = max(0.0, min(corner[1], size[1] - height))
    draw.rectangle((x, y, x + width, y + height), fill=colour)
    for font, run in letters.choice.runs(label):
        draw.text((x, y + ascent), run, font=letters.font(font), fill="#000000", anchor="ls")
        x += letters.font(font).getlength(run)
