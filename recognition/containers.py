"""What a file would have its decoder do, counted without decoding anything."""

import re
from collections.abc import Mapping

from recognition import errors, heif_boxes

SEVERAL_SCANS = "JPEG of several scans"
"""Decoded whole before a pixel comes out: progressive, or one scan for each colour."""

_JPEG = b"\xff\xd8"
_SCAN, _END, _APP1 = 0xDA, 0xD9, 0xE1
_EXIF = b"Exif\0\0"  # how such an APP1 segment begins
_STANDALONE = {0x01, *range(0xD0, 0xD9)}  # markers without a length
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # among a scan's data, where 0xff is escaped
_LENGTH = 2  # bytes of a segment's length


def check(
    data: bytes, *, most_parts: Mapping[str, int], most_scans: int, most_pixels: int
) -> str | None:
    """Return `SEVERAL_SCANS` for such a JPEG, None for anything else.

    `most_parts` has the limits for "HEIF", for "JPEG" segments, and for those of them with "EXIF".
    Raises `TooManyParts`, or for HEIC files also what `heif_boxes.check` does. What follows a
    JPEG's end, as a motion photo's video, is not looked at.
    """
    if heif_boxes.is_heif(data):
        heif_boxes.check(data, most_parts=most_parts["HEIF"], most_pixels=most_pixels)
    if not data.startswith(_JPEG):
        return None
    scans = _count_scans(data, most=most_parts["JPEG"], most_exif=most_parts["EXIF"])
    if scans > most_scans:
        raise errors.TooManyParts(limit=most_scans)
    return SEVERAL_SCANS if scans > 1 else None


def _count_scans(data: bytes, *, most: int, most_exif: int) -> int:
    """Walk from segment to segment. ITU-T T.81, annex B."""
    scans, exif, at = 0, 0, len(_JPEG)
    for _ in range(most):
        found = _MARKER.search(data, at)
        if found is None or data[found.start() + 1] == _END:
            return scans
        marker, at = data[found.start() + 1], found.end()
        scans += marker == _SCAN
        exif += marker == _APP1 and data.startswith(_EXIF, at + _LENGTH)
        if exif > most_exif:
            raise errors.TooManyParts(limit=most_exif)
        if marker not in _STANDALONE:
            at += max(int.from_bytes(data[at : at + _LENGTH], "big"), _LENGTH)
    raise errors.TooManyParts(limit=most)
