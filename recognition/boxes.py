"""Rectangles by the hundred: overlaps, suppression, regression. MTCNN's geometry, in numpy.

Boxes are N x 4: left, top, right, bottom, in pixels.
"""

import cv2
import numpy as np

from recognition.reading import Floats, Integers


def best_of_each(boxes: Floats, scores: Floats, overlap: float) -> Integers:
    """Choose the best box of each cluster: indices, best first.

    A box goes when its intersection over union with a better one is above `overlap`.
    """
    corners_and_sizes = np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]])
    kept = cv2.dnn.NMSBoxes(corners_and_sizes.tolist(), scores.tolist(), 0.0, overlap)
    return np.asarray(kept, np.intp).reshape(-1)


def without_parts(boxes: Floats, scores: Floats, overlap: float) -> Integers:
    """Choose as `best_of_each`, by the share of the smaller box that lies in the better one."""
    areas = (boxes[:, 2:] - boxes[:, :2] + 1).prod(axis=1)
    waiting = np.argsort(-scores)
    kept = []
    while waiting.size:
        best, rest = waiting[0], waiting[1:]
        kept.append(best)
        low = np.maximum(boxes[best, :2], boxes[rest, :2])
        high = np.minimum(boxes[best, 2:], boxes[rest, 2:])
        shared = np.maximum(high - low + 1, 0).prod(axis=1)
        waiting = rest[shared / np.minimum(areas[best], areas[rest]) <= overlap]
    return np.array(kept, np.intp)


def moved(boxes: Floats, offsets: Floats, *, inclusive: int) -> Floats:
    """Shift each edge by its offset, in widths and heights of the box.

    `inclusive` is 1 where a box's right and bottom pixels belong to it (MTCNN's later stages).
    """
    sizes = boxes[:, 2:] - boxes[:, :2] + inclusive
    return boxes + offsets * np.hstack([sizes, sizes])


def squared(boxes: Floats) -> Floats:
    """Widen the shorter side of each about its middle."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, keepdims=True) / 2
    return np.hstack([middles - half, middles + half])
