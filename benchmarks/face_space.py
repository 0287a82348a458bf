"""The face space that is shipped: `python -m benchmarks.face_space PHOTOS OUTPUT.json`.

It is learnt from all of PHOTOS (`class80` and `lfw-view1-test`), without regard to who is on
them. The figures printed are held out, and so is the choice of settings behind them (`damping`): a
View 1 pair is scored in a space learnt and chosen without a fifth or two of View 1's people, among
them both of the pair's; class80 in one learnt and chosen from View 1. It takes ten minutes.
"""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import accuracy, damping
from benchmarks.damping import SHIPPED, Damping, Owners
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

Photos = dict[Path, Floats]
"""Each photo's embedding."""

Choose = Callable[[Floats, Owners], Damping]

CHOICES: dict[str, Choose] = {
    "settings as shipped": lambda embeddings, owners: SHIPPED,
    "settings chosen apart": damping.choose,
}

FOLDS = 5
SIGNIFICANT_DIGITS = 6
DIRECTION_DECIMALS = 5


def main() -> None:
    """Read the photos, write the face space, print what it is worth for people not in it."""
    folder, output = (Path(argument) for argument in sys.argv[1:])
    reader, console = reader_without_space(), Console()
    view1, class80 = (
        embeddings(reader, folder / name) for name in (accuracy.VIEW1, accuracy.CLASS)
    )
    write(learn(np.stack([*view1.values(), *class80.values()])), output)
    listed = folder / accuracy.VIEW1
    pairs = datasets.read_pairs(listed / accuracy.PAIRS, listed)
    for choice, choose in CHOICES.items():
        found = held_out(view1, class80, pairs, choose)
        console.print(view1_table(choice, verification.verify(found, folds.in_order(found.same))))
        console.print(class80_table(choice, identified(view1, class80, choose)))


def view1_table(choice: str, found: Verification) -> Table:
    """Lay out what View 1's pairs gave."""
    table = Table(f"View 1, held out, {choice}", *(f"FRR at FAR {far:.1%}" for far in found.frr_at))
    accurate = "–" if found.accuracy is None else f"{found.accuracy.mean:.4f}"
    table.add_row(f"accuracy, 10 folds {accurate}", *map(told, found.frr_at.values()))
    return table


def class80_table(choice: str, found: Identification) -> Table:
    """Lay out what class80 gave, by centroid."""
    table = Table(
        f"class80, held out, {choice}", *(f"FRR at FAR {far:.1%}" for far in found.frr_at)
    )
    table.add_column("found where 1 % of strangers pass")
    rates = [*found.frr_at.values(), found.found]
    rank1 = "–" if found.rank1 is None else f"{found.rank1.value:.2%}"
    table.add_row(f"rank-1 {rank1}", *map(told, rates))
    return table


def told(rate: Rate | None) -> str:
    """Write a rate and its threshold."""
    return "–" if rate is None else f"{rate.value:.2%} (at {rate.threshold:.3f})"


def learn(embeddings: Floats) -> FaceSpace:
    """Learn the space that is shipped from N x 512 unit embeddings."""
    return damping.spread(embeddings).damped(SHIPPED)


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


def held_out(view1: Photos, class80: Photos, pairs: list[Pair], choose: Choose) -> Comparisons:
    """Score View 1's pairs, each without its people's part in the space and in its settings.

    All photos of one person are in one of `FOLDS` folds; one or two folds are left out.
    """
    everybody = {**view1, **class80}
    known, owners = np.stack(list(everybody.values())), owners_of(everybody)
    numbers = {path.parent.name: owner for path, owner in zip(everybody, owners, strict=True)}
    fold = np.random.default_rng(1).integers(0, FOLDS, len(numbers))
    of_class = np.isin(owners, [numbers[path.parent.name] for path in class80])
    spaces: dict[frozenset[int], FaceSpace] = {}

    def score(pair: Pair) -> float:
        out = frozenset(int(fold[numbers[side.person]]) for side in pair.sides)
        if out not in spaces:
            kept = of_class | ~np.isin(fold[owners], list(out))
            setting = choose(known[kept], owners[kept])
            spaces[out] = damping.spread(known[kept]).damped(setting)
        one, other = spaces[out].place(np.stack([view1[side.photo] for side in pair.sides]))
        return float(one @ other)

    return Comparisons(
        scores=np.array([score(pair) for pair in track(pairs, "View 1")]),
        one=np.array([numbers[pair.one.person] for pair in pairs]),
        other=np.array([numbers[pair.other.person] for pair in pairs]),
        same=np.array([pair.same for pair in pairs]),
    )


def identified(view1: Photos, class80: Photos, choose: Choose) -> Identification:
    """Identify class80's people in a space of View 1's."""
    town = np.stack(list(view1.values()))
    setting = choose(town, owners_of(view1))
    placed = damping.spread(town).damped(setting).place(np.stack(list(class80.values())))
    attempts = identification.attempt(placed, owners_of(class80))
    if attempts is None:
        raise SystemExit("too few people with enough photos")
    return identification.identify(attempts)


def owners_of(photos: Iterable[Path]) -> Owners:
    """Number the people of photos by their folders' names."""
    _, owners = np.unique([path.parent.name for path in photos], return_inverse=True)
    return owners


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
