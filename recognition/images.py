"""Image bytes to upright RGB pixels, with limits checked before anything is decoded."""

import threading
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import numpy as np
import pillow_heif
from PIL import Image

from recognition import containers, errors, exif
from recognition.bounded_file import BoundedFile
from recognition.containers import SEVERAL_SCANS
from recognition.reading import Pixels

pillow_heif.register_heif_opener(thumbnails=False)  # teaches Pillow HEIC, iPhones' own format
# Pillow warns of each odd entry in a picture's EXIF data, which may have thousands.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.TiffImagePlugin")

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
"""Pillow's names of what is read; its JPEG covers the MPO files of some phones."""

JPEGS = ("JPEG", "MPO")

NAMES = ("JPEG", "PNG", "WebP", "HEIC", "GIF")

GROUND = (128, 128, 128)
"""Behind transparent pixels, as sRGB: mid-grey, near what FaceNet's input calls zero."""

UPRIGHT: dict[int, Callable[[Pixels], Pixels]] = {
    2: np.fliplr,
    3: lambda pixels: np.rot90(pixels, 2),
    4: np.flipud,
    5: lambda pixels: pixels.transpose(1, 0, 2),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: np.rot90(pixels, 2).transpose(1, 0, 2),
    8: np.rot90,
}
"""What undoes each EXIF orientation (Exif 2.32, tag 0x0112)."""

ON_ITS_SIDE = 5  # this orientation and those above it exchange width and height

MOST_SCANS = 20
"""Of a JPEG; cameras and Telegram write one to about ten. Each goes over every pixel, so that
thousands in a small file would keep a core busy for hours.
"""

MOST_PARTS = {"JPEG": 1_000, "EXIF": 20, "HEIF": 20_000}
"""Segments of a JPEG, those of them with EXIF data, boxes of a HEIC and what they list. Pillow
takes seconds for a hundred thousand empty segments, and an ICC profile has at most 255; a phone's
HEIC lists some 500. EXIF data fit one segment; Pillow joins several, copying all before at each,
which takes 5 s for 950 in 10 MB.
"""

MOST_READS = 50_000
"""Of a file, by Pillow's parsers. A PNG of 10 MB has some 2,500 chunks and takes 3 for each; each
block of a GIF before its picture takes 2 or more, and a million of those take seconds.
"""

MOST_SIDE = 20_000
"""Pixels of either side; decoders keep whole rows, and no camera's panorama is longer."""

MEMORY = 192_000_000
"""Bytes that decoding one picture may take: the whole service then stays under 600 MB, of which
it holds 405 by itself where networks run in float32.
"""

BYTES_PER_PIXEL = {"JPEG": 3, "WEBP": 16, "HEIF": 7.5, SEVERAL_SCANS: 8}
"""What Pillow's decoders were seen to take; all others take `USUAL_BYTES_PER_PIXEL`."""
USUAL_BYTES_PER_PIXEL = 6

LARGE = 50_000_000
"""Bytes from which pictures are read one at a time, so that several do not add up; a JPEG of a
phone's 12 megapixels is below.
"""

AT_LEAST = 2560
"""Longer side, in pixels, that all but JPEGs are decoded to: smaller would be no faster."""

STRIP = 1_000_000
"""Pixels that are converted at once: copies of a whole large picture are not made."""


