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
MIN_SHARPNESS = 0.01
MIN_BRIGHTNESS = 25.0


def judge(crop: Pixels, *, width: float) -> Quality:
    """Judge a face by its crop (160 x 160, see `facenet.crop`) and its box's width in pixels."""
    inside = slice(MARGIN // 2, SIDE - MARGIN // 2)
    grey = _luma(crop[inside, inside])
    brightness = float(grey.mean())
    sharpness = _sharpness(grey)
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
    grey: Pixels = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return grey


def _sharpness(grey: Pixels) -> float:
    """Energy of the Laplacian over the variance: independent of light and contrast."""
    variance = float(grey.var())
    if variance == 0.0:
        return 0.0
    return float(cv2.Laplacian(grey, cv2.CV_32F).var()) / variance
