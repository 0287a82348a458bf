"""Error rates with how certain they are: the bootstrap over people.

People are drawn, not comparisons: those of one person are alike, and would make a few people look
like many measurements (Bolle, Ratha and Pankanti, *Error analysis of pattern recognition systems:
the subsets bootstrap*, 2004).
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from recognition.evaluation import metrics
from recognition.evaluation.metrics import Comparisons, OperatingPoint, Trials

REPEATS = 200
"""The ends of a 95 % interval rest on five repeats each."""

FEWEST_PEOPLE = 10
"""With fewer, the same few come again and again, and the interval comes out too narrow."""

FARS = (0.01, 0.001)
"""At which FRR is told."""

_LOWEST = -sys.float_info.max
_PERCENTILES = (2.5, 97.5)
_SEED = 0


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Where a rate lies with a probability of 95 %."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A rate (0 to 1), how certain it is, and the threshold that gives it."""

    value: float
    interval: Interval | None
    threshold: float


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Which threshold is meant, and which rate there."""

    point: Callable[[Trials], OperatingPoint | None]
    rate: Callable[[OperatingPoint], float]

    def value(self, trials: Trials) -> float | None:
        """The rate; None when the threshold cannot be told."""
        point = self.point(trials)
        return None if point is None else self.rate(point)


EER = Measure(point=metrics.equal_error, rate=lambda point: (point.far + point.frr) / 2)
RANK_1 = Measure(  # a genuine score is minus infinity where somebody else's is higher
    point=lambda trials: trials.at(_LOWEST), rate=lambda point: 1 - point.frr
)
FRR_WITHOUT_FALSE_ACCEPTS = Measure(
    point=metrics.without_false_accepts, rate=lambda point: point.frr
)


def frr_at_far(far: float) -> Measure:
    """The share of genuine comparisons refused where at most `far` of the others pass."""
    return Measure(point=partial(metrics.at_far, far=far), rate=lambda point: point.frr)


def found_at_far(far: float) -> Measure:
    """The detection and identification rate: enrolled and found, where few strangers are."""
    return Measure(point=partial(metrics.at_far, far=far), rate=lambda point: 1 - point.frr)


def measured(comparisons: Comparisons, measures: Sequence[Measure]) -> list[Rate | None]:
    """Return the rate of each measure; None where there are too few comparisons."""
    repeats = list(_resampled(comparisons, measures))
    rates: list[Rate | None] = []
    for index, measure in enumerate(measures):
        point = measure.point(comparisons.trials)
        interval = _interval([values[index] for values in repeats])
        rates.append(
            None
            if point is None
            else Rate(value=measure.rate(point), interval=interval, threshold=point.threshold)
        )
    return rates


def _resampled(
    comparisons: Comparisons, measures: Sequence[Measure]
) -> Iterator[list[float | None]]:
    """Measure with people drawn anew; two people count as often as both were drawn."""
    people = np.union1d(comparisons.one, comparisons.other)
    people = people[people != metrics.NOBODY]
    if len(people) < FEWEST_PEOPLE:
        return
    ordered = comparisons.take(np.argsort(comparisons.scores, kind="stable"))
    one, other = (
        np.where(side == metrics.NOBODY, len(people), np.searchsorted(people, side))
        for side in (ordered.one, ordered.other)
    )
    random = np.random.default_rng(_SEED)
    for _ in range(REPEATS):
        drawn = random.multinomial(len(people), np.full(len(people), 1 / len(people)))
        drawn = np.append(drawn, 1)  # whoever stands for nobody
        times = np.where(ordered.same, drawn[one], drawn[one] * drawn[other])
        scores, same = np.repeat(ordered.scores, times), np.repeat(ordered.same, times)
        trials = Trials(genuine=scores[same], impostor=scores[~same])
        yield [measure.value(trials) for measure in measures]


def _interval(values: Sequence[float | None]) -> Interval | None:
    known = [value for value in values if value is not None]
    if not known or 2 * len(known) < len(values):
        return None
    low, high = np.percentile(known, _PERCENTILES)
    return Interval(low=float(low), high=float(high))
