"""Error rates of comparisons, as ISO/IEC 19795-1 has them.

FAR is the share of impostor comparisons whose score reaches the threshold, FRR the share of
genuine ones whose score does not.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Indices = NDArray[np.intp]

People = Indices
"""Who is meant, counted from 0."""

NOBODY = -1
"""In place of a person, where a comparison is not with one person."""

_ROUNDING = 1e-9  # 0.29 * 100 is a little less than 29
_DIGITS = 12  # in which rates that are equal agree


@dataclass(frozen=True, kw_only=True)
class OperatingPoint:
    """A threshold and what it does; the rates are 0 to 1."""

    threshold: float
    far: float
    frr: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Trials:
    """Scores of genuine and of impostor comparisons, each ascending."""

    genuine: Scores
    impostor: Scores

    def at(self, threshold: float) -> OperatingPoint:
        """Return the rates at a threshold; of what there are no scores, not a number."""
        refused = int(np.searchsorted(self.genuine, threshold))
        rejected = int(np.searchsorted(self.impostor, threshold))
        return OperatingPoint(
            threshold=threshold,
            far=1 - _share(rejected, self.impostor),
            frr=_share(refused, self.genuine),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparisons:
    """Scores with the people compared (`other` may be `NOBODY`), and whether they are one."""

    scores: Scores
    one: People
    other: People
    same: NDArray[np.bool_]

    @cached_property
    def trials(self) -> Trials:
        """The scores by kind."""
        return trials(self.scores[self.same], self.scores[~self.same])

    def take(self, which: NDArray[np.bool_] | Indices) -> "Comparisons":
        """Keep those that a mask names, or take them by their indices."""
        return Comparisons(
            scores=self.scores[which],
            one=self.one[which],
            other=self.other[which],
            same=self.same[which],
        )


def trials(genuine: Scores, impostor: Scores) -> Trials:
    """Sort scores that may be in any order."""
    return Trials(genuine=np.sort(genuine), impostor=np.sort(impostor))


def joined(parts: Sequence[Comparisons]) -> Comparisons:
    """Put comparisons together."""
    return Comparisons(
        scores=np.concatenate([part.scores for part in parts]),
        one=np.concatenate([part.one for part in parts]),
        other=np.concatenate([part.other for part in parts]),
        same=np.concatenate([part.same for part in parts]),
    )


def needed(far: float) -> int:
    """How many impostor comparisons it takes to measure a FAR: one of them may pass."""
    return int(np.ceil(1 / far - _ROUNDING))


def at_far(trials: Trials, far: float) -> OperatingPoint | None:
    """Return the lowest threshold at which at most `far` of the impostor comparisons pass.

    None with no genuine comparison, or with fewer impostor ones than the FAR needs.
    """
    count = len(trials.impostor)
    if not len(trials.genuine) or count < needed(far):
        return None
    passing = int(far * count + _ROUNDING)
    if passing >= count:
        return trials.at(float(trials.impostor[0]))
    return trials.at(float(np.nextafter(trials.impostor[-1 - passing], np.inf)))


def without_false_accepts(trials: Trials) -> OperatingPoint | None:
    """Return the lowest threshold that no impostor comparison passes."""
    if not len(trials.genuine) or not len(trials.impostor):
        return None
    return trials.at(float(np.nextafter(trials.impostor[-1], np.inf)))


def equal_error(trials: Trials) -> OperatingPoint | None:
    """Return the score as threshold at which FAR and FRR are closest, the lowest of several.

    The EER is their mean there.
    """
    if not len(trials.genuine) or not len(trials.impostor):
        return None
    # FAR - FRR falls from each score to the next higher one: it is closest to 0 on either side of
    # where its sign changes.
    nearest = []
    for scores in (trials.genuine, trials.impostor):
        change = bisect_left(scores, True, key=lambda score: _excess(trials, score) < 0)
        nearest += list(scores[max(change - 1, 0) : change + 1])
    points = (trials.at(float(score)) for score in nearest)
    return min(
        points, key=lambda point: (round(abs(point.far - point.frr), _DIGITS), point.threshold)
    )


def curve(trials: Trials, points: int) -> tuple[Scores, Scores]:
    """Return FAR and FRR at thresholds that spread the impostor scores evenly over log FAR."""
    count = len(trials.impostor)
    passing = np.unique(np.geomspace(1, count, points).astype(np.intp))
    thresholds = trials.impostor[count - passing]
    far = (count - np.searchsorted(trials.impostor, thresholds)) / count
    frr = np.searchsorted(trials.genuine, thresholds) / len(trials.genuine)
    return np.asarray(far, np.float64), np.asarray(frr, np.float64)


def spread(total: int, most: int) -> Indices:
    """Return 0 … total - 1, or `most` of them at even distances."""
    return np.arange(total) if total <= most else np.arange(most) * total // most


def _share(count: int, scores: Scores) -> float:
    return count / len(scores) if len(scores) else float("nan")


def _excess(trials: Trials, threshold: float) -> float:
    point = trials.at(threshold)
    return point.far - point.frr
