"""A photo as it is searched: any part of it, at any size, by averaging areas.

Each pixel wanted is the mean of the pixels that it covers, even in part: what PyTorch calls
"area" interpolation, which facenet-pytorch's MTCNN uses. An integral image (Crow 1984) gives
every such mean in four look-ups, whatever it covers, and all crops at once.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.inference import SCALE, ZERO
from recognition.reading import Floats, Integers, Pixels

AT_ONCE = 128
"""Crops that are averaged together; of 48 pixels, they take 30 MB meanwhile."""


class Canvas:
    """An RGB photo, reduced to `side` pixels on its longer side if it is larger."""

    def __init__(self, photo: Pixels, *, side: int) -> None:
        height, width = photo.shape[:2]
        ratio = min(1.0, side / max(height, width))
        self.width, self.height = max(round(width * ratio), 1), max(round(height * ratio), 1)
        self.scale = self.width / width
        """Of the photo, in x; in y it differs by less than a pixel."""
        if ratio < 1:
            photo = _reduced(photo, self.width, self.height)
        self._sums: NDArray[np.int32] = cv2.integral(photo, sdepth=cv2.CV_32S)  # type: ignore[assignment]

    def level(self, scale: float) -> Floats:
        """Return all of it, standardised, at a scale of facenet-pytorch's: height x width x 3."""
        x0, x1 = _covered(0, self.width, int(self.width * scale + 1))
        y0, y1 = _covered(0, self.height, int(self.height * scale + 1))
        strips = self._sums.take(y1, axis=0) - self._sums.take(y0, axis=0)
        sums = strips.take(x1, axis=1) - strips.take(x0, axis=1)
        counts = (y1 - y0)[:, None] * (x1 - x0)
        return ((sums / counts[..., None] - ZERO) / SCALE).astype(np.float32)

    def crops(self, boxes: Integers, side: int) -> Floats:
        """Cut out N boxes (left, top, right, bottom in whole pixels): N x 3 x side x side.

        They may reach beyond the photo, where everything is mid-grey.
        """
        crops = np.empty((len(boxes), 3, side, side), np.float32)
        for at in range(0, len(boxes), AT_ONCE):
            crops[at : at + AT_ONCE] = self._crops(boxes[at : at + AT_ONCE], side)
        return crops

    def _crops(self, boxes: Integers, side: int) -> Floats:
        sizes = np.maximum(boxes[:, 2:] - boxes[:, :2], 1)
        x0, x1 = _covered(boxes[:, :1], sizes[:, :1], side)
        y0, y1 = _covered(boxes[:, 1:2], sizes[:, 1:], side)
        counts = (y1 - y0)[:, :, None] * (x1 - x0)[:, None, :]
        x0, x1 = x0.clip(0, self.width), x1.clip(0, self.width)
        y0, y1 = y0.clip(0, self.height), y1.clip(0, self.height)
        inside = (y1 - y0)[:, :, None] * (x1 - x0)[:, None, :]
        sums = self._at(y1, x1) - self._at(y0, x1) - self._at(y1, x0) + self._at(y0, x0)
        means = (sums - ZERO * inside[..., None]) / (SCALE * counts[..., None])
        return means.transpose(0, 3, 1, 2).astype(np.float32)

    def _at(self, y: Integers, x: Integers) -> NDArray[np.int32]:
        """Sums above and left of all pairs of N x side rows and columns: N x side x side x 3."""
        places = y[:, :, None] * (self.width + 1) + x[:, None, :]
        sums: NDArray[np.int32] = self._sums.reshape(-1, 3).take(places, axis=0)
        return sums


def _reduced(photo: Pixels, width: int, height: int) -> Pixels:
    return np.asarray(cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _covered(
    start: Integers | int, length: Integers | int, count: int
) -> tuple[Integers, Integers]:
    """Return where the pixels begin and end that each of `count` parts of a length covers."""
    steps = np.arange(count)
    return start + steps * length // count, start - (-(steps + 1) * length // count)
