"""How a picture looks about its largest face, in few enough bits to be found again by them.

A perceptual hash like pHash (Zauner 2010: the signs of a DCT's low frequencies about their
median), of a window that the face lies in the middle of: so the picture may be cropped, scaled and
compressed anew. The detector puts the face a few hundredths elsewhere then. Therefore a new picture
is hashed in 27 windows, and the nearest counts. `python -m benchmarks.near_duplicates` measures it.
"""

from itertools import product

import cv2
import numpy as np

from recognition.appearance import Appearance
from recognition.reading import Box, Floats, Pixels

WINDOW = 1.6
"""Side, in faces. Larger windows tell pictures apart better, but a crop gets into them sooner: at
1.8 one of five copies is missed that lost a tenth at each side, at 1.6 one of twenty.
"""

FREQUENCIES = 12
"""Of the DCT in each direction: 144 bits. With 8, as in pHash, copies and other pictures of the
same person overlap.
"""

SHIFTS = (-0.04, 0.0, 0.04)
"""Of the window, in faces; of SCALES, in windows. Twice as far, with as many, finds fewer copies;
125 windows instead of 27 find hardly more.
"""

SCALES = (0.94, 1.0, 1.06)

SIDE = 64
"""Pixels of the patch that all windows are in."""

_SPAN = WINDOW * max(SCALES) + 2 * max(SHIFTS)  # of the patch, in faces


def of(pixels: Pixels, box: Box) -> Appearance:
    """Look at an upright RGB picture about a face."""
    patch = _patch(pixels, box)
    found = np.concatenate([_frequencies(patch, basis) for basis in _BASES])
    bits = np.packbits(found > np.median(found, axis=1, keepdims=True), axis=1)
    return Appearance.of_windows(bits, middle=len(bits) // 2)


def _patch(pixels: Pixels, box: Box) -> Floats:
    """Brightness about a face at SIDE x SIDE pixels; beyond the edges goes on what is there."""
    left, top, right, bottom = box
    height, width = pixels.shape[:2]
    side = round(max(right - left, bottom - top) * _SPAN) + 1
    x0 = round(min(max((left + right) / 2, 0), width - 1) - side / 2)
    y0 = round(min(max((top + bottom) / 2, 0), height - 1) - side / 2)
    seen = pixels[max(y0, 0) : y0 + side + 1, max(x0, 0) : x0 + side + 1]
    # Made small before it is extended: a box may reach far out of a picture.
    scale = SIDE / (side + 1)
    columns, rows = (min(max(round(one * scale), 1), SIDE) for one in seen.shape[1::-1])
    grey = cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY)
    before = min(round(max(-x0, 0) * scale), SIDE - columns)
    above = min(round(max(-y0, 0) * scale), SIDE - rows)
    whole = cv2.copyMakeBorder(
        cv2.resize(grey, (columns, rows), interpolation=cv2.INTER_AREA),
        above,
        SIDE - above - rows,
        before,
        SIDE - before - columns,
        cv2.BORDER_REPLICATE,
    )
    return np.asarray(whole, np.float32)


def _frequencies(patch: Floats, basis: Floats) -> Floats:
    """The DCTs of all windows of one size: as many rows as there are windows."""
    count = len(SHIFTS)
    flat = basis.reshape(count * FREQUENCIES, SIDE)
    both = (flat @ patch @ flat.T).reshape(count, FREQUENCIES, count, FREQUENCIES)
    windows = both.transpose(0, 2, 1, 3).reshape(count**2, FREQUENCIES**2)
    return np.asarray(windows, np.float32)


def _basis(scale: float) -> Floats:
    """Cosines over windows of one size along one side: SHIFTS x FREQUENCIES x SIDE."""
    at = (np.arange(SIDE) + 0.5) / SIDE * _SPAN - _SPAN / 2  # in faces, from the middle
    width = WINDOW * scale
    half = _SPAN / SIDE / width / 2  # of a pixel, in windows
    rows = []
    for shift, frequency in product(SHIFTS, range(FREQUENCIES)):
        place = (at - shift) / width + 0.5  # 0 to 1 within the window
        covered = np.minimum(place + half, 1) - np.maximum(place - half, 0)
        weight = np.clip(covered / (2 * half), 0, 1) * (np.sqrt(0.5) if frequency == 0 else 1)
        rows.append(np.cos(np.pi * frequency * np.clip(place, 0, 1)) * weight)
    return np.asarray(rows, np.float32).reshape(len(SHIFTS), FREQUENCIES, SIDE)


_BASES = [_basis(scale) for scale in SCALES]
