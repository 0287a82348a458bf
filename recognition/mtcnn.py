"""MTCNN's cascade over its three networks: propose, refine, output.

The algorithm and its thresholds are facenet-pytorch's. All levels of a photo are packed into
squares of one size, so that an engine may compile for it. It differs in what a box beyond the
photo's edge holds there: mid-grey, where facenet-pytorch stretches what is left.
"""

import numpy as np

from recognition import boxes as geometry
from recognition import packing
from recognition.canvas import Canvas
from recognition.detection import Detection, Search
from recognition.inference import Engine, InferenceSession, Network
from recognition.packing import Window
from recognition.reading import Box, Floats, Pixels

CELL, STRIDE = 12, 2
"""Of the proposing network, in pixels of a level: what one answer sees, and the next is aside."""

MIN_FACE = 24
"""Smallest face searched for, in pixels of the canvas."""

FACTOR = 0.709
"""From one level to the next, as facenet-pytorch has it: about half the area."""

CANVAS = {Search.GROUP: 1280, Search.SELFIE: 320}
"""Longer side of what is searched, in pixels; Telegram's largest photos have 1,280."""

SCALES = tuple(
    CELL / MIN_FACE * FACTOR**step
    for step in range(int(np.log(MIN_FACE / CANVAS[Search.GROUP]) / np.log(FACTOR)) + 1)
)
"""Of the levels, relative to the canvas, down to one cell of the largest canvas."""

SQUARE = 176
"""Side of what the proposing network takes, in pixels: all levels of a selfie fill two."""

PROPOSED, REFINED, FOUND = 0.6, 0.7, 0.7
"""Least probabilities after each network, as facenet-pytorch has them."""

SAME_FACE_IN_LEVEL, SAME_FACE = 0.5, 0.7
"""Overlaps from which the less probable box goes, as facenet-pytorch has them."""

OVERLAP = CELL - STRIDE
"""Of the windows that a level is cut into, so that no cell is lost between two."""

REFINE_SIDE, REFINE_STEP = 24, 16
OUTPUT_SIDE, OUTPUT_STEP = 48, 4
"""Inputs in pixels, and how many an engine computes at once: a selfie has about as many."""

MIN_PROBABILITY = 0.95
"""Of 2,189 photos of Labeled Faces in the Wild, none shows its face with less; the one false
face in the sample photos (obama_partial_face) has 0.94.
"""


