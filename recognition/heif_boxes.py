"""What an HEIC file would have its decoder do, told from its boxes alone.

A picture may be a grid of tiles, and a tile may be named any number of times; a stretch of the file
may be claimed by any number of items. So a few kilobytes can ask for hours of decoding or gigabytes
of memory, without any size in the header being large. ISO/IEC 14496-12 (8.11) and 23008-12 (6.5).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from recognition import errors

MOST_NESTED = 8
"""Pictures made of pictures made of pictures: phones turn or crop a grid at most."""

MOST_CLAIMED = 2
"""Times the file's size that its items together may claim; an honest file's bytes have one each."""

VERSION = 4
"""Bytes of version and flags that some boxes begin with."""

WIDE_LOCATIONS = 2
"""The version of an item location box from which ids and counts have 4 bytes instead of 2."""

DATA_REFERENCE = 2
"""Bytes of an item's data reference, which says that its data are in this file."""


def is_heif(data: bytes) -> bool:
    """Whether it begins as HEIC files do (and other files of boxes, as videos)."""
    return data[4:8] == b"ftyp"


def check(data: bytes, *, most_parts: int, most_pixels: int) -> None:
    """Raise `TooManyParts`, `TooManyPixels` or `TooManyBytes` for what no camera writes.

    Raises `TruncatedImage` for boxes that end too early.
    """
    parts = _Parts(most_parts)
    for kind, inside in _boxes(memoryview(data), parts):
        if kind == b"meta":
            items = _Items()
            _read_meta(inside[VERSION:], items, parts, whole=len(data))
            if items.claimed > MOST_CLAIMED * len(data):
                raise errors.TooManyBytes(size=items.claimed, limit=MOST_CLAIMED * len(data))
            pixels = max((items.pixels(item) for item in items.made_of), default=0)
            if pixels > most_pixels:
                raise errors.TooManyPixels(pixels=pixels, limit=most_pixels)


class _Parts:
    """Counts boxes, and what is listed in them, so that looking at them is bounded too."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._left = most

    def take(self, count: int = 1) -> None:
        self._left -= count
        if self._left < 0:
            raise errors.TooManyParts(limit=self._most)


@dataclass(kw_only=True)
class _Items:
    """The items of a file, by their ids, as far as they cost something to decode."""

    sizes: list[int] = field(default_factory=list)
    """Pixels of each property that is a size, 0 of all others; items name them from 1 on."""
    properties: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    made_of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    claimed: int = 0
    """Bytes of the file that all items together are made from."""
    _known: dict[int, int] = field(default_factory=dict)

    def pixels(self, item: int, depth: int = 0) -> int:
        """Pixels to decode for an item: those of all it is made of, as often as it names them."""
        if depth > MOST_NESTED:
            raise errors.TooManyParts(limit=MOST_NESTED)
        if item not in self._known:
            parts = self.made_of.get(item)
            self._known[item] = (
                sum(self.pixels(part, depth + 1) for part in parts)
                if parts
                else self._own_pixels(item)
            )
        return self._known[item]

    def _own_pixels(self, item: int) -> int:
        """By its size; of an item without one the worst is assumed."""
        named = [at - 1 for at in self.properties[item] if 0 < at <= len(self.sizes)]
        return max((self.sizes[at] for at in named), default=0) or max(self.sizes, default=0)


class _Fields:
    """The fields of a box, one after another."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> int:
        """Take a number of so many bytes."""
        self._at += size
        if self._at > len(self._data):
            raise errors.TruncatedImage
        return int.from_bytes(self._data[self._at - size : self._at], "big")


class _FullFields(_Fields):
    """Those of a box that begins with its version and flags."""

    def __init__(self, data: memoryview) -> None:
        super().__init__(data)
        self.version = self.take(1)
        self.flags = self.take(3)


def _boxes(data: memoryview, parts: _Parts) -> Iterator[tuple[bytes, memoryview]]:
    """The type and the inside of each box."""
    at = 0
    while at + 8 <= len(data):
        parts.take()
        size, kind = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8])
        header = 8
        if size == 1:  # the size follows the type, in 64 bits
            size, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:  # to the end
            size = len(data) - at
        if size < header:
            raise errors.TruncatedImage
        yield kind, data[at + header : at + size]
        at += size


def _read_meta(data: memoryview, items: _Items, parts: _Parts, *, whole: int) -> None:
    for kind, inside in _boxes(data, parts):
        if kind == b"iprp":
            _read_properties(inside, items, parts)
        elif kind == b"iref":
            _read_references(inside, items, parts)
        elif kind == b"iloc":
            _read_locations(inside, items, parts, whole)


def _read_properties(data: memoryview, items: _Items, parts: _Parts) -> None:
    for kind, inside in _boxes(data, parts):
        if kind == b"ipco":
            items.sizes += [_size(*box) for box in _boxes(inside, parts)]
        elif kind == b"ipma":
            _read_associations(_FullFields(inside), items, parts)


def _size(kind: bytes, inside: memoryview) -> int:
    if kind != b"ispe":
        return 0
    fields = _FullFields(inside)
    return fields.take(4) * fields.take(4)


def _read_associations(fields: _FullFields, items: _Items, parts: _Parts) -> None:
    """Which properties each item has. The highest bit of an index says that it is essential."""
    width = 2 if fields.flags & 1 else 1
    for _ in range(fields.take(4)):
        parts.take()
        item = fields.take(2 if fields.version < 1 else 4)
        for _ in range(fields.take(1)):
            parts.take()
            items.properties[item].append(fields.take(width) & (2 ** (8 * width - 1) - 1))


def _read_references(data: memoryview, items: _Items, parts: _Parts) -> None:
    """What each derived picture is made of."""
    width = 2 if _FullFields(data).version == 0 else 4
    for kind, inside in _boxes(data[VERSION:], parts):
        if kind == b"dimg":
            fields = _Fields(inside)
            item, count = fields.take(width), fields.take(2)
            parts.take(count)
            items.made_of[item] += [fields.take(width) for _ in range(count)]


def _read_locations(data: memoryview, items: _Items, parts: _Parts, whole: int) -> None:
    """How much of the file each item takes. A length of 0 is all there is."""
    fields = _FullFields(data)
    sizes, more_sizes = fields.take(1), fields.take(1)
    offset, length, base = sizes >> 4, sizes & 15, more_sizes >> 4
    wide, method = (4 if fields.version >= WIDE_LOCATIONS else 2), (2 if fields.version else 0)
    index = more_sizes & 15 if fields.version else 0
    for _ in range(fields.take(wide)):
        fields.take(wide + method + DATA_REFERENCE + base)
        extents = fields.take(2)
        parts.take(1 + extents)
        for _ in range(extents):
            fields.take(index + offset)
            items.claimed += min(fields.take(length) or whole, whole)
