"""Labelled photos on disk: a folder for each person, and lists of pairs as LFW has them.

Labeled Faces in the Wild describes both: http://vis-www.cs.umass.edu/lfw/README.txt
"""

from dataclasses import dataclass
from pathlib import Path

from recognition import errors

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic"})

_FIRST_ENDING = ".jpg"  # what LFW's lists mean
_MOST_DIGITS = 9
_MATCHED, _MISMATCHED = 3, 4  # fields of a line


@dataclass(frozen=True, kw_only=True)
class Side:
    """One photo of a pair, and whose it is."""

    person: str
    photo: Path


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two photos; `fold` counts from 0, and is None in a list that is not divided."""

    one: Side
    other: Side
    fold: int | None

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both photos."""
        return self.one, self.other

    @property
    def same(self) -> bool:
        """Whether both show one person."""
        return self.one.person == self.other.person


def people(folder: Path) -> dict[str, list[Path]]:
    """Return each person's photos, `folder`/person/*.jpg; folders without any are left out.

    Raises `FolderUnreadable`, and `NobodyFound` when no photo is found so.
    """
    try:
        found = {
            person.name: sorted(path for path in person.iterdir() if _is_photo(path))
            for person in sorted(folder.iterdir())
            if person.is_dir()
        }
    except OSError as error:
        path = Path(error.filename or folder)
        raise errors.FolderUnreadable(path=path, reason=error.strerror or str(error)) from error
    named = {name: photos for name, photos in found.items() if photos}
    if not named:
        raise errors.NobodyFound(folder=folder)
    return named


def read_pairs(file: Path, folder: Path) -> list[Pair]:
    """Read a list of pairs of the photos `folder`/name/name_0001.jpg.

    Its first line is `N` (View 1) or `FOLDS N` (View 2); each fold has N lines `name i j`, then N
    lines `name i other j`. Raises `PairsUnreadable`, `PairsMalformed` and `PhotoMissing`.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise errors.PairsUnreadable(path=file, reason=reason) from error
    while lines and not lines[-1].strip():
        lines.pop()
    folds, each = _header(file, lines)
    wanted = 1 + 2 * (folds or 1) * each
    if len(lines) != wanted:
        reason = f"the first line announces {wanted - 1:,} pairs, and {len(lines) - 1:,} follow"
        raise errors.PairsMalformed(path=file, line=len(lines), reason=reason)
    return [
        _Line(file=file, number=number + 2, fields=_fields(line)).pair(
            folder, matched=number // each % 2 == 0, fold=number // (2 * each) if folds else None
        )
        for number, line in enumerate(lines[1:])
    ]


def _is_photo(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS and not path.name.startswith(".") and path.is_file()


def _fields(line: str) -> list[str]:
    """Split at tabs, which leaves spaces in names; without tabs, at spaces."""
    parts = line.split("\t") if "\t" in line else line.split()
    return [part.strip() for part in parts if part.strip()]


def _header(file: Path, lines: list[str]) -> tuple[int, int]:
    """Return the number of folds (0 when the list is not divided) and of pairs of each kind."""
    numbers = _fields(lines[0]) if lines else []
    match [_number(text) for text in numbers]:
        case [int(each)]:
            return 0, each
        case [int(folds), int(each)]:
            return folds, each
    reason = "the first line must be the number of pairs, or of folds and of pairs in each"
    raise errors.PairsMalformed(path=file, line=1, reason=reason)


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number and int(text) > 0 else None


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One line of a list, with where it stands."""

    file: Path
    number: int
    fields: list[str]

    def pair(self, folder: Path, *, matched: bool, fold: int | None) -> Pair:
        if len(self.fields) != (_MATCHED if matched else _MISMATCHED):
            wanted = "`name i j`" if matched else "`name i other j`"
            raise self._malformed(f"{wanted} is expected here")
        first, one, *second, other = self.fields
        pair = Pair(
            one=self._side(folder, first, one),
            other=self._side(folder, second[0] if second else first, other),
            fold=fold,
        )
        if pair.same != matched:
            raise self._malformed("a mismatched pair names one person twice")
        if pair.one == pair.other:
            raise self._malformed("a pair names one photo twice")
        return pair

    def _side(self, folder: Path, person: str, text: str) -> Side:
        number = _number(text)
        if number is None:
            raise self._malformed(f"{text!r} is not the number of a photo")
        if person in (".", "..") or "/" in person or "\\" in person:
            raise self._malformed(f"{person!r} is not the name of a folder")
        stem = folder / person / f"{person}_{number:04d}"
        try:
            photo = _existing(stem)
        except OSError as error:
            raise errors.FolderUnreadable(path=stem.parent, reason=error.strerror or "") from error
        if photo is None:
            missing = stem.with_name(stem.name + _FIRST_ENDING)
            raise errors.PhotoMissing(path=self.file, line=self.number, photo=missing)
        return Side(person=person, photo=photo)

    def _malformed(self, reason: str) -> errors.PairsMalformed:
        return errors.PairsMalformed(path=self.file, line=self.number, reason=reason)


def _existing(stem: Path) -> Path | None:
    """Find the photo of that name, whatever its ending."""
    usual = stem.with_name(stem.name + _FIRST_ENDING)
    if usual.is_file():
        return usual
    if not stem.parent.is_dir():
        return None
    alike = (path for path in sorted(stem.parent.iterdir()) if path.stem == stem.name)
    return next(filter(_is_photo, alike), None)