class Mtcnn:
    """Finds faces with an engine's three networks; a `Detector`."""

    def __init__(self, engine: Engine) -> None:
        self._propose = engine.session(Network.PROPOSE, (1, 3, SQUARE, SQUARE))
        self._refine = engine.session(Network.REFINE, (REFINE_STEP, 3, REFINE_SIDE, REFINE_SIDE))
        self._output = engine.session(Network.OUTPUT, (OUTPUT_STEP, 3, OUTPUT_SIDE, OUTPUT_SIDE))
        # For one face: a step that is filled up would cost four times as much, in every frame.
        self._follow = engine.session(Network.OUTPUT, (1, 3, OUTPUT_SIDE, OUTPUT_SIDE))

    def detect(self, image: Pixels, search: Search) -> list[Detection]:
        """Return the faces of an RGB image, largest first."""
        canvas = Canvas(image, side=CANVAS[search])
        boxes = self._refined(canvas, self._proposed(canvas))
        faces = self._found(canvas, boxes, self._output)
        found = [face.scaled(1 / canvas.scale) for face in faces]
        return sorted(found, key=lambda face: face.area, reverse=True)

    def follow(self, image: Pixels, box: Box) -> Detection | None:
        """Return the face that is still about where it was, or None: a look by one network."""
        canvas = Canvas(image, side=CANVAS[Search.SELFIE])
        near = geometry.squared(np.array([box], np.float32) * np.float32(canvas.scale))
        found = self._found(canvas, near, self._follow)
        return found[0].scaled(1 / canvas.scale) if found else None

    def _proposed(self, canvas: Canvas) -> Floats:
        """Find candidates of all sizes: N x 4 squares of the canvas."""
        shorter = min(canvas.width, canvas.height)
        scales = [scale for scale in SCALES if shorter * scale >= CELL]
        if not scales:
            return np.empty((0, 4), np.float32)
        levels = [canvas.level(scale) for scale in scales]
        windows = packing.windows(levels, side=SQUARE, overlap=OVERLAP)
        offsets, probabilities = self._propose.run(packing.filled(windows, levels, side=SQUARE))
        cells = np.concatenate(
            [_cells(offsets, probabilities, each, scales[each.level]) for each in windows]
        )
        cells = cells[geometry.best_of_each(cells[:, :4], cells[:, 4], SAME_FACE)]
        return geometry.squared(geometry.moved(cells[:, :4], cells[:, 5:], inclusive=0))

    def _refined(self, canvas: Canvas, boxes: Floats) -> Floats:
        if not len(boxes):
            return boxes
        offsets, probabilities = self._refine.run(_crops(canvas, boxes, REFINE_SIDE))
        scores = probabilities[:, 1]
        passed = scores > REFINED
        boxes, scores, offsets = boxes[passed], scores[passed], offsets[passed]
        kept = geometry.best_of_each(boxes, scores, SAME_FACE)
        return geometry.squared(geometry.moved(boxes[kept], offsets[kept], inclusive=1))

    def _found(self, canvas: Canvas, boxes: Floats, output: InferenceSession) -> list[Detection]:
        if not len(boxes):
            return []
        offsets, points, probabilities = output.run(_crops(canvas, boxes, OUTPUT_SIDE))
        scores = probabilities[:, 1]
        sizes = boxes[:, 2:] - boxes[:, :2] + 1
        landmarks = points.reshape(-1, 2, 5).transpose(0, 2, 1) * sizes[:, None]
        landmarks += boxes[:, None, :2] - 1
        moved = geometry.moved(boxes, offsets, inclusive=1)
        likely = np.flatnonzero(scores > FOUND)
        kept = likely[geometry.without_parts(moved[likely], scores[likely], SAME_FACE)]
        return [
            _detection(moved[each], landmarks[each], float(scores[each]))
            for each in kept
            if scores[each] >= MIN_PROBABILITY
        ]


def _cells(offsets: Floats, probabilities: Floats, window: Window, scale: float) -> Floats:
    """Return the likely cells of a window, each cluster's best: N x 9.

    Box (pixels of the canvas), probability, four offsets.
    """
    rows = slice(window.top // STRIDE, (window.top + window.height - CELL) // STRIDE + 1)
    columns = slice(window.left // STRIDE, (window.left + window.width - CELL) // STRIDE + 1)
    likely = probabilities[window.square, 1, rows, columns]
    at = np.nonzero(likely >= PROPOSED)
    top, left = STRIDE * at[0] + window.y, STRIDE * at[1] + window.x
    corners = np.column_stack([left + 1, top + 1, left + CELL, top + CELL])
    boxes: Floats = np.floor(corners / scale).astype(np.float32)
    moves = offsets[window.square, :, rows, columns][:, at[0], at[1]].T
    kept = geometry.best_of_each(boxes, likely[at], SAME_FACE_IN_LEVEL)
    return np.hstack([boxes, likely[at][:, None], moves])[kept]


def _crops(canvas: Canvas, boxes: Floats, side: int) -> Floats:
    """Cut boxes out as MTCNN counts: whole pixels, the first one called 1."""
    whole = boxes.astype(np.intp)
    whole[:, :2] -= 1
    return canvas.crops(whole, side)


def _detection(box: Floats, landmarks: Floats, probability: float) -> Detection:
    left, top, right, bottom = (float(edge) for edge in box)
    return Detection(
        box=(left, top, right, bottom),
        landmarks=landmarks.astype(np.float32),
        probability=probability,
    )