class Photo:
    """A picture whose header has been checked; `width` and `height` are those of it upright.

    `taken_at` is when a camera says that it was taken, see `exif.Exif`.
    """

    _reading_large = threading.RLock()

    def __init__(self, data: bytes, *, max_bytes: int, max_pixels: int) -> None:
        """Look at the header alone.

        Raises `TooManyBytes`, `NotAnImage`, `TooManyPixels`, `SideTooLong` or `TooManyParts`.
        """
        if len(data) > max_bytes:
            raise errors.TooManyBytes(size=len(data), limit=max_bytes)
        kind = containers.check(
            data, most_parts=MOST_PARTS, most_scans=MOST_SCANS, most_pixels=max_pixels
        )
        with _opened(data, max_pixels) as image:
            size = (image.width, image.height)
            cost = BYTES_PER_PIXEL.get(kind or str(image.format), USUAL_BYTES_PER_PIXEL)
            limit = min(max_pixels, int(MEMORY / cost))
            if size[0] * size[1] > limit:
                raise errors.TooManyPixels(pixels=size[0] * size[1], limit=limit)
            if max(size) > MOST_SIDE:
                raise errors.SideTooLong(side=max(size), limit=MOST_SIDE)
            self._is_large = size[0] * size[1] * cost > LARGE
            self._is_jpeg = image.format in JPEGS
            with self.alone():
                written = exif.of(image, data)
        self.taken_at = written.taken_at
        self._orientation = written.orientation if written.orientation in UPRIGHT else 1
        turned = self._orientation >= ON_ITS_SIDE
        self.width, self.height = size[::-1] if turned else size
        self._data = data
        self._decoded: tuple[int, Pixels] | None = None

    def pixels(self, side: int) -> Pixels:
        """Decode it, upright, to about `side` pixels on the longer side, or more; never enlarged.

        A JPEG is decoded at a half, a quarter or an eighth where that is enough, which takes a
        fraction of the time and the memory. Raises `TruncatedImage`.
        """
        if self._decoded is None or self._decoded[0] < min(side, max(self.width, self.height)):
            pixels = self._decode(side if self._is_jpeg else max(side, AT_LEAST))
            self._decoded = max(pixels.shape), pixels
        return self._decoded[1]

    def _decode(self, side: int) -> Pixels:
        with self.alone(), Image.open(_file(self._data), formats=FORMATS) as image:
            try:
                return self._upright(_converted(image, side))
            except (MemoryError, errors.ImageError):
                raise
            except Exception as error:  # Pillow's decoders raise whatever their parsing came upon
                raise errors.TruncatedImage from error

    def alone(self) -> AbstractContextManager[object]:
        """Keep other large pictures waiting, if this is one, while its pixels are in use."""
        return self._reading_large if self._is_large else nullcontext()

    def _upright(self, pixels: Pixels) -> Pixels:
        turn = UPRIGHT.get(self._orientation)
        return pixels if turn is None else np.ascontiguousarray(turn(pixels))


def shown(data: bytes, side: int, *, max_bytes: int, max_pixels: int) -> tuple[Pixels, float]:
    """Return a picture to show, upright, its longer side `side` pixels at most, and its scale.

    The scale is that of its pixels to the file's, 1 at most. Raises as `Photo` does.
    """
    photo = Photo(data, max_bytes=max_bytes, max_pixels=max_pixels)
    scale = min(1.0, side / max(photo.width, photo.height))
    pixels = photo.pixels(side)
    size = max(round(photo.width * scale), 1), max(round(photo.height * scale), 1)
    small = Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS)
    return np.asarray(small), scale


def _file(data: bytes) -> BoundedFile:
    return BoundedFile(data, most_reads=MOST_READS)


def _opened(data: bytes, max_pixels: int) -> Image.Image:
    """Parse the header only. Pillow's own bomb guard warns or raises at larger sizes than ours."""
    try:
        return Image.open(_file(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise errors.TooManyPixels(pixels=None, limit=max_pixels) from error
    except errors.ImageError:
        raise
    except Exception as error:  # its format plugins raise whatever their parsing came upon
        raise errors.NotAnImage(formats=NAMES) from error


def _converted(image: Image.Image, side: int) -> Pixels:
    """Decode to RGB at the smallest whole fraction that leaves `side` pixels, or as it is."""
    factor = max(image.width, image.height) // side
    if factor > 1:
        size = max(image.width // factor, 1), max(image.height // factor, 1)
        image.draft(None, size)  # of a JPEG only
    image.load()
    factor = max(max(image.width, image.height) // side, 1)
    pixels = np.empty((-(-image.height // factor), -(-image.width // factor), 3), np.uint8)
    rows = max(STRIP // (image.width * factor), 1)
    for top in range(0, len(pixels), rows):
        bottom = min((top + rows) * factor, image.height)
        strip = _rgb(image.crop((0, top * factor, image.width, bottom)))
        pixels[top : top + rows] = np.asarray(strip if factor == 1 else strip.reduce(factor))
    return pixels


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits a pixel; Pillow's own conversion would clip
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, (*GROUND, 255))
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")
