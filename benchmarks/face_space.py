"""The face space that is shipped: `python -m benchmarks.face_space PHOTOS OUTPUT.json`.

It is learnt from all of PHOTOS (`class80` and `lfw-view1-test`), without regard to who is on
them. The figures printed are held out: a View 1 pair is scored in a space learnt without a
tenth or two of View 1's people, among them both of the pair's; class80 in View 1's.
"""

import json
import sys
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks import accuracy
from recognition import Settings, models
from recognition.evaluation import datasets, folds, identification, verification
from recognition.evaluation.datasets import Pair
from recognition.evaluation.identification import Identification
from recognition.evaluation.metrics import Comparisons
from recognition.evaluation.rates import Rate
from recognition.evaluation.verification import Verification
from recognition.face_space import FaceSpace
from recognition.facenet import FaceNet
from recognition.mtcnn import Mtcnn
from recognition.reader import Reader
from recognition.reading import Floats

DIRECTIONS = 32
"""That are damped. All hundred in which faces differ give the same figures, 16 a little less."""

POWER, FLOOR = 0.25, 2.0
"""A direction's factor is its (variance + floor) ** -power, relative to the first left alone;
variances in units of the mean one. At the power 0.5 of full whitening noise is enlarged:
View 1's FRR at FAR 0.1 %, over all pairs of its photos, rises from 4.1 % to 5.2 %.
"""

FOLDS = 10
SIGNIFICANT_DIGITS = 6
DIRECTION_DECIMALS = 5


def main() -> None:
    """Read the photos, write the face space, print what it is worth for people not in it."""
    folder, output = (Path(argument) for argument in sys.argv[1:])
    reader = reader_without_space()
    view1, class80 = (
        embeddings(reader, folder / name) for name in (accuracy.VIEW1, accuracy.CLASS)
    )
    write(learn(np.stack([*view1.values(), *class80.values()])), output)
    listed = folder / accuracy.VIEW1
    pairs = held_out(view1, class80, datasets.read_pairs(listed / accuracy.PAIRS, listed))
    Console().print(view1_table(verification.verify(pairs, folds.in_order(pairs.same))))
    placed = learn(np.stack(list(view1.values()))).place(np.stack(list(class80.values())))
    _, owners = np.unique([path.parent.name for path in class80], return_inverse=True)
    attempts = identification.attempt(placed, owners)
    if attempts is not None:
        Console().print(class80_table(identification.identify(attempts)))


def view1_table(found: Verification) -> Table:
    """Lay out what View 1's pairs gave."""
    table = Table("View 1, held out", *(f"FRR at FAR {far:.1%}" for far in found.frr_at))
    accurate = "–" if found.accuracy is None else f"{found.accuracy.mean:.4f}"
    table.add_row(f"accuracy, 10 folds {accurate}", *map(told, found.frr_at.values()))
    return table


def class80_table(found: Identification) -> Table:
    """Lay out what class80 gave, by centroid."""
    table = Table("class80, held out", *(f"FRR at FAR {far:.1%}" for far in found.frr_at))
    table.add_column("found where 1 % of strangers pass")
    rates = [*found.frr_at.values(), found.found]
    rank1 = "–" if found.rank1 is None else f"{found.rank1.value:.2%}"
    table.add_row(f"rank-1 {rank1}", *map(told, rates))
    return table


def told(rate: Rate | None) -> str:
    """Write a rate and its threshold."""
    return "–" if rate is None else f"{rate.value:.2%} (at {rate.threshold:.3f})"


def learn(embeddings: Floats) -> FaceSpace:
    """Find mean and principal directions of N x 512 unit embeddings."""
    mean = embeddings.mean(axis=0)
    variances, vectors = np.linalg.eigh(np.cov((embeddings - mean).T))
    weight = (variances[::-1] / variances.mean() + FLOOR) ** -POWER
    return FaceSpace(
        mean=mean.astype(np.float32),
        directions=vectors.T[::-1][:DIRECTIONS].astype(np.float32),
        factors=(weight[:DIRECTIONS] / weight[DIRECTIONS]).astype(np.float32),
    )


def write(space: FaceSpace, output: Path) -> None:
    """Write as few digits as are needed, one direction a line."""
    mean = [float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in space.mean]
    factors = [float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in space.factors]
    directions = [
        [round(float(value), DIRECTION_DECIMALS) for value in row] for row in space.directions
    ]
    rows = ",\n  ".join(json.dumps(row) for row in directions)
    output.write_text(
        f'{{\n "mean": {json.dumps(mean)},\n "factors": {json.dumps(factors)},\n'
        f' "directions": [\n  {rows}\n ]\n}}\n',
        encoding="utf-8",
    )


def held_out(
    view1: dict[Path, Floats], class80: dict[Path, Floats], pairs: list[Pair]
) -> Comparisons:
    """Score View 1's pairs, each without its people's part in the space.

    All photos of one person are in one of `FOLDS` folds; one or two folds are left out.
    """
    names = sorted({path.parent.name for path in view1})
    numbers = {name: number for number, name in enumerate(names)}
    fold = np.random.default_rng(1).integers(0, FOLDS, len(names))
    spaces: dict[frozenset[int], FaceSpace] = {}

    def score(pair: Pair) -> float:
        out = frozenset(int(fold[numbers[side.person]]) for side in pair.sides)
        if out not in spaces:
            others = [
                face for path, face in view1.items() if fold[numbers[path.parent.name]] not in out
            ]
            spaces[out] = learn(np.stack([*others, *class80.values()]))
        one, other = spaces[out].place(np.stack([view1[side.photo] for side in pair.sides]))
        return float(one @ other)

    return Comparisons(
        scores=np.array([score(pair) for pair in pairs]),
        one=np.array([numbers[pair.one.person] for pair in pairs]),
        other=np.array([numbers[pair.other.person] for pair in pairs]),
        same=np.array([pair.same for pair in pairs]),
    )


def reader_without_space() -> Reader:
    """Build a reader of the default weights whose embeddings are the network's own."""
    settings = Settings()
    engine = models.open_engine(settings)
    return Reader(
        settings=settings,
        detector=Mtcnn(engine),
        facenet=FaceNet(engine, FaceSpace.unknown()),
        model="without face space",
        accept_score=1.0,
    )


def embeddings(reader: Reader, folder: Path) -> dict[Path, Floats]:
    """Read every photo of a folder of people."""
    files = [path for paths in datasets.people(folder).values() for path in paths]
    photos = accuracy.read(reader, files)
    return {path: seen.face.embedding for path, seen in photos.items() if seen.face is not None}


if __name__ == "__main__":
    main()
