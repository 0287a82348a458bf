"""How JPEG and PNG files are put together, walked through without decoding anything.

Pillow reads a header in time that grows with the number of its parts, and faster than that; so
they are counted first. ITU-T T.81, annex B; PNG specification, section 5.
"""

import re
from collections.abc import Mapping

from recognition import errors

SEVERAL_SCANS = "JPEG of several scans"
"""Decoded whole before a pixel comes out: progressive, or one scan for each colour."""

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_SCAN, _END = 0xDA, 0xD9
_STANDALONE = {0x01, *range(0xD0, 0xD9)}  # markers without a length
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # among a scan's data, where 0xff is escaped
_LENGTH, _CHUNK = 2, 12  # bytes of a segment's length; of a chunk's length, type and checksum


def check(data: bytes, *, most_parts: Mapping[str, int], most_scans: int) -> str | None:
    """Return `SEVERAL_SCANS` for such a JPEG, None for anything else.

    Raises `TooManyParts`. What follows a JPEG's end, as a motion photo's video, is not looked at.
    """
    if data.startswith(_PNG):
        _count_chunks(data, most_parts["PNG"])
    if not data.startswith(_JPEG):
        return None
    scans = _count_scans(data, most_parts["JPEG"])
    if scans > most_scans:
        raise errors.TooManyParts(limit=most_scans)
    return SEVERAL_SCANS if scans > 1 else None


def _count_chunks(data: bytes, most: int) -> None:
    at = len(_PNG)
    for _ in range(most):
        if at >= len(data):
            return
        at += _CHUNK + int.from_bytes(data[at : at + 4], "big")
    raise errors.TooManyParts(limit=most)


def _count_scans(data: bytes, most: int) -> int:
    scans, at = 0, len(_JPEG)
    for _ in range(most):
        found = _MARKER.search(data, at)
        if found is None or data[found.start() + 1] == _END:
            return scans
        marker, at = data[found.start() + 1], found.end()
        scans += marker == _SCAN
        if marker not in _STANDALONE:
            at += max(int.from_bytes(data[at : at + _LENGTH], "big"), _LENGTH)
    raise errors.TooManyParts(limit=most)
