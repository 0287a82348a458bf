"""Accuracy as docs quotes it: `python -m benchmarks.accuracy PHOTOS`.

PHOTOS holds `lfw-view1-test` (View 1's development test pairs) and `class80` (80 people with 8
photos each). Both are part of what the face space was learnt from, which flatters these figures:
`python -m benchmarks.face_space` holds people out.
"""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks import metrics, photos
from benchmarks.metrics import Scores
from recognition import Face, load_reader
from recognition.reader import Reader

Embeddings = NDArray[np.float32]

ENROLLED = 3
"""Templates of each person of the class; the other five photos are probes."""

DRAWS = 5
"""Random choices of which photos are templates, averaged."""

RULES = ("best template", "mean of the best two", "centroid")


def main() -> None:
    """Print both tables and how often good photos were refused for their quality."""
    folder = Path(sys.argv[1])
    reader = load_reader()
    console = Console()
    view1 = photos.pairs(folder / photos.VIEW1)
    pair_faces = photos.faces(reader, [path for pair in view1 for path in (pair.one, pair.other)])
    console.print(verification(reader, view1, pair_faces))
    class_files = photos.people(folder / photos.CLASS)
    class_faces = photos.faces(reader, [path for files in class_files.values() for path in files])
    console.print(fusion(reader, class_files, class_faces))
    console.print(refusals([*pair_faces.values(), *class_faces.values()]))


def verification(reader: Reader, pairs: list[photos.Pair], faces: dict[Path, Face | None]) -> Table:
    """One photo against one photo; a photo without a face scores -1 with everything."""

    def score(pair: photos.Pair) -> float:
        one, other = faces[pair.one], faces[pair.other]
        return -1.0 if one is None or other is None else float(one.embedding @ other.embedding)

    genuine = np.array([score(pair) for pair in pairs if pair.same])
    impostor = np.array([score(pair) for pair in pairs if not pair.same])
    table = Table("View 1 pairs", "accuracy, 10 folds", "FRR at FAR 1 %", "FRR at FAR 0.1 %")
    table.add_column(f"FRR, FAR at {reader.accept_score}")
    table.add_row(
        f"{len(genuine)} + {len(impostor)}",
        f"{metrics.accuracy(genuine, impostor):.4f}",
        *(f"{metrics.at_far(genuine, impostor, far).frr:.1%}" for far in (0.01, 0.001)),
        f"{metrics.frr(genuine, reader.accept_score):.1%}, "
        f"{metrics.far(impostor, reader.accept_score):.2%}",
    )
    return table


def fusion(reader: Reader, people: dict[str, list[Path]], faces: dict[Path, Face | None]) -> Table:
    """Compare ways to score a probe against a person's templates, one to one."""
    embeddings = np.stack(
        [
            [face.embedding for path in files if (face := faces[path]) is not None]
            for files in people.values()
        ]
    )
    table = Table(f"class80, {ENROLLED} templates each", "rank-1", "FRR at FAR 1 %")
    for heading in ("FRR at FAR 0.1 %", "threshold there", f"FRR, FAR at {reader.accept_score}"):
        table.add_column(heading)
    for rule in RULES:
        genuine, impostor, rank1 = class_scores(embeddings, rule)
        strict = metrics.at_far(genuine, impostor, 0.001)
        table.add_row(
            rule,
            f"{rank1:.2%}",
            f"{metrics.at_far(genuine, impostor, 0.01).frr:.2%}",
            f"{strict.frr:.2%}",
            f"{strict.threshold:.3f}",
            f"{metrics.frr(genuine, reader.accept_score):.2%}, "
            f"{metrics.far(impostor, reader.accept_score):.3%}",
        )
    return table


def class_scores(embeddings: Embeddings, rule: str) -> tuple[Scores, Scores, float]:
    """Return genuine scores, impostor scores and rank-1 over the draws.

    `embeddings` is people x photos x 512.
    """
    random = np.random.default_rng(0)
    count, photos_each, _ = embeddings.shape
    genuine, impostor, first = [], [], []
    for _ in range(DRAWS):
        order = random.permuted(np.tile(np.arange(photos_each), (count, 1)), axis=1)
        drawn = np.take_along_axis(embeddings, order[:, :, None], axis=1)
        probes = drawn[:, ENROLLED:].reshape(-1, drawn.shape[2])
        scores = _scores(probes, drawn[:, :ENROLLED], rule)
        own = np.repeat(np.arange(count), photos_each - ENROLLED)
        is_own = own[:, None] == np.arange(count)
        genuine.append(scores[is_own])
        impostor.append(scores[~is_own])
        first.append(np.mean(scores.argmax(axis=1) == own))
    return np.concatenate(genuine), np.concatenate(impostor), float(np.mean(first))


def _scores(probes: Embeddings, templates: Embeddings, rule: str) -> Scores:
    """Return probes x people scores; `templates` is people x templates x 512."""
    if rule == "centroid":
        centroids = templates.mean(axis=1)
        centroids /= np.linalg.norm(centroids, axis=1, keepdims=True)
        return np.asarray(probes @ centroids.T, np.float64)
    each = np.sort(np.einsum("pd,std->pst", probes, templates), axis=2).astype(np.float64)
    best_of = 1 if rule == "best template" else 2
    return np.asarray(each[:, :, -best_of:].mean(axis=2), np.float64)


def refusals(faces: list[Face | None]) -> Table:
    """Count good photos in which no face was found, or that quality would refuse."""
    found = [face for face in faces if face is not None]
    table = Table("photos", "no face")
    row = [str(len(faces)), str(len(faces) - len(found))]
    for problem in ("too small", "too blurred", "too dark"):
        table.add_column(problem)
        row.append(str(sum(problem in face.quality.problems for face in found)))
    table.add_row(*row)
    return table


if __name__ == "__main__":
    main()
