"""HEIC files put together box by box, as no camera does."""

import io
import struct
from dataclasses import dataclass

import pillow_heif
from PIL import Image


def box(kind, inside):
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def full_box(kind, inside, version=0):
    return box(kind, struct.pack(">I", version << 24) + inside)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing in a file; `stored` is what is kept in the box of pixels, in how many stretches."""

    kind: bytes
    size: tuple[int, int] | None = None
    made_of: tuple[int, ...] = ()
    describes: int | None = None
    stored: bytes = b""
    stretches: int = 1


def grid(rows, columns, size):
    """The data of an item that puts tiles together."""
    return struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *size)


def encoded(size):
    """A picture's HEVC configuration and data."""
    file = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", size, (90, 80, 70))).save(file, quality=10)
    data = file.getvalue()
    at = data.index(b"hvcC")
    length = struct.unpack(">I", data[at - 4 : at])[0]
    return data[at - 4 : at - 4 + length], data[data.index(b"mdat") + 4 :]


def heif(items, config=b"", *, primary):
    """A file of items, numbered from 1 on; `config` is the first property of each coded one."""
    properties = box(b"ipco", (config or box(b"free", b"")) + _sizes(items))
    start = box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
    parts = [
        full_box(b"hdlr", bytes(4) + b"pict" + bytes(13)),
        full_box(b"pitm", struct.pack(">H", primary)),
        full_box(b"iinf", struct.pack(">H", len(items)) + _infos(items)),
        full_box(b"iref", _references(items)),
        box(b"iprp", properties + full_box(b"ipma", _associations(items))),
    ]
    length = len(start) + 12 + sum(map(len, parts)) + len(_locations(items, 0)) + 8
    meta = full_box(b"meta", b"".join([*parts, _locations(items, length)]))
    return start + meta + box(b"mdat", b"".join(dict.fromkeys(i.stored for i in items)))


def _infos(items):
    texts = {b"mime": b"\0application/rdf+xml\0"}
    return b"".join(
        full_box(b"infe", struct.pack(">HH", at, 0) + i.kind + texts.get(i.kind, b"\0"), 2)
        for at, i in enumerate(items, 1)
    )


def _references(items):
    found = b""
    for at, item in enumerate(items, 1):
        for kind, to in ((b"dimg", item.made_of), (b"cdsc", filter(None, [item.describes]))):
            ids = list(to)
            if ids:
                found += box(kind, struct.pack(f">HH{len(ids)}H", at, len(ids), *ids))
    return found


def _sizes(items):
    return b"".join(full_box(b"ispe", struct.pack(">II", *(i.size or (0, 0)))) for i in items)


def _associations(items):
    rows = [
        struct.pack(">HBBB", at, 2, 0x81 if i.kind == b"hvc1" else 1, at + 1)
        for at, i in enumerate(items, 1)
        if i.size
    ]
    return struct.pack(">I", len(rows)) + b"".join(rows)


def _locations(items, offset):
    places = {}
    for data in dict.fromkeys(i.stored for i in items):
        places[data] = offset
        offset += len(data)
    rows = [
        struct.pack(">HHHH", at, 0, 0, i.stretches)
        + struct.pack(">II", places[i.stored], len(i.stored)) * i.stretches
        for at, i in enumerate(items, 1)
        if i.stored
    ]
    return full_box(b"iloc", b"\x44\0" + struct.pack(">H", len(rows)) + b"".join(rows), 1)
