"""The face space that is shipped: `python -m benchmarks.face_space PHOTOS OUTPUT.json`.

It is learnt from all of PHOTOS (`class80` and `lfw-view1-test`), without regard to who is on
them. The figures printed are held out: a View 1 pair is scored in a space learnt without a
tenth or two of View 1's people, among them both of the pair's; class80 in View 1's.
"""

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from benchmarks import accuracy, metrics, photos
from benchmarks.metrics import Scores
from recognition import Settings, models
from recognition.face_space import FaceSpace
from recognition.facenet import FaceNet
from recognition.loading import inception_resnet
from recognition.mtcnn import MtcnnDetector
from recognition.reader import Reader
from recognition.reading import Floats
from recognition.torch_session import TorchSession

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
    view1, class80 = (_embeddings(reader, folder / name) for name in (photos.VIEW1, photos.CLASS))
    write(learn(np.stack([*view1.values(), *class80.values()])), output)
    genuine, impostor = held_out(view1, class80, photos.pairs(folder / photos.VIEW1))
    console = Console()
    console.print(f"View 1: accuracy, 10 folds {metrics.accuracy(genuine, impostor):.4f}")
    _rates(console, genuine, impostor, far=0.01)
    placed = learn(np.stack(list(view1.values()))).place(np.stack(list(class80.values())))
    people = placed.reshape(len(photos.people(folder / photos.CLASS)), -1, placed.shape[1])
    genuine, impostor, rank1 = accuracy.class_scores(people, "centroid")
    console.print(f"class80, by centroid: rank-1 {rank1:.2%}")
    _rates(console, genuine, impostor, far=0.001)


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
    view1: dict[Path, Floats], class80: dict[Path, Floats], pairs: list[photos.Pair]
) -> tuple[Scores, Scores]:
    """Score View 1's pairs (genuine, impostor), each without its people's part in the space.

    All photos of one person are in one of `FOLDS` folds; one or two folds are left out.
    """
    names = sorted({path.parent.name for path in view1})
    drawn = np.random.default_rng(1).integers(0, FOLDS, len(names))
    fold = dict(zip(names, drawn.tolist(), strict=True))
    spaces: dict[frozenset[int], FaceSpace] = {}

    def score(pair: photos.Pair) -> float:
        out = frozenset(fold[path.parent.name] for path in (pair.one, pair.other))
        if out not in spaces:
            others = [face for path, face in view1.items() if fold[path.parent.name] not in out]
            spaces[out] = learn(np.stack([*others, *class80.values()]))
        one, other = spaces[out].place(np.stack([view1[pair.one], view1[pair.other]]))
        return float(one @ other)

    scores = np.array([score(pair) for pair in pairs])
    same: NDArray[np.bool_] = np.array([pair.same for pair in pairs])
    return scores[same], scores[~same]


def _rates(console: Console, genuine: Scores, impostor: Scores, *, far: float) -> None:
    point = metrics.at_far(genuine, impostor, far)
    console.print(f"FRR at FAR {far:.1%}: {point.frr:.2%} (threshold {point.threshold:.3f})")


def reader_without_space() -> Reader:
    """Build a reader of the default weights whose embeddings are the network's own."""
    settings = Settings()
    session = TorchSession(inception_resnet(models.load(models.prepare(settings))))
    return Reader(
        settings=settings,
        detector=MtcnnDetector(),
        facenet=FaceNet(session, FaceSpace.unknown()),
        model="without face space",
        accept_score=1.0,
    )


def _embeddings(reader: Reader, folder: Path) -> dict[Path, Floats]:
    files = [path for paths in photos.people(folder).values() for path in paths]
    faces = photos.faces(reader, files)
    return {path: face.embedding for path, face in faces.items() if face is not None}


if __name__ == "__main__":
    main()
