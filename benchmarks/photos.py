"""Labelled photos on disk, as Labeled Faces in the Wild lays them out, and their embeddings."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.progress import track

from recognition import Face, Reading
from recognition.reader import Reader

CLASS = "class80"
VIEW1 = "lfw-view1-test"
PAIRS = "pairsDevTest.txt"
FIELDS_OF_MATCHED_PAIR = 3


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two photos, and whether one person is on both."""

    one: Path
    other: Path
    same: bool


def people(folder: Path) -> dict[str, list[Path]]:
    """Return each person's photos: `folder`/person/*.jpg."""
    return {
        person.name: sorted(person.glob("*.jpg"))
        for person in sorted(folder.iterdir())
        if person.is_dir()
    }


def pairs(folder: Path) -> list[Pair]:
    """Read View 1's list: `name i j` for matched pairs, `name i name j` for mismatched."""
    _, *lines = (folder / PAIRS).read_text(encoding="utf-8").splitlines()
    return [_pair(folder, line.split()) for line in lines]


def _pair(folder: Path, fields: list[str]) -> Pair:
    if len(fields) == FIELDS_OF_MATCHED_PAIR:
        name, one, other = fields
        return Pair(one=_photo(folder, name, one), other=_photo(folder, name, other), same=True)
    first, one, second, other = fields
    return Pair(one=_photo(folder, first, one), other=_photo(folder, second, other), same=False)


def _photo(folder: Path, name: str, number: str) -> Path:
    return folder / name / f"{name}_{int(number):04d}.jpg"


def central_face(reading: Reading) -> Face | None:
    """Return the labelled face: these photos are centred on it, others may be beside it."""
    middle = np.array([reading.width, reading.height]) / 2

    def distance(face: Face) -> float:
        x0, y0, x1, y1 = face.box
        return float(np.linalg.norm(np.array([x0 + x1, y0 + y1]) / 2 - middle))

    return min(reading.faces, key=distance, default=None)


def faces(reader: Reader, files: Iterable[Path]) -> dict[Path, Face | None]:
    """Read each photo once, with a progress bar."""
    chosen = sorted(set(files))
    return {
        path: central_face(reader.read(path.read_bytes()))
        for path in track(chosen, "Reading photos")
    }
