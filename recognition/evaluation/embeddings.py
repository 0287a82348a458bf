"""Reading labelled photos: of each, the face that is meant, or why there is none."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from recognition import errors
from recognition.reading import Face, Reading


class Reads(Protocol):
    """What is needed of a reader."""

    def read(self, image: bytes) -> Reading:
        """See `recognition.reader.Reader`."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Photo:
    """One photo: its labelled face, if one was found, and how many there were.

    `failure` says why the file could not be read.
    """

    path: Path
    face: Face | None = None
    faces: int = 0
    failure: str | None = None


Map = Callable[[Callable[[Path], Photo], Iterable[Path]], Iterator[Photo]]
"""Applies a function in order, as `map` does; `ThreadPoolExecutor.map` does so in threads."""


def read(
    reader: Reads,
    files: Iterable[Path],
    *,
    apply: Map = map,
    progress: Callable[[], object] = lambda: None,
) -> dict[Path, Photo]:
    """Read each photo once, telling `progress` after each. Pixels are not kept."""
    photos = {}
    for photo in apply(lambda path: look(reader, path), dict.fromkeys(files)):
        photos[photo.path] = photo
        progress()
    return photos


def look(reader: Reads, path: Path) -> Photo:
    """Read one photo; a file that cannot be read is no error here."""
    try:
        reading = reader.read(path.read_bytes())
    except OSError as error:
        return Photo(path=path, failure=error.strerror or str(error))
    except errors.ImageError as error:
        return Photo(path=path, failure=str(error))
    return Photo(path=path, face=central_face(reading), faces=len(reading.faces))


def central_face(reading: Reading) -> Face | None:
    """Return the labelled face: such photos are centred on it, others may be beside it."""
    middle = np.array([reading.width, reading.height]) / 2

    def distance(face: Face) -> float:
        x0, y0, x1, y1 = face.box
        return float(np.linalg.norm(np.array([x0 + x1, y0 + y1]) / 2 - middle))

    return min(reading.faces, key=distance, default=None)
