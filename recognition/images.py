"""Image bytes to upright RGB pixels, with limits checked before anything is decoded."""

import io
from contextlib import suppress

import numpy as np
from PIL import Image

from recognition import errors
from recognition.reading import Pixels

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
"""Pillow's names of what is read; its JPEG covers the MPO files of some phones."""

NAMES = ("JPEG", "PNG", "WebP or GIF")

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


def decode(data: bytes, *, max_bytes: int, max_pixels: int) -> Pixels:
    """Read the (first) picture in `data`.

    Raises `TooManyBytes`, `NotAnImage`, `TooManyPixels` (from the header, before decoding) or
    `TruncatedImage`.
    """
    if len(data) > max_bytes:
        raise errors.TooManyBytes(size=len(data), limit=max_bytes)
    with _opened(data, max_pixels) as image:
        pixels = image.width * image.height
        if pixels > max_pixels:
            raise errors.TooManyPixels(pixels=pixels, limit=max_pixels)
        try:
            image.load()
            return np.asarray(_upright(image, _rgb(image)))
        except Exception as error:  # Pillow's decoders raise whatever their parsing came upon
            raise errors.TruncatedImage from error


def _opened(data: bytes, max_pixels: int) -> Image.Image:
    """Parse the header only. Pillow's own bomb guard warns or raises at larger sizes than ours."""
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise errors.TooManyPixels(pixels=None, limit=max_pixels) from error
    except Exception as error:  # its format plugins raise whatever their parsing came upon
        raise errors.NotAnImage(formats=NAMES) from error


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits a pixel; Pillow's own conversion would clip
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, (*GROUND, 255))
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")


def _upright(image: Image.Image, picture: Image.Image) -> Image.Image:
    """Turn `picture` as the EXIF data of `image` says; damaged EXIF data says nothing."""
    orientation = 1
    with suppress(Exception):
        orientation = image.getexif().get(ORIENTATION, 1)
    turn = UPRIGHT.get(orientation)
    return picture if turn is None else picture.transpose(turn)
