"""Ways to spoil a good photo, for `benchmarks.degraded`."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from recognition.reading import Pixels

JPEG_QUALITY = 85  # about what Telegram leaves of a photo
FACE = (93, 121)  # pixels; median width and height of MTCNN's box in these photos

DARK = (0.4, 0.3, 0.25, 0.2, 0.15, 0.1)
BRIGHT = (1.5, 1.75, 2.0, 2.25, 2.5, 3.0)
BLUR = (1.0, 2.0, 2.5, 3.0, 4.0, 6.0)  # Gaussian sigma in pixels, of a face 93 pixels wide
WIDTH = (64, 48, 40, 36, 32, 28)  # of the face, in pixels
LEAN = (10, 20, 25, 30, 35, 40, 50, 60)  # degrees
CUT = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3)  # share of the face's width, or height
TOP = (0.0, 0.1, 0.2, 0.3)

Spoil = Callable[[Pixels], Pixels]


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way and degree of spoiling, and the field of `Quality` that should show it."""

    name: str
    measure: str
    spoil: Spoil


def darken(image: Pixels, share: float) -> Pixels:
    """Scale the sRGB values."""
    return (image * share).astype(np.uint8)


def overexpose(image: Pixels, gain: float) -> Pixels:
    """Scale the sRGB values, and lose what is over white."""
    return np.asarray(np.clip(image * gain, 0, 255), np.uint8)


def blur(image: Pixels, sigma: float) -> Pixels:
    """Blur with a Gaussian."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def shrink(image: Pixels, width: float) -> Pixels:
    """Reduce the photo until a face of the median width has `width` pixels."""
    scale = width / FACE[0]
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def lean(image: Pixels, degrees: float) -> Pixels:
    """Turn the picture about its middle, anticlockwise, its edges mirrored outwards."""
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    turned = cv2.warpAffine(
        image, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
    )
    return np.asarray(turned, np.uint8)


def cut_left(image: Pixels, share: float) -> Pixels:
    """Cut off that share of the central face's width."""
    edge = image.shape[1] / 2 + (share - 0.5) * FACE[0]
    return np.ascontiguousarray(image[:, round(edge) :])


def cut_top(image: Pixels, share: float) -> Pixels:
    """Cut off that share of the central face's height, from the forehead down."""
    edge = image.shape[0] / 2 + (share - 0.5) * FACE[1]
    return np.ascontiguousarray(image[round(edge) :])


def cut_bottom(image: Pixels, share: float) -> Pixels:
    """Cut off that share of the central face's height, from the chin up."""
    edge = image.shape[0] / 2 - (share - 0.5) * FACE[1]
    return np.ascontiguousarray(image[: round(edge)])


def _ways(
    name: str, measure: str, spoil: Callable[[Pixels, float], Pixels], degrees: tuple[float, ...]
) -> tuple[Way, ...]:
    """One way for each degree, which `name` has a place for."""
    return tuple(
        Way(name=name.format(degree), measure=measure, spoil=_to(spoil, degree))
        for degree in degrees
    )


def _to(spoil: Callable[[Pixels, float], Pixels], degree: float) -> Spoil:
    return lambda image: spoil(image, degree)


WAYS = (
    Way(name="as it is", measure="brightness", spoil=lambda image: image),
    *_ways("{:.0%} of the light", "brightness", darken, DARK),
    *_ways("{:.0%} of the light", "glare", overexpose, BRIGHT),
    *_ways("blurred, sigma {} pixels", "sharpness", blur, BLUR),
    *_ways("face {} pixels wide", "width", shrink, WIDTH),
    *_ways("leaning by {} degrees", "roll", lean, LEAN),
    *_ways("{:.0%} cut off at the side", "outside", cut_left, CUT),
    *_ways("{:.0%} cut off below", "outside", cut_bottom, CUT),
    *_ways("{:.0%} cut off above", "outside", cut_top, TOP),
)


def spoilt(path: Path, way: Way) -> bytes:
    """Spoil a photo and compress it as Telegram would."""
    with Image.open(path) as picture:
        image = np.asarray(picture.convert("RGB"))
    output = io.BytesIO()
    Image.fromarray(way.spoil(image)).save(output, "JPEG", quality=JPEG_QUALITY)
    return output.getvalue()
