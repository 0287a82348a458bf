"""How often enrolment warns, and wrongly: `python -m benchmarks.likeness PHOTOS [CACHE.npz]`.

The limits in `attendance/likeness.py` were read off these tables. People of class80 are enrolled
with one or three photos; View 1's people, one photo each, make the gallery larger.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from attendance import policy
from attendance.likeness import OVER_CHANCE, UNLIKE
from benchmarks.crowd import Crowd, Embeddings, gather

Values = NDArray[np.float64]

TEMPLATES = (1, 3)
LEFT_FOR_PROBES = 3  # photos of each person are never enrolled, however few are
OTHERS = (10, 40, 79, 300, 1000)
DRAWS = 5


def main() -> None:
    """Print a table for each warning."""
    crowd = gather(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else None)
    own = Table(f"unlike their own, under {UNLIKE} deviations", "wrongly", "rightly")
    other = Table("like somebody else", "deviations", "wrongly", "rightly")
    for templates in TEMPLATES:
        for others in OTHERS:
            name = f"{templates} enrolled, {others} others"
            genuine, strange, best, found = deviations(crowd, templates, others)
            own.add_row(
                name, f"{np.mean(genuine < UNLIKE):.1%}", f"{np.mean(strange < UNLIKE):.1%}"
            )
            least = max(policy.STANDS_OUT, policy.best_by_chance(others) + OVER_CHANCE)
            wrongly, rightly = np.mean(best >= least), np.mean(found >= least)
            other.add_row(name, f"{least:.1f}", f"{wrongly:.1%}", f"{rightly:.1%}")
    Console().print(own, other)


def deviations(crowd: Crowd, templates: int, others: int) -> tuple[Values, ...]:
    """Score every probe in galleries of that size, in deviations over its mean by chance.

    Against its own person, against one other, against the best of all others, and against its
    own person where that is taken for one of the others.
    """
    random = np.random.default_rng(0)
    genuine, strange, best, found = [], [], [], []
    for scores in draws(crowd, templates):
        for person, probes in enumerate(scores):
            gallery = chosen(random, len(scores), probes.shape[1], person, others)
            rest = probes[:, gallery].astype(np.float64)
            mean, deviation = by_chance(rest)
            genuine.append((probes[:, person] - mean) / deviation)
            strange.append((rest[:, 0] - mean) / deviation)
            best.append((rest.max(axis=1) - mean) / deviation)
            mean, deviation = by_chance(np.column_stack([rest[:, 1:], probes[:, person]]))
            found.append((probes[:, person] - mean) / deviation)
    return tuple(np.concatenate(each) for each in (genuine, strange, best, found))


def by_chance(scores: Values) -> tuple[Values, Values]:
    """Give `policy.by_chance` of each row."""
    number = scores.shape[1]
    weight = number + policy.USUAL_OTHERS
    mean = scores.sum(axis=1) / weight
    squares = (scores**2).sum(axis=1) + policy.USUAL_OTHERS * policy.USUAL_DEVIATION**2
    return mean, np.sqrt(squares / weight - mean**2)


def draws(crowd: Crowd, templates: int) -> Iterator[list[Embeddings]]:
    """Enrol photos drawn at random; each class mate's probes x everybody's scores."""
    random = np.random.default_rng(0)
    town = np.stack([faces[0] for faces in crowd.town])
    for _ in range(DRAWS):
        mixed = [random.permutation(faces) for faces in crowd.class_]
        totals = np.stack([faces[:templates].sum(axis=0) for faces in mixed])
        centroids = totals / np.linalg.norm(totals, axis=1, keepdims=True)
        gallery = np.concatenate([centroids, town])
        yield [faces[LEFT_FOR_PROBES:] @ gallery.T for faces in mixed]


def chosen(
    random: np.random.Generator, classmates: int, everybody: int, person: int, others: int
) -> list[int]:
    """Choose others: from the class as far as it goes, then from the town."""
    near = random.permutation(np.delete(np.arange(classmates), person))[:others]
    far = random.permutation(np.arange(classmates, everybody))[: others - len(near)]
    return [*near, *far]


if __name__ == "__main__":
    main()
