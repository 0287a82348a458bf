"""What a camera wrote beside the pixels: which way up, and when."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import Image

ORIENTATION = 0x0112  # Exif 2.32, as the tags below
DETAILS = 0x8769  # where the next one stands
TAKEN_AT = 0x9003  # DateTimeOriginal
PNG_EXIF = b"eXIf"  # the chunk that holds it
UPRIGHT = 1

_YEARS = range(1990, 2200)  # of digital cameras; moments of these are some in every zone
_WRITTEN_AS = "%Y:%m:%d %H:%M:%S"


@dataclass(frozen=True, kw_only=True)
class Exif:
    """`taken_at` is by the camera's own clock, in whatever zone that was."""

    orientation: int = UPRIGHT
    taken_at: datetime | None = None


def of(image: Image.Image, data: bytes) -> Exif:
    """Read the EXIF data of a picture that has been opened; damaged data say nothing.

    A PNG's may stand behind its pixels, and Pillow decodes them to get there: only if it does.
    """
    with suppress(Exception):
        behind = "exif" not in image.info and PNG_EXIF in data
        exif = image.getexif() if behind else Image.Image.getexif(image)
        return Exif(orientation=_orientation(exif), taken_at=_taken_at(exif))
    return Exif()


def _orientation(exif: Image.Exif) -> int:
    with suppress(Exception):
        return int(exif.get(ORIENTATION, UPRIGHT))
    return UPRIGHT


def _taken_at(exif: Image.Exif) -> datetime | None:
    with suppress(Exception):
        written: Any = exif.get_ifd(DETAILS).get(TAKEN_AT)
        taken_at = datetime.strptime(written.strip("\0 "), _WRITTEN_AS)  # noqa: DTZ007 - no zone
        return taken_at if taken_at.year in _YEARS else None
    return None
