"""What finding faces means, whoever finds them."""

from dataclasses import dataclass
from typing import Protocol

from recognition.reading import Box, Floats, Pixels


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
