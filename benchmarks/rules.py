"""Rules by which a check-in could be decided, over many attempts at once.

Each turns attempts and the number of others in the gallery into a statistic; an attempt is
accepted from a bound upwards.
"""

from collections.abc import Callable

import numpy as np

from attendance.policy import STANDS_OUT, USUAL_DEVIATION, USUAL_OTHERS
from benchmarks.attempts import Attempts, Flags, Values

BEATEN = -100.0
"""Added to a statistic when another student matches better: no bound is that low."""

Rule = Callable[[Attempts, int], Values]


def raw(tried: Attempts, _: int) -> Values:
    """The score."""
    return tried.score


def margin(tried: Attempts, _: int) -> Values:
    """The score's lead over the best other."""
    return tried.score - tried.best


def half_margin(tried: Attempts, _: int) -> Values:
    """The score less half of the best other's."""
    return tried.score - tried.best / 2


def z_score(tried: Attempts, _: int) -> Values:
    """The score against the probe's scores with all others (t-norm)."""
    return (tried.score - tried.mean) / tried.deviation


def s_norm(tried: Attempts, others: int) -> Values:
    """The mean of the z-scores among the probe's and among the student's scores with others."""
    own = (tried.score - tried.own_mean) / tried.own_deviation
    return (z_score(tried, others) + own) / 2


def standing(tried: Attempts, others: int) -> Values:
    """The z-score, with what is usual as so many students more: `policy.verify`."""
    mean, deviation = by_chance(tried, others)
    return (tried.score - mean) / deviation


def unbeaten(rule: Rule) -> Rule:
    """The rule, and no other student scores higher."""

    def both(tried: Attempts, others: int) -> Values:
        return rule(tried, others) + np.where(tried.best >= tried.score, BEATEN, 0.0)

    return both


def unbeaten_but_by_chance(rule: Rule) -> Rule:
    """The rule, and no other student scores higher than the claimed and than chance has it."""

    def both(tried: Attempts, others: int) -> Values:
        return rule(tried, others) + np.where(beaten(tried, others), BEATEN, 0.0)

    return both


def beaten(tried: Attempts, others: int) -> Flags:
    """Whether another student matches better: `policy.verify`."""
    mean, deviation = by_chance(tried, others)
    by_more = (tried.best - mean) / deviation >= np.sqrt(2 * np.log(others))
    return np.asarray((tried.best >= tried.score) & by_more)


def by_chance(tried: Attempts, others: int) -> tuple[Values, Values]:
    """`policy`'s mean and deviation, for many attempts at once."""
    weight = others + USUAL_OTHERS
    mean = others * tried.mean / weight
    squares = others * (tried.mean**2 + tried.deviation**2) + USUAL_OTHERS * USUAL_DEVIATION**2
    return mean, np.sqrt(squares / weight - mean**2)


RULES: dict[str, Rule] = {
    "raw score": raw,
    "raw score, unbeaten": unbeaten(raw),
    "lead over the best other": margin,
    "score less half the best other": half_margin,
    "z-score": z_score,
    "s-norm": s_norm,
    f"z-score with {USUAL_OTHERS} usual": standing,
    "the same, unbeaten": unbeaten(standing),
    "the same, unbeaten but by chance": unbeaten_but_by_chance(standing),
}


def passes(tried: Attempts, others: int, floor: float) -> Flags:
    """`policy.verify`, for many attempts at once."""
    stands_out = standing(tried, others) >= STANDS_OUT
    return (tried.score >= floor) & stands_out & ~beaten(tried, others)
