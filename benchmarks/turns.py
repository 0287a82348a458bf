"""Which turns count: `python -m benchmarks.turns CLIPS PHOTOS [PEOPLE]`.

CLIPS holds films of real heads, PHOTOS a folder of photos for each person. Films of photos that are
held before a camera are made from these; so are heads, on a made-up relief.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image
from rich.console import Console
from rich.table import Table

from attendance import liveness
from attendance.liveness import Turn
from benchmarks import films
from benchmarks.films import CLOSE, Held, Studio, cylinder, head, swings
from benchmarks.recognition import machine
from recognition import errors, film, load_reader
from recognition.clips import ClipReading, Moment
from recognition.reader import Reader
from recognition.reading import Pixels

PEOPLE = 20
STRAIGHT = 8.0
"""Degrees, of the photos that are used."""

SIDES, TILTS = (Held(yaw=35), Held(pitch=28)), (Held(yaw=50), Held(pitch=50))
MOVES = (Held(right=50, down=20, roll=15), Held(scale=0.75, roll=-20, down=-25))
ATTACKS: dict[str, tuple[Sequence[Held], dict[str, object]]] = {
    "a photo held still": ((Held(), Held()), {}),
    "shifted, rotated, scaled": (MOVES, {}),
    "tilted by 50 degrees": (TILTS, {}),
    "the same, close (keystoned)": (TILTS, {"distance": CLOSE}),
    "the same, noise and flicker": (TILTS, {"distance": CLOSE, "noise": 10.0, "flicker": 0.08}),
    "bent, radius 38 cm, by 45": ((Held(yaw=45), Held(pitch=45)), {"surface": cylinder(6.0)}),
    "bent, radius 19 cm, by 45": ((Held(yaw=45), Held(pitch=45)), {"surface": cylinder(3.0)}),
    "bent, radius 9 cm, by 45": ((Held(yaw=45), Held(pitch=45)), {"surface": cylinder(1.5)}),
    "a made-up head, by 35 and 28": (SIDES, {"surface": head}),
}


def main(clips: Path, photos: Path, people: int = PEOPLE) -> None:
    """Print both tables."""
    console = Console(width=120)
    console.print(machine())
    reader = load_reader()
    if clips.is_dir():
        console.print(of_heads(reader, clips))
    console.print(of_photos(reader, list(straight(reader, photos, people))))


def of_heads(reader: Reader, clips: Path) -> Table:
    """Turns of real heads: as they are, mirrored, backwards, and both."""
    table = Table("film", "turns seen", "of these count", "seconds", "other frames")
    for path in sorted(clips.glob("*.mp4")):
        frames = [each.pixels for each in film.Decoder().frames(path.read_bytes())]
        for name, changed in _changed(frames).items():
            reading = reader.read_clip(films.encoded(changed, film.RATE))
            seen, solid = counted(reading)
            straight_ = len(reading.moments) - sum(map(_is_aside, reading.moments))
            table.add_row(
                f"{path.stem} {name}",
                str(seen),
                str(solid),
                f"{len(frames) / film.RATE:.0f}",
                str(straight_),
            )
    return table


def of_photos(reader: Reader, people: Sequence[Studio]) -> Table:
    """Two turns for each person, and how they are held."""
    table = Table("held before the camera", "films", "turns seen", "of these count", "films pass")
    random = np.random.default_rng(0)
    for name, (ends, changes) in ATTACKS.items():
        seen = solid = passed = 0
        for one in people:
            studio = Studio(photo=one.photo, landmarks=one.landmarks, **changes)  # type: ignore[arg-type]
            reading = reader.read_clip(films.film(studio, swings(*ends), random))
            found = counted(reading)
            seen, solid = seen + found[0], solid + found[1]
            order = (Turn.LEFT, Turn.UP)
            passed += liveness.judge(reading, order, same_person=reader.accept_score) is None
        table.add_row(name, str(len(people)), str(seen), str(solid), str(passed))
        Console(width=120, stderr=True).print(name, seen, solid, passed)
    return table


def counted(reading: ClipReading) -> tuple[int, int]:
    """How many turns are seen, and how many of them a flat picture cannot show."""
    turns = [run for run in liveness.runs(reading.moments) if run[0] is not Turn.STRAIGHT]
    return len(turns), sum(liveness.is_solid(*run) for run in turns)


def straight(reader: Reader, photos: Path, people: int) -> Iterator[Studio]:
    """The first straight photo of each of so many people."""
    found = 0
    for folder in sorted(photos.iterdir()):
        for path in sorted(folder.glob("*.jpg")):
            try:
                faces = reader.read(path.read_bytes()).faces
            except errors.ImageError:
                continue
            if faces and max(abs(faces[0].quality.yaw), abs(faces[0].quality.pitch)) < STRAIGHT:
                photo = np.asarray(Image.open(path).convert("RGB"), np.uint8)
                yield Studio(photo=photo, landmarks=faces[0].landmarks)
                found += 1
                break
        if found == people:
            return


def _changed(frames: list[Pixels]) -> dict[str, list[Pixels]]:
    mirrored = [np.ascontiguousarray(each[:, ::-1]) for each in frames]
    return {
        "": frames,
        "mirrored": mirrored,
        "backwards": frames[::-1],
        "mirrored, backwards": mirrored[::-1],
    }


def _is_aside(moment: Moment) -> bool:
    return max(abs(moment.yaw), moment.pitch) >= liveness.TURNED


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
