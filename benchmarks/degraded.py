"""Where spoilt photos stop being recognised: `python -m benchmarks.degraded PHOTOS`.

The quality limits in `recognition/quality.py` were read off these tables. Each person of class80
has three photos enrolled; one other photo is spoilt, recompressed and compared with them. Nobody
can be turned to the side afterwards: those tables take the photos as they are.
"""

import itertools
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from attendance import policy
from benchmarks import spoiling
from benchmarks.accuracy import CLASS, VIEW1, read
from benchmarks.spoiling import Way
from recognition import Face, Reading, Settings, load_reader
from recognition.evaluation import datasets
from recognition.evaluation.embeddings import central_face

ENROLLED = 3
YAWS = (0, 10, 20, 30, 40, 50, 90)  # degrees, to either side
PITCHES = (-90, -30, -20, -10, 10, 20, 30, 90)  # degrees, down to up

LEAST = policy.STANDS_OUT * policy.USUAL_DEVIATION
"""Score that a selfie needs as long as there are few other students."""

Embedding = NDArray[np.float32]


def main() -> None:
    """Print one row for each way and degree of spoiling, and one for each range of turning."""
    reader = load_reader(Settings(threads=1))
    folder = Path(sys.argv[1])
    people = datasets.people(folder / CLASS)
    others = datasets.people(folder / VIEW1)
    files = itertools.chain(*people.values(), *others.values())
    whole = read(reader, files)
    faces = {name: [whole[path].face for path in files] for name, files in people.items()}
    centroids = {name: centroid(each[:ENROLLED]) for name, each in faces.items()}
    table = Table("photo", "face found", "median score", "refused by score", "named by quality")
    table.add_column("named at enrolment")
    table.add_column("measured")
    for way in track(spoiling.WAYS, "Spoiling photos"):
        readings = {
            person: reader.read(spoiling.spoilt(files[ENROLLED], way))
            for person, files in people.items()
        }
        table.add_row(way.name, *row(way, readings, centroids))
    console = Console()
    console.print(table)
    console.print(turned(faces))
    console.print(refusals([photo.face for photo in whole.values()]))


def centroid(faces: Sequence[Face | None]) -> Embedding:
    """Average embeddings, at unit length."""
    total = np.sum([face.embedding for face in faces if face is not None], axis=0)
    return np.asarray(total / np.linalg.norm(total), np.float32)


def row(way: Way, readings: dict[str, Reading], centroids: dict[str, Embedding]) -> list[str]:
    """Sum up one way of spoiling over all people."""
    faces = {name: central_face(reading) for name, reading in readings.items()}
    found: dict[str, Face] = {name: face for name, face in faces.items() if face is not None}
    if not found:
        return ["0 %", *["–"] * 5]
    scores = np.array([face.embedding @ centroids[name] for name, face in found.items()])
    qualities = [face.quality for face in found.values()]
    measured = [getattr(quality, way.measure) for quality in qualities]
    return [
        f"{len(found) / len(faces):.0%}",
        f"{np.median(scores):.2f}",
        f"{np.mean(scores < LEAST):.0%}",
        f"{np.mean([bool(quality.problems) for quality in qualities]):.0%}",
        f"{np.mean([bool(quality.enrolment_problems) for quality in qualities]):.0%}",
        f"{way.measure} " + " ".join(f"{at:.3g}" for at in np.percentile(measured, (5, 50, 95))),
    ]


def turned(people: dict[str, list[Face | None]]) -> Table:
    """Each photo against the person's other photos, by how its head is turned."""
    probes, scores = [], []
    for faces in people.values():
        found = [face for face in faces if face is not None]
        for probe in found:
            probes.append(probe.quality)
            others = centroid([face for face in found if face is not probe])
            scores.append(float(probe.embedding @ others))
    measured = np.array(scores)
    table = Table("turned", "photos", "median score", "refused by score")
    yaw = np.abs([quality.yaw for quality in probes])
    pitch = np.array([quality.pitch for quality in probes])
    for name, angles, edges in (("to a side", yaw, YAWS), ("up", pitch, PITCHES)):
        for low, high in itertools.pairwise(edges):
            chosen = measured[(angles >= low) & (angles < high)]
            if not chosen.size:
                continue
            middle, refused = np.median(chosen), np.mean(chosen < LEAST)
            degrees = f"{low} to {high} degrees {name}"
            table.add_row(degrees, str(chosen.size), f"{middle:.2f}", f"{refused:.1%}")
    return table


def refusals(faces: Sequence[Face | None]) -> Table:
    """Count good photos in which no face was found, or that quality would refuse."""
    found = [face.quality for face in faces if face is not None]
    table = Table(f"of {len(faces)} photos", "at check-in", "at enrolment")
    table.add_row("no face", *[str(len(faces) - len(found))] * 2)
    lenient = Counter(problem for face in found for problem in face.problems)
    strict = Counter(problem for face in found for problem in face.enrolment_problems)
    for problem in sorted(strict):
        table.add_row(problem, str(lenient[problem]), str(strict[problem]))
    table.add_row(
        "any of these",
        str(sum(bool(face.problems) for face in found)),
        str(sum(bool(face.enrolment_problems) for face in found)),
    )
    return table


if __name__ == "__main__":
    main()
