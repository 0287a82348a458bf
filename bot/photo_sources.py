"""Where the photos of a roster come from: a folder, or a ZIP file that is never unpacked."""

import io
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot import errors, roster
from bot.replies import importing as replies
from bot.roster import BadRow, Row

MOST_BYTES = 20 * 1024 * 1024  # of a ZIP: Telegram gives bots no larger files
MOST_ENTRIES = 20_000  # of a ZIP: of 1 kB each, they fill it
# Photos hardly get smaller in a ZIP. What says it holds ten times as much is no ZIP of photos.
MOST_UNPACKED = 10 * MOST_BYTES
_ENTRY = b"PK\x01\x02"  # begins an entry of a ZIP's directory (APPNOTE.TXT 4.3.12)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others take memory as the file asks
_ENCRYPTED = 0x1  # APPNOTE.TXT 4.4.4
# What zipfile raises for what is not as the file says; RuntimeError for what it does not know.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
_SYSTEM = ("__MACOSX", ".")  # beginnings of what systems add by themselves


@dataclass(frozen=True, kw_only=True)
class PhotoFile:
    """A photo by its name within its source; ``read`` raises ``errors.PhotoUnreadable``."""

    name: str
    read: Callable[[], bytes] = field(repr=False)


class PhotoSource(Protocol):
    """Has the photos of a roster's rows."""

    def of(self, row: Row) -> list[PhotoFile | BadRow]:
        """Those a row names, or all of its own folder; as refusals, those that are not there."""
        ...


class NoPhotos:
    """A roster without photos."""

    def of(self, row: Row) -> list[PhotoFile | BadRow]:
        return []


@dataclass(frozen=True, kw_only=True)
class FolderOfPhotos:
    """Photos on the disk, as ``rollcall import`` is given them."""

    folder: Path

    def of(self, row: Row) -> list[PhotoFile | BadRow]:
        return [
            one if isinstance(one, BadRow) else _file(one)
            for one in roster.photos_of(row, self.folder)
        ]


class ZipOfPhotos:
    """A ZIP file in memory, of which one photo at a time is read, ``max_photo_bytes`` at most.

    Nothing is written anywhere, so names lead nowhere; what sizes it states is not believed.
    Raises ``errors.PhotosUnreadable`` for what is no such file.
    """

    def __init__(self, content: bytes, *, max_photo_bytes: int) -> None:
        if content.count(_ENTRY) > MOST_ENTRIES:
            raise errors.PhotosUnreadable(replies.TOO_MANY_FILES)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise errors.PhotosUnreadable(replies.NO_ZIP) from error
        self._max = max_photo_bytes
        self._left = MOST_UNPACKED
        self._entries = {
            _plain(info.filename): info
            for info in self._zip.infolist()
            if info.filename and not info.is_dir() and not _is_systems(info.filename)
        }
        self._root = _common_folder(list(self._entries))
        self._images: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(filter(roster.is_image, self._entries)):
            self._images[name.rpartition("/")[0]].append(name)

    def of(self, row: Row) -> list[PhotoFile | BadRow]:
        if not row.photos:
            own = self._in_folder(_plain(row.folder))
            why = replies.no_photos_in(f"{row.folder}/")
            return [*own] or [BadRow(line=row.line, who=row.roll_no, why=why)]
        return [self._named(row, name) for name in row.photos]

    def _named(self, row: Row, name: str) -> PhotoFile | BadRow:
        for path in self._possible(_plain(name)):
            if path in self._entries:
                return self._file(path)
        return BadRow(line=row.line, who=row.roll_no, why=replies.no_such_photo(name))

    def _in_folder(self, folder: str) -> list[PhotoFile]:
        for path in self._possible(folder):
            found = self._images.get(path, ())
            if found:
                return [self._file(name) for name in found]
        return []

    def _possible(self, path: str) -> Iterator[str]:
        """The path as it is, and below the one folder that everything may have been zipped in."""
        yield path
        if self._root:
            yield f"{self._root}/{path}"

    def _file(self, path: str) -> PhotoFile:
        return PhotoFile(name=path, read=lambda: self._read(self._entries[path]))

    def _read(self, info: zipfile.ZipInfo) -> bytes:
        if info.compress_type not in _METHODS or info.flag_bits & _ENCRYPTED:
            raise errors.PhotoUnreadable(replies.PACKED_ODDLY)
        if self._left <= 0:
            raise errors.PhotoUnreadable(replies.TOO_MUCH_UNPACKED)
        try:
            with self._zip.open(info) as file:
                content = file.read(self._max + 1)
        except _DAMAGED as error:
            raise errors.PhotoUnreadable(replies.DAMAGED) from error
        self._left -= len(content)
        if len(content) > self._max:
            raise errors.PhotoUnreadable(replies.TOO_LARGE)
        return content


def _file(path: Path) -> PhotoFile:
    def read() -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise errors.PhotoUnreadable(str(error.strerror)) from error

    return PhotoFile(name=str(path), read=read)


def _plain(path: str) -> str:
    """One form of a path: macOS takes accents apart, Windows writes backslashes."""
    parts = unicodedata.normalize("NFC", path).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", "."))


def _is_systems(path: str) -> bool:
    return any(part.startswith(_SYSTEM) for part in path.split("/"))


def _common_folder(paths: list[str]) -> str:
    first = {path.partition("/")[0] for path in paths}
    return first.pop() if len(first) == 1 and all("/" in path for path in paths) else ""
