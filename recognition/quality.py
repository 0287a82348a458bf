"""Whether a face is good enough to be trusted, in numbers with measured limits.

docs/accuracy-and-speed.md has the measurements that the limits come from.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from recognition import pose
from recognition.detection import Detection
from recognition.facenet import MARGIN, SIDE
from recognition.reading import Box, Floats, Pixels, Quality

TOO_SMALL = "too small"
TOO_BLURRED = "too blurred"
TOO_DARK = "too dark"
TOO_BRIGHT = "too bright"
TURNED = "turned too far"
CUT_OFF = "cut off"
UNCERTAIN = "uncertain"

WHITE = 250
"""Luma, of 255, from which a pixel shows nothing: JPEG leaves white skin a little less."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a face may be at worst, in the units of `Quality`; angles to either side."""

    width: float
    sharpness: float
    brightness: float
    glare: float
    yaw: float
    pitch: float
    roll: float
    outside: float
    probability: float

    def failed(self, face: Quality, *, probability: float) -> tuple[str, ...]:
        """Name the limits that a face does not keep."""
        fails = {
            TOO_SMALL: face.width < self.width,
            TOO_BLURRED: face.sharpness < self.sharpness,
            TOO_DARK: face.brightness < self.brightness,
            TOO_BRIGHT: face.glare > self.glare,
            TURNED: abs(face.yaw) > self.yaw
            or abs(face.pitch) > self.pitch
            or abs(face.roll) > self.roll,
            CUT_OFF: face.outside > self.outside,
            UNCERTAIN: probability < self.probability,
        }
        return tuple(problem for problem, fail in fails.items() if fail)


CHECK_IN = Limits(
    width=40.0,
    sharpness=0.024,
    brightness=25.0,
    glare=0.45,
    yaw=55.0,
    pitch=35.0,
    roll=40.0,
    outside=0.15,
    probability=0.96,
)
"""Where about one face in seven is refused by its score instead of one in a hundred, and soon
twice as many beyond. Exceptions: width is just above where refusals begin to rise; beyond this yaw
and pitch there are few photos of 2,189; under this probability more than half are refused.
"""

ENROLMENT = Limits(
    width=48.0,
    sharpness=0.03,
    brightness=40.0,
    glare=0.1,
    yaw=50.0,
    pitch=30.0,
    roll=35.0,
    outside=0.08,
    probability=0.97,
)
"""Where scores have begun to fall a little: every later selfie is compared with this photo."""


def judge(crop: Pixels, detection: Detection, *, size: tuple[float, float]) -> Quality:
    """Judge a face by its crop (160 x 160, see `facenet.crop`) and where it is in the photo.

    `size` is the photo's width and height, in the pixels that the detection has.
    """
    inside = slice(MARGIN // 2, SIDE - MARGIN // 2)
    grey = _luma(crop[inside, inside])
    brightness = float(grey.mean())
    turned = pose.estimate(detection.landmarks)
    left, _, right, _ = detection.box
    face = Quality(
        width=right - left,
        brightness=brightness,
        sharpness=_sharpness(grey, brightness),
        glare=float((grey >= WHITE).mean()),
        yaw=turned.yaw,
        pitch=turned.pitch,
        roll=turned.roll,
        outside=_outside(detection.box, detection.landmarks, size),
        problems=(),
        enrolment_problems=(),
    )
    return replace(
        face,
        problems=CHECK_IN.failed(face, probability=detection.probability),
        enrolment_problems=ENROLMENT.failed(face, probability=detection.probability),
    )


def problems_of_picture(image: Pixels) -> tuple[str, ...]:
    """Name what may be why no face was found in a whole picture."""
    return (TOO_DARK,) if float(_luma(image).mean()) < CHECK_IN.brightness else ()


def _luma(image: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def _sharpness(grey: Pixels, brightness: float) -> float:
    """Spread of the Laplacian relative to the light, which scales both alike."""
    return float(cv2.Laplacian(grey, cv2.CV_32F).std()) / max(brightness, 1.0)


def _outside(box: Box, landmarks: Floats, size: tuple[float, float]) -> float:
    """Share of the box beyond the photo's edges; all of it when a landmark is."""
    width, height = size
    if np.any(landmarks < 0) or np.any(landmarks > size):
        return 1.0
    left, top, right, bottom = box
    seen = (min(right, width) - max(left, 0)) * (min(bottom, height) - max(top, 0))
    return float(1 - seen / ((right - left) * (bottom - top)))
