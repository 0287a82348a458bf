"""What recognition saw in one photo."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from recognition.appearance import Appearance

Pixels = NDArray[np.uint8]
"""An upright RGB image, height x width x 3."""

Floats = NDArray[np.float32]
Integers = NDArray[np.intp]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels of the upright image; may reach over its edges."""


@dataclass(frozen=True, kw_only=True)
class Quality:
    """What was measured of a face, and what speaks against trusting it: nothing, when good."""

    width: float
    """Of the face's box, in pixels of the photo."""
    brightness: float
    """Mean luma of the face, 0 (black) to 255."""
    sharpness: float
    """Spread of the Laplacian over brightness, on the face at a fixed size."""
    glare: float
    """Share of the face that is white, 0 to 1."""
    yaw: float
    """Degrees the face is turned to the picture's right; left is negative."""
    pitch: float
    """Degrees it looks up; down is negative."""
    roll: float
    """Degrees it leans clockwise in the picture."""
    outside: float
    """Share of the box beyond the photo's edges; 1 when an eye, the nose or the mouth is."""
    problems: tuple[str, ...]
    """Of a face that is to be recognised."""
    enrolment_problems: tuple[str, ...]
    """Of one that others are to be recognised by: the same names, under stricter limits."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Face:
    """One face; `landmarks` are eyes, nose and mouth corners as 5 x 2 pixel positions.

    `embedding` is final (512 float32, unit length): the score of two faces is its dot product
    with another one from a reader of the same `model`.
    """

    box: Box
    landmarks: Floats
    probability: float
    embedding: Floats
    quality: Quality


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """The faces of one photo, largest first, and the upright photo's width and height.

    `problems` speak of the whole picture, and only when no face was found; `appearance` is what it
    is found again by, if one was. `taken_at` is when a camera says that it was taken, in whatever
    zone its clock was.
    """

    faces: tuple[Face, ...]
    width: int
    height: int
    problems: tuple[str, ...]
    appearance: Appearance | None = None
    taken_at: datetime | None = None
