"""Accuracy as Labeled Faces in the Wild reports it: thresholds chosen on other people."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognition.evaluation.metrics import Comparisons, People, Trials

FOLDS = 10

_UNTESTED = -1
_SEED = 0

Folds = NDArray[np.intp]
"""For each comparison the fold that tests it, from 0, or -1."""


@dataclass(frozen=True, kw_only=True)
class Accuracy:
    """Mean over the folds of the share judged rightly, both kinds of pairs weighing the same.

    `error` is the standard error of that mean.
    """

    mean: float
    error: float
    folds: int


def accuracy(comparisons: Comparisons, tested_in: Folds) -> Accuracy | None:
    """Test each fold at the threshold that is best on the pairs that share nobody with it.

    None when fewer than two folds can be tested.
    """
    rates = []
    for fold in range(int(tested_in.max(initial=_UNTESTED)) + 1):
        tested = tested_in == fold
        inside = comparisons.take(tested)
        seen = np.union1d(inside.one, inside.other)
        apart = ~(np.isin(comparisons.one, seen) | np.isin(comparisons.other, seen))
        others = comparisons.take(apart).trials
        if _has_both(inside.trials) and _has_both(others):
            rates.append(_balanced(inside.trials, best_threshold(others)))
    if len(rates) < 2:  # noqa: PLR2004 - one has no spread
        return None
    error = float(np.std(rates, ddof=1) / np.sqrt(len(rates)))
    return Accuracy(mean=float(np.mean(rates)), error=error, folds=len(rates))


def best_threshold(trials: Trials) -> float:
    """Return the threshold that judges best, the lowest of several: halfway between two scores."""
    candidates = np.unique(np.concatenate([trials.genuine, trials.impostor]))
    refused = np.searchsorted(trials.genuine, candidates)
    rejected = np.searchsorted(trials.impostor, candidates)
    # In whole numbers: shares that are equal may differ in their last digit.
    best = int(np.argmax(rejected * len(trials.genuine) - refused * len(trials.impostor)))
    return float(candidates[max(best - 1, 0) : best + 1].mean())


def by_people(comparisons: Comparisons) -> Folds:
    """Divide the people: a pair is tested in the fold that has both.

    Every fold gets somebody with a genuine pair, and at least two people.
    """
    random = np.random.default_rng(_SEED)
    everybody = np.union1d(comparisons.one, comparisons.other)
    paired = np.unique(comparisons.one[comparisons.same])
    count = min(FOLDS, len(paired), len(everybody) // 2)
    if not count:
        return np.full(len(comparisons.same), _UNTESTED)
    order = np.concatenate(
        [random.permutation(paired), random.permutation(np.setdiff1d(everybody, paired))]
    )
    fold_of: People = np.full(everybody.max(initial=0) + 1, _UNTESTED)
    fold_of[order] = np.arange(len(order)) % count
    one, other = fold_of[comparisons.one], fold_of[comparisons.other]
    return np.where(one == other, one, _UNTESTED)


def in_order(same: NDArray[np.bool_]) -> Folds:
    """Divide a list without folds into ten, of each kind of pairs a tenth in the list's order."""
    folds = np.full(len(same), _UNTESTED)
    for kind in (same, ~same):
        count = int(kind.sum())
        folds[kind] = np.arange(count) * FOLDS // max(count, 1)
    return folds


def _has_both(trials: Trials) -> bool:
    return len(trials.genuine) > 0 and len(trials.impostor) > 0


def _balanced(trials: Trials, threshold: float) -> float:
    point = trials.at(threshold)
    return 1 - (point.far + point.frr) / 2
