"""Letters on pictures."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from PIL import ImageDraw, ImageFont

from bot import fonts
from bot.replies import naming
from bot.reports import colours

_ELLIPSIS = "…"
_BOX = "□"  # instead of a letter that no font has
_LAST_SURE = "\u052f"  # DejaVu Sans has the letters up to here: Latin, Greek and Cyrillic


@dataclass(frozen=True, kw_only=True)
class Lettering:
    """The fonts of a picture: for each letter one that has it, if the system has one."""

    choice: fonts.Choice

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """For all that is to be written; to look for fonts takes a while, so it is done once."""
        letters = frozenset(char for text in texts for char in text)
        if max(letters, default="") > _LAST_SURE:
            return cls(choice=fonts.choose("".join(sorted(letters))))
        usual = fonts.Font(path=fonts.dejavu())
        return cls(choice=fonts.Choice(fonts=(usual,), letters=(letters,), missing=frozenset()))

    def boxed(self, texts: Iterable[str]) -> list[str]:
        """Those of which a letter is a box, for no font has it."""
        return [text for text in texts if self.choice.missing.intersection(text)]

    def length(self, text: str, size: int) -> float:
        """How many pixels wide a text is in letters of so many pixels."""
        return sum(font.getlength(run) for run, font in self._runs(text, size))

    def fitting(self, text: str, size: int, width: float) -> str:
        """As much of a text as fits into ``width`` pixels."""
        if self.length(text, size) <= width:
            return text
        letters = naming.letters(text)
        while letters and self.length("".join(letters) + _ELLIPSIS, size) > width:
            letters.pop()
        return "".join(letters).rstrip() + _ELLIPSIS

    def write(
        self,
        draw: ImageDraw.ImageDraw,
        place: tuple[float, float],
        text: str,
        size: int,
        *,
        anchor: str = "lm",
    ) -> None:
        """Write from the left; ``anchor`` begins with l."""
        x, y = place
        for run, font in self._runs(text, size):
            draw.text((x, y), run, font=font, fill=colours.INK, anchor=anchor)
            x += font.getlength(run)

    def _runs(self, text: str, size: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
        boxes = str.maketrans(dict.fromkeys(self.choice.missing, _BOX))
        return [
            (run, _opened(one.path, one.number, size))
            for one, run in self.choice.runs(text.translate(boxes))
        ]


def font(size: int) -> ImageFont.FreeTypeFont:
    """The font of what is always written: digits, and our own words."""
    return _opened(fonts.dejavu(), 0, size)


@lru_cache
def _opened(path: Path, number: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index=number)
