"""Verification, one photo against one: are these two one person?"""

from dataclasses import dataclass

import numpy as np

from recognition.evaluation import folds, rates
from recognition.evaluation.folds import Accuracy, Folds
from recognition.evaluation.metrics import Comparisons, Indices, People, spread
from recognition.evaluation.rates import Rate
from recognition.reading import Floats

MOST_PAIRS = 1_000_000
"""Of either kind, about; of more, every so-manyth is taken."""

_BLOCK = 8192  # pairs compared at once: 32 MB of embeddings


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What came of comparing pairs; None where they are too few to say."""

    genuine: int
    impostor: int
    accuracy: Accuracy | None
    equal_error: Rate | None
    frr_at: dict[float, Rate | None]
    """FRR by the FAR that is allowed."""
    frr_without_false_accepts: Rate | None


def verify(comparisons: Comparisons, tested_in: Folds) -> Verification:
    """Sum up comparisons of pairs."""
    measures = [
        rates.EER,
        *(rates.frr_at_far(far) for far in rates.FARS),
        rates.FRR_WITHOUT_FALSE_ACCEPTS,
    ]
    equal_error, *frr, without = rates.measured(comparisons, measures)
    return Verification(
        genuine=len(comparisons.trials.genuine),
        impostor=len(comparisons.trials.impostor),
        accuracy=folds.accuracy(comparisons, tested_in),
        equal_error=equal_error,
        frr_at=dict(zip(rates.FARS, frr, strict=True)),
        frr_without_false_accepts=without,
    )


def all_pairs(people: People, *, most: int = MOST_PAIRS) -> tuple[Indices, Indices]:
    """Return the photos of every pair, by their places in `people`: who is on each photo.

    Of more than `most` pairs within people, or between them, every so-manyth is taken.
    """
    order = np.argsort(people, kind="stable")
    within = _within(people[order], most)
    one, other = _triangle(spread(len(people) * (len(people) - 1) // 2, most))
    apart = people[one] != people[other]
    return (
        np.concatenate([order[within[0]], one[apart]]),
        np.concatenate([order[within[1]], other[apart]]),
    )


def compared(embeddings: Floats, people: People, one: Indices, other: Indices) -> Comparisons:
    """Score pairs of photos; `embeddings` is photos x 512."""
    scores = np.empty(len(one), np.float64)
    for start in range(0, len(one), _BLOCK):
        block = slice(start, start + _BLOCK)
        scores[block] = np.einsum("pd,pd->p", embeddings[one[block]], embeddings[other[block]])
    return Comparisons(
        scores=scores,
        one=people[one],
        other=people[other],
        same=people[one] == people[other],
    )


def _within(people: People, most: int) -> tuple[Indices, Indices]:
    """Pairs of one person's photos, where each person's stand together."""
    _, starts, counts = np.unique(people, return_index=True, return_counts=True)
    pairs_before = np.concatenate([[0], np.cumsum(counts * (counts - 1) // 2)])
    pairs = spread(int(pairs_before[-1]), most)
    person = np.searchsorted(pairs_before, pairs, side="right") - 1
    one, other = _triangle(pairs - pairs_before[person])
    return starts[person] + one, starts[person] + other


def _triangle(pairs: Indices) -> tuple[Indices, Indices]:
    """Return the pair's two places, when (0, 1), (0, 2), (1, 2), (0, 3) … are numbered from 0."""
    larger = ((1 + np.sqrt(8.0 * pairs + 1)) / 2).astype(np.intp)
    larger -= larger * (larger - 1) // 2 > pairs  # the square root was rounded up
    return pairs - larger * (larger - 1) // 2, larger
