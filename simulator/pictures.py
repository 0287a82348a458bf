"""What Telegram does to a photo: upright, stripped, re-encoded in several sizes."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from simulator import errors

SIDES = (90, 320, 800, 1280)
"""The longest sides of Telegram's sizes `s`, `m`, `x` and `y`, in pixels."""
JPEG_QUALITY = 87
MAX_PIXELS = 89_000_000
"""What Pillow decodes without suspecting a decompression bomb."""

_UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    ValueError,
)


class NotAPicture(errors.SimulatorError):
    """The bytes cannot be decoded as a picture."""


@dataclass(frozen=True, kw_only=True)
class Rendition:
    """One size of a photo, as JPEG."""

    width: int
    height: int
    content: bytes


def sizes(width: int, height: int) -> list[tuple[int, int]]:
    """Return the sizes Telegram makes of a photo, smallest first; it is never enlarged."""
    longest = max(width, height)
    sides = [side for side in SIDES if side < longest] + [min(longest, SIDES[-1])]
    return [
        (max(1, round(width * side / longest)), max(1, round(height * side / longest)))
        for side in dict.fromkeys(sides)
    ]


def dimensions(content: bytes) -> tuple[int, int]:
    """Return width and height as the header says. Raises NotAPicture."""
    with _opened(content) as image:
        return image.size


def renditions(content: bytes) -> list[Rendition]:
    """Decode a photo and return it in Telegram's sizes, smallest first. Raises NotAPicture."""
    with _opened(content) as image:
        try:
            image.draft("RGB", (2 * SIDES[-1], 2 * SIDES[-1]))
            upright = _opaque(ImageOps.exif_transpose(image))
        except (OSError, ValueError, SyntaxError, MemoryError) as problem:
            raise NotAPicture(str(problem)) from problem
    return [_rendition(upright, size) for size in sizes(*upright.size)]


def _opened(content: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content))
    except _UNREADABLE as problem:
        raise NotAPicture(str(problem)) from problem
    if image.width * image.height > MAX_PIXELS:
        image.close()
        raise NotAPicture(f"{image.width} x {image.height} pixels are too many")
    return image


def _opaque(image: Image.Image) -> Image.Image:
    """Return an RGB picture; what was transparent becomes white, as on Telegram."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    paper = Image.new("RGB", rgba.size, "white")
    paper.paste(rgba, mask=rgba.getchannel("A"))
    return paper


def _rendition(image: Image.Image, size: tuple[int, int]) -> Rendition:
    resized = image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    resized.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return Rendition(width=size[0], height=size[1], content=buffer.getvalue())
