"""Faces found by facenet-pytorch's MTCNN."""

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
import torch
from facenet_pytorch import MTCNN

from recognition.reading import Box, Floats, Pixels

CANVAS = 1024
"""Longer side, in pixels, of what is searched; a larger photo is reduced to it."""

MIN_FACE = 24
"""Smallest face searched for, in pixels of the canvas."""

MIN_PROBABILITY = 0.95
"""Of 2,189 photos of Labeled Faces in the Wild, none shows its face with less; what MTCNN sees
in folds and patterns mostly scores below.
"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Detection:
    """A face's box, 5 x 2 landmarks (pixels of the image given) and probability."""

    box: Box
    landmarks: Floats
    probability: float


class Detector(Protocol):
    """Finds faces; may be called from several threads at once."""

    def detect(self, image: Pixels) -> list[Detection]:
        """Return the faces of an RGB image, largest first."""
        ...


class MtcnnDetector:
    """The three-stage cascade, on a copy of the image that is at most `CANVAS` long."""

    def __init__(self) -> None:
        self._mtcnn = MTCNN(min_face_size=MIN_FACE, keep_all=True)

    def detect(self, image: Pixels) -> list[Detection]:
        """Return the faces of an RGB image, largest first."""
        height, width = image.shape[:2]
        scale = min(1.0, CANVAS / max(height, width))
        size = (round(width * scale), round(height * scale))
        if min(size) < MIN_FACE:
            return []  # MTCNN's pyramid would have no level
        canvas = image if scale == 1.0 else cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        with torch.inference_mode():
            boxes, probabilities, landmarks = self._mtcnn.detect(canvas, landmarks=True)
        if boxes is None:
            return []
        return [
            _detection(box / scale, points / scale, float(probability))
            for box, points, probability in zip(boxes, landmarks, probabilities, strict=True)
            if probability >= MIN_PROBABILITY
        ]


def _detection(box: Floats, landmarks: Floats, probability: float) -> Detection:
    left, top, right, bottom = (float(edge) for edge in box)
    return Detection(
        box=(left, top, right, bottom),
        landmarks=landmarks.astype(np.float32),
        probability=probability,
    )
