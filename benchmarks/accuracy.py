"""Accuracy as docs quotes it: `python -m benchmarks.accuracy PHOTOS [--plots FOLDER]`.

PHOTOS holds `lfw-view1-test` (View 1's development test pairs) and `class80` (80 people with 8
photos each). Both are part of what the face space was learnt from, which flatters these figures a
little: `python -m benchmarks.face_space` holds people out. `rollcall evaluate` tells the same of
any folder.
"""

import argparse
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot import threads
from bot.replies import evaluation as words
from recognition import load_reader
from recognition.evaluation import datasets, embeddings, identification, plot, results
from recognition.evaluation.identification import Fusion, Identification
from recognition.evaluation.metrics import Indices, Scores
from recognition.evaluation.results import Photos, Results
from recognition.reader import Reader
from recognition.reading import Floats

CLASS = "class80"
VIEW1 = "lfw-view1-test"
PAIRS = "pairsDevTest.txt"


def main() -> None:
    """Print the tables of both sets of photos, and draw them if that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy")
    parser.add_argument("photos", type=Path)
    parser.add_argument("--plots", type=Path, help="folder for view1.png and class80.png")
    arguments = parser.parse_args()
    reader, console = load_reader(), Console()

    pairs = datasets.read_pairs(arguments.photos / VIEW1 / PAIRS, arguments.photos / VIEW1)
    photos = read(reader, (side.photo for pair in pairs for side in pair.sides))
    console.print(words.photos(results.count(photos.values()), _people(photos)))
    view1 = _some(results.of_pairs(pairs, photos, results.is_legible))
    console.print(words.verified({VIEW1: view1}, reader.accept_score))

    people = datasets.people(arguments.photos / CLASS)
    photos = read(reader, (path for paths in people.values() for path in paths))
    console.print(words.photos(results.count(photos.values()), len(people)))
    class80 = _some(results.of_people(people, photos, results.is_legible))
    console.print(words.verified({CLASS: class80}, reader.accept_score))
    console.print(words.identified({CLASS: class80}, reader.accept_score))
    console.print(fusions(people, photos))

    if arguments.plots is not None:
        for name, (title, found) in {
            "view1.png": ("LFW View 1, development test pairs", view1),
            "class80.png": ("class80: 60 enrolled, 20 strangers", class80),
        }.items():
            picture = plot.draw(title, words.curves(found), accept_score=reader.accept_score)
            plot.save(arguments.plots / name, picture)


def read(reader: Reader, files: Iterable[Path]) -> Photos:
    """Read photos on all cores, with a progress bar."""
    paths = list(dict.fromkeys(files))
    with Progress(console=Console(stderr=True)) as bar, threads.pool() as pool:
        task = bar.add_task(words.READING, total=len(paths))
        return embeddings.read(reader, paths, apply=pool.map, progress=lambda: bar.advance(task))


def fusions(people: Mapping[str, list[Path]], photos: Photos) -> Table:
    """Compare ways to score a photo against a person's templates, over the same draws."""
    seen = [
        (number, face.embedding)
        for number, paths in enumerate(people.values())
        for path in paths
        if (face := photos[path].face) is not None
    ]
    owners = np.array([number for number, _ in seen])
    vectors = np.stack([embedding for _, embedding in seen])
    table = Table("a person's score", "rank-1", "FRR at FAR 1 %", "FRR at FAR 0.1 %")
    table.add_column("not found where 1 % of strangers pass")
    for name, fusion in FUSIONS.items():
        attempts = identification.attempt(vectors, owners, fusion=fusion)
        if attempts is not None:
            table.add_row(name, *_row(identification.identify(attempts)))
    return table


def _row(found: Identification) -> list[str]:
    rates = [found.rank1, *found.frr_at.values()]
    shares = [None if rate is None else rate.value for rate in rates]
    shares.append(None if found.found is None else 1 - found.found.value)
    return ["–" if share is None else words.percent(share, 2) for share in shares]


def best_of(count: int, probes: Floats, templates: Floats, starts: Indices) -> Scores:
    """Score against the mean of the best `count` templates of each person."""
    scores = (probes @ templates.T).astype(np.float64)
    each = np.split(scores, starts[1:], axis=1)
    return np.stack([np.sort(own, axis=1)[:, -count:].mean(axis=1) for own in each], axis=1)


FUSIONS: dict[str, Fusion] = {
    "best template": partial(best_of, 1),
    "mean of the best two": partial(best_of, 2),
    "centroid": identification.centroids,
}


def _people(photos: Photos) -> int:
    return len({path.parent for path in photos})


def _some(found: Results | None) -> Results:
    if found is None:
        raise SystemExit("no faces found")
    return found


if __name__ == "__main__":
    main()
