"""Letters on pictures."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from bot import fonts

_ELLIPSIS = "…"
_LAST_SURE = "\u052f"  # DejaVu Sans has the letters up to here: Latin, Greek and Cyrillic


def font(size: int, text: str = "") -> ImageFont.FreeTypeFont:
    """A font of so many pixels that has the letters of a text, if the system has one."""
    other = any(char > _LAST_SURE for char in text)
    return _opened(*_face(text), size) if other else _opened(fonts.dejavu(), 0, size)


def fitting(text: str, letters: ImageFont.FreeTypeFont, width: float) -> str:
    """As much of a text as fits into ``width`` pixels."""
    if letters.getlength(text) <= width:
        return text
    while text and letters.getlength(text + _ELLIPSIS) > width:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS


@lru_cache(maxsize=1024)
def _face(text: str) -> tuple[Path, int]:
    """The font that was chosen last has what those before it have not, and mostly Latin too."""
    chosen = fonts.choose(text).fonts[-1]
    return chosen.path, chosen.number


@lru_cache
def _opened(path: Path, number: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index=number)
