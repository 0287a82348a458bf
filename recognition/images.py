"""Image bytes to upright RGB pixels, with limits checked before anything is decoded."""

import io
import threading
from contextlib import nullcontext, suppress

import numpy as np
import pillow_heif
from PIL import Image

from recognition import errors
from recognition.reading import Pixels

pillow_heif.register_heif_opener(thumbnails=False)  # teaches Pillow HEIC, iPhones' own format

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
"""Pillow's names of what is read; its JPEG covers the MPO files of some phones."""

NAMES = ("JPEG", "PNG", "WebP", "HEIC or GIF")

GROUND = (128, 128, 128)
"""Behind transparent pixels, as sRGB: mid-grey, near what FaceNet's input calls zero."""

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each EXIF orientation (Exif 2.32, tag 0x0112)."""

ORIENTATION = 0x0112
ON_ITS_SIDE = 5  # this orientation and those above it exchange width and height

MOST_SCANS = 64
"""Of a progressive JPEG; cameras and Telegram write about ten. Each goes over every pixel, so
that thousands in a small file would keep a core busy for hours.
"""
SCAN = b"\xff\xda"

REDUCIBLE = ("L", "LA", "RGB", "RGBA", "CMYK", "YCbCr")
"""Pillow's modes whose pixels may be averaged: neither palettes nor 16 bits."""

LARGE = 16_000_000
"""Pixels from which pictures are decoded one at a time, so that several do not add up."""


class Photo:
    """A picture whose header has been checked; `width` and `height` are those of it upright."""

    _decoding_large = threading.Lock()

    def __init__(self, data: bytes, *, max_bytes: int, max_pixels: int) -> None:
        """Raise `TooManyBytes`, `NotAnImage`, or `TooManyPixels` by the header alone."""
        if len(data) > max_bytes:
            raise errors.TooManyBytes(size=len(data), limit=max_bytes)
        with _opened(data, max_pixels) as image:
            self._count = image.width * image.height
            if self._count > max_pixels:
                raise errors.TooManyPixels(pixels=self._count, limit=max_pixels)
            self._is_jpeg = image.format in ("JPEG", "MPO")
            self._orientation = _orientation(image)
            size = (image.width, image.height)
        if self._is_jpeg and data.count(SCAN) > MOST_SCANS:
            raise errors.TruncatedImage
        turned = self._orientation >= ON_ITS_SIDE
        self.width, self.height = size[::-1] if turned else size
        self._data = data
        self._whole: Pixels | None = None

    def pixels(self, side: int) -> Pixels:
        """Decode it, upright, to about `side` pixels on the longer side, or more; never enlarged.

        A JPEG is decoded at a half, a quarter or an eighth where that is enough, which takes a
        fraction of the time and the memory. Raises `TruncatedImage`.
        """
        if self._whole is None:
            pixels = self._decoded(side)
            if self._is_jpeg:
                return pixels
            self._whole = pixels
        return self._whole

    def _decoded(self, side: int) -> Pixels:
        alone = self._decoding_large if self._count > LARGE else nullcontext()
        with alone, Image.open(io.BytesIO(self._data), formats=FORMATS) as image:
            try:
                return np.asarray(self._upright(_rgb(_reduced(image, side))))
            except Exception as error:  # Pillow's decoders raise whatever their parsing came upon
                raise errors.TruncatedImage from error

    def _upright(self, picture: Image.Image) -> Image.Image:
        turn = UPRIGHT.get(self._orientation)
        return picture if turn is None else picture.transpose(turn)


def _opened(data: bytes, max_pixels: int) -> Image.Image:
    """Parse the header only. Pillow's own bomb guard warns or raises at larger sizes than ours."""
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise errors.TooManyPixels(pixels=None, limit=max_pixels) from error
    except Exception as error:  # its format plugins raise whatever their parsing came upon
        raise errors.NotAnImage(formats=NAMES) from error


def _orientation(image: Image.Image) -> int:
    """Read the EXIF orientation; damaged EXIF data says nothing."""
    with suppress(Exception):
        return int(image.getexif().get(ORIENTATION, 1))
    return 1


def _reduced(image: Image.Image, side: int) -> Image.Image:
    """Decode at the smallest whole fraction that leaves `side` pixels, or as it is."""
    factor = max(image.width, image.height) // side
    if factor > 1:
        image.draft(None, (image.width // factor, image.height // factor))  # of a JPEG only
    image.load()
    factor = max(image.width, image.height) // side
    return image.reduce(factor) if factor > 1 and image.mode in REDUCIBLE else image


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits a pixel; Pillow's own conversion would clip
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, (*GROUND, 255))
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")
