"""What finding faces means, whoever finds them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np

from recognition.reading import Box, Floats, Pixels


class Search(StrEnum):
    """How hard to look: a selfie's large face in a few milliseconds, or every small one."""

    SELFIE = "selfie"
    GROUP = "group"


@dataclass(frozen=True, kw_only=True, eq=False)
class Detection:
    """A face's box, 5 x 2 landmarks (pixels of the image given) and probability."""

    box: Box
    landmarks: Floats
    probability: float

    @property
    def width(self) -> float:
        """Of the box."""
        return self.box[2] - self.box[0]

    @property
    def area(self) -> float:
        """Of the box."""
        return self.width * (self.box[3] - self.box[1])

    def scaled(self, factor: float) -> "Detection":
        """Return the same in an image `factor` times as large."""
        left, top, right, bottom = (edge * factor for edge in self.box)
        return Detection(
            box=(left, top, right, bottom),
            landmarks=self.landmarks * np.float32(factor),
            probability=self.probability,
        )


class Detector(Protocol):
    """Finds faces; may be called from several threads at once."""

    def detect(self, image: Pixels, search: Search) -> list[Detection]:
        """Return the faces of an RGB image, largest first."""
        ...

    def follow(self, image: Pixels, box: Box) -> Detection | None:
        """Return the face that is still about where it was in the picture before, if it is."""
        ...
