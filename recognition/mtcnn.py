"""Faces found by facenet-pytorch's MTCNN."""

import cv2
import numpy as np
import torch
from facenet_pytorch import MTCNN

from recognition.detection import Detection
from recognition.reading import Floats, Pixels

CANVAS = 1024
"""Longer side, in pixels, of what is searched; a larger photo is reduced to it."""

MIN_FACE = 24
"""Smallest face searched for, in pixels of the canvas."""

MIN_PROBABILITY = 0.95
"""Of 2,189 photos of Labeled Faces in the Wild, none shows its face with less; the one false
face in the sample photos (obama_partial_face) has 0.94.
"""


class MtcnnDetector:
    """The three-stage cascade, a `Detector`, on a copy of the image at most `CANVAS` long."""

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
