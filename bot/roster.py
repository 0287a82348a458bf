"""A roster as a CSV file: what each row says, and which photos belong to it."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from bot import errors
from bot.commands import read_code, read_name
from bot.replies import importing as replies
from bot.reports.cells import from_text

COLUMNS = ("roll_no", "name", "class", "telegram_id", "photos")
_REQUIRED = ("roll_no", "name", "class")
_IMAGES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})
_SEPARATORS = ",;\t"  # as spreadsheets write, by the language that the computer is set to
_BETWEEN_PHOTOS = ";"
_REST = "rest"  # of a row that has more cells than columns
_ACCOUNT = re.compile("[0-9]{1,16}")
_LARGEST_ID = 2**52  # Telegram's ids have at most 52 significant bits


@dataclass(frozen=True, kw_only=True)
class Row:
    """One student in one class; ``line`` is where in the file, ``folder`` of their photos."""

    line: int
    roll_no: str
    folder: str
    name: str
    class_code: str
    account_id: int | None
    photos: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BadRow:
    """A row that cannot be used, and why."""

    line: int
    who: str
    why: str


def read(path: Path) -> list[Row | BadRow]:
    """Read a roster. Raises ``errors.RosterUnreadable`` when it is not one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise errors.RosterUnreadable(f"{path}: {error.strerror}") from error
    return parse(content, str(path))


def parse(content: bytes, name: str) -> list[Row | BadRow]:
    """The rows of a file of that name. Raises ``errors.RosterUnreadable`` when it is no roster."""
    text = _decoded(content, name)
    first_line = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first_line.count)
    rows = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, restkey=_REST
    )
    try:
        rows.fieldnames = [one.strip().lower() for one in rows.fieldnames or ()]
        missing = [column for column in _REQUIRED if column not in rows.fieldnames]
        if missing:
            raise errors.RosterUnreadable(
                f"{name}: the first line must name the columns {','.join(COLUMNS)}; "
                f"missing: {', '.join(missing)}"
            )
        return [_row(rows.line_num, row, rows.fieldnames[-1], separator) for row in rows]
    except csv.Error as error:
        raise errors.RosterUnreadable(f"{name}: not a CSV file: {error}") from error


def _decoded(content: bytes, name: str) -> str:
    """A file's text: UTF-8, or UTF-16 if it says so. Others look alike, so none is guessed."""
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise errors.RosterUnreadable(
            f"{name}: its letters are not in UTF-8; in Excel, save it as "
            "“CSV UTF-8 (Comma delimited)”"
        ) from error


def check_folder(folder: Path | None) -> None:
    """Raise ``errors.RosterUnreadable`` when the photos' folder is not there."""
    if folder is not None and not folder.is_dir():
        raise errors.RosterUnreadable(f"{folder}: no such folder")


def photos_of(row: Row, folder: Path | None) -> Iterator[Path | BadRow]:
    """The photo files of a row; those it names and that are not there, as refusals."""
    if folder is None:
        return
    if not row.photos:
        found = _images_in(folder / row.folder, folder)
        if not found:
            why = f"no photos in {folder / row.folder}"
            yield BadRow(line=row.line, who=row.roll_no, why=why)
        yield from found
        return
    for name in row.photos:
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            yield BadRow(line=row.line, who=row.roll_no, why=f"{name}: outside the folder")
        elif not path.is_file():
            yield BadRow(line=row.line, who=row.roll_no, why=f"{name}: no such file")
        else:
            yield path


def _images_in(own: Path, folder: Path) -> list[Path]:
    if not own.is_dir() or not own.resolve().is_relative_to(folder.resolve()):
        return []
    return sorted(path for path in own.iterdir() if is_image(path.name))


def is_image(name: str) -> bool:
    """Whether a file is a photo, by its name."""
    return PurePath(name).suffix.lower() in _IMAGES


def _row(line: int, row: dict[str, Any], last_column: str, separator: str) -> Row | BadRow:
    text = {column: (row.get(column) or "").strip() for column in COLUMNS}
    text |= {column: from_text(text[column]) for column in _REQUIRED}
    if separator == _BETWEEN_PHOTOS and last_column == "photos":
        text["photos"] = separator.join([text["photos"], *row.get(_REST, ())])
    roll_no, name, class_code = (
        read_code(text["roll_no"]),
        read_name(text["name"]),
        read_code(text["class"]),
    )
    if roll_no is None or name is None or class_code is None:
        bad = next(c for c, v in zip(_REQUIRED, (roll_no, name, class_code), strict=True) if not v)
        return BadRow(line=line, who=text["roll_no"], why=replies.unusable(bad))
    account = text["telegram_id"]
    account_id = int(account) if _ACCOUNT.fullmatch(account) else None
    if account and (account_id is None or not 0 < account_id < _LARGEST_ID):
        return BadRow(line=line, who=roll_no, why="telegram_id is not a number of Telegram's")
    return Row(
        line=line,
        roll_no=roll_no,
        folder=text["roll_no"],
        name=name,
        class_code=class_code,
        account_id=account_id,
        photos=tuple(
            part for part in map(str.strip, text["photos"].split(_BETWEEN_PHOTOS)) if part
        ),
    )
