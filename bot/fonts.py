"""Fonts that have the letters of a text, whatever its script: those of the system fill the gaps."""

import importlib.util
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

# In the names of files: faces that are no plain text.
_NOT_PLAIN = ("bold", "italic", "oblique", "light", "thin", "black", "condensed", "mono", "serif")
_NEEDED = ("cmap", "head", "hhea", "hmtx", "maxp", "name", "post", "OS/2")  # by a PDF
_NO_LETTERS = ("C", "Z")  # categories of characters that nothing is drawn for


@dataclass(frozen=True, kw_only=True)
class Font:
    """One face of a font file."""

    path: Path
    number: int = 0  # in a collection


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Fonts to look letters up in, in this order, and the letters that none of them has."""

    fonts: tuple[Font, ...]
    letters: tuple[frozenset[str], ...]  # what each font is there for
    missing: frozenset[str]

    def runs(self, text: str) -> list[tuple[Font, str]]:
        """A text in pieces of one font each; what needs no letter stays with what is before it."""
        found: list[tuple[Font, str]] = []
        for char in text:
            last = found[-1][0] if found else self.fonts[0]
            having = (
                font for font, known in zip(self.fonts, self.letters, strict=True) if char in known
            )
            font = next(having, last)
            if found and font == last:
                found[-1] = (font, found[-1][1] + char)
            else:
                found.append((font, char))
        return found


def dejavu() -> Path:
    """DejaVu Sans, which comes with Matplotlib: Latin, Greek, Cyrillic, Arabic and more."""
    # Found without importing it, which would take half a second.
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("matplotlib")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"


def choose(text: str, files: Iterable[str] | None = None) -> Choice:
    """DejaVu Sans, and of the system's font files as many as the text takes.

    That opens every font file if a letter is in none: ask once for all that is to be written.
    """
    first = Font(path=dejavu())
    missing = {char for char in text if unicodedata.category(char)[0] not in _NO_LETTERS}
    chosen = {first: _letters(first, missing)}
    missing -= chosen[first]
    if missing and files is None:
        files = _of_system()
    for font in _faces(files or ()):
        if not missing:
            break
        if has := _letters(font, missing):
            missing -= has
            chosen[font] = has
    return Choice(
        fonts=tuple(chosen),
        letters=tuple(frozenset(letters) for letters in chosen.values()),
        missing=frozenset(missing),
    )


def _of_system() -> list[str]:
    from matplotlib import font_manager  # noqa: PLC0415 - it takes a while, and is seldom needed

    return font_manager.findSystemFonts()


def _faces(files: Iterable[str]) -> Iterator[Font]:
    """Every face, plain ones first, and of those Noto's, which are made for one another."""
    for path in sorted(map(Path, files), key=_rank):
        for number in range(_count(path)):
            yield Font(path=path, number=number)


def _rank(path: Path) -> tuple[bool, bool, str]:
    name = path.name.lower()
    return any(word in name for word in _NOT_PLAIN), "notosans" not in name, name


def _count(path: Path) -> int:
    if path.suffix.lower() not in (".ttc", ".otc"):
        return 1
    try:
        with path.open("rb") as file:
            return len(TTCollection(file, lazy=True).fonts)
    except (OSError, TTLibError):
        return 0


def _letters(font: Font, wanted: set[str]) -> set[str]:
    """Those of the wanted letters that the font has outlines for."""
    try:
        with font.path.open("rb") as file:
            opened = TTFont(file, fontNumber=font.number, lazy=True)
            if not _can_be_embedded(opened):
                return set()
            known = opened.getBestCmap() or {}
    except (OSError, TTLibError):
        return set()
    return {char for char in wanted if ord(char) in known}


def _can_be_embedded(font: TTFont) -> bool:
    """Whether it has outlines, not pictures alone, and the tables that fpdf2 reads."""
    outlines = "glyf" in font or "CFF " in font
    return outlines and all(table in font for table in _NEEDED)
