"""Whether a face is good enough to be trusted, in three numbers with measured limits.

docs/accuracy-and-speed.md has the measurements that the limits come from.
"""

import cv2
import numpy as np

from recognition.facenet import MARGIN, SIDE
from recognition.reading import Pixels, Quality

TOO_SMALL = "too small"
TOO_BLURRED = "too blurred"
TOO_DARK = "too dark"

MIN_WIDTH = 40.0
"""Of the face's box, in pixels of the photo; refusals begin to rise below (8 % at 31)."""

MIN_SHARPNESS = 0.024
"""As `_sharpness` has it; a blur of 2.5 pixels on a face of 93, where 16 % are refused."""

MIN_BRIGHTNESS = 25.0
"""Mean luma, 0 to 255; a fifth of the usual light, where 14 % are refused."""


def judge(crop: Pixels, *, width: float) -> Quality:
    """Judge a face by its crop (160 x 160, see `facenet.crop`) and its box's width in pixels."""
    inside = slice(MARGIN // 2, SIDE - MARGIN // 2)
    grey = _luma(crop[inside, inside])
    brightness = float(grey.mean())
    sharpness = _sharpness(grey, brightness)
    failed = {
        TOO_SMALL: width < MIN_WIDTH,
        TOO_BLURRED: sharpness < MIN_SHARPNESS,
        TOO_DARK: brightness < MIN_BRIGHTNESS,
    }
    return Quality(
        width=width,
        brightness=brightness,
        sharpness=sharpness,
        problems=tuple(problem for problem, fails in failed.items() if fails),
    )


def problems_of_picture(image: Pixels) -> tuple[str, ...]:
    """Name what may be why no face was found in a whole picture."""
    return (TOO_DARK,) if float(_luma(image).mean()) < MIN_BRIGHTNESS else ()


def _luma(image: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def _sharpness(grey: Pixels, brightness: float) -> float:
    """Spread of the Laplacian relative to the light, which scales both alike."""
    return float(cv2.Laplacian(grey, cv2.CV_32F).std()) / max(brightness, 1.0)
