"""How the decision was chosen: `python -m benchmarks.decision PHOTOS [CACHE.npz]`.

PHOTOS holds `class80` and `lfw-view1-test`, whose people are students, classmates and strangers.
What is learnt is learnt on half of the people and reported for the other half, both ways round.
CACHE keeps the embeddings for the next run.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from attendance import policy
from attendance.policy import STANDS_OUT, USUAL_DEVIATION, USUAL_OTHERS
from benchmarks import crowd, open_set
from benchmarks.attempts import Attempts, Flags, Values, attempts, draws, joined
from benchmarks.crowd import Crowd
from recognition import Settings, load_reader
from recognition.gallery import Comparison

SIZES = (3, 30, 300, 5000)
DRAWS = 10
FAR = 0.001
FLOOR = 0.42
RESAMPLES = 500
BEATEN = -100.0
"""Added to a statistic when another student matches better: no bound is that low."""
ANY = BEATEN / 2
"""The bound where being beaten stops enough strangers by itself."""

Rule = Callable[[Attempts, int], Values]
"""From attempts and the number of others to a statistic, which is accepted from a bound upwards."""


def main() -> None:
    """Print every table."""
    folder, cache = Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else None
    reader = load_reader(Settings(threads=1))
    people = crowd.gather(reader, folder, cache)
    random = np.random.default_rng(0)
    console = Console()
    console.print(likeness(people, random))
    tried = try_all(people, random)
    console.print(rules(tried))
    console.print(shipped(tried, reader.accept_score))
    console.print(constants(tried))
    for table in open_set.tables(people, random):
        console.print(table)


def likeness(people: Crowd, random: np.random.Generator) -> Table:
    """Whether made-up people score as real ones do."""
    table = Table("scores with people who are", "deviation", *(f"{at:.2%}" for at in crowd.TAILS))
    for name, values in crowd.tails(people, random).items():
        table.add_row(name, *(f"{value:.3f}" for value in values))
    return table


def try_all(people: Crowd, random: np.random.Generator) -> dict[int, Attempts]:
    """Attempts in galleries of every size."""
    parts: dict[int, list[Attempts]] = {size: [] for size in SIZES}
    drawn = draws(people, DRAWS, max(SIZES), random)
    for draw in track(drawn, "Trying rules", total=DRAWS):
        for size in SIZES:
            parts[size].append(attempts(draw, size, random))
    return {size: joined(drawn) for size, drawn in parts.items()}


# --- rules ----------------------------------------------------------------------------------


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


# --- tables ---------------------------------------------------------------------------------


def rules(tried: dict[int, Attempts]) -> Table:
    """Each rule at the bound that lets `FAR` of the strangers pass, learnt on other people."""
    title = f"FRR at FAR {FAR:.1%} (bound); nearest classmate accepted"
    table = Table(title, *(f"{size:,} students" for size in tried))
    for name, rule in RULES.items():
        table.add_row(name, *(learnt(each, rule(each, size - 1)) for size, each in tried.items()))
    return table


def learnt(tried: Attempts, statistic: Values) -> str:
    """FRR, bound and the nearest classmate's success, each half at the other half's bound."""
    missed, passed, bounds = [], [], []
    for half in (0, 1):
        here, known = tried.claimed % 2 == half, tried.person % 2 == half
        bound = float(np.quantile(statistic[tried.stranger & ~here & ~known], 1 - FAR))
        bound = max(bound, ANY)
        missed.append(np.mean(statistic[tried.genuine & here] < bound))
        passed.append(np.mean(statistic[tried.nearest & here] >= bound))
        bounds.append(bound)
    bound_used = "any" if min(bounds) == ANY else f"{np.mean(bounds):.3g}"
    return f"{np.mean(missed):.2%} ({bound_used}); {np.mean(passed):.1%}"


def shipped(tried: dict[int, Attempts], accept_score: float) -> Table:
    """The program's rule with its constants, whatever the gallery's size."""
    table = Table("the rule as it is", "FRR (95 %)", "strangers", "classmates", "nearest classmate")
    table.add_column("of 1,000 as the program decides")
    for floor in dict.fromkeys((accept_score, FLOOR)):
        for size, each in tried.items():
            accepted = passes(each, size - 1, floor)
            low, high = interval(each, accepted)
            others = ~each.genuine & ~each.stranger
            table.add_row(
                f"{size:,} students, accept_score {floor}",
                f"{np.mean(~accepted[each.genuine]):.2%} ({low:.1%} to {high:.1%})",
                f"{np.mean(accepted[each.stranger]):.3%}",
                f"{np.mean(accepted[others]):.3%}",
                f"{np.mean(accepted[each.nearest]):.2%}",
                f"{agreeing(each, size - 1, floor, accepted)}",
            )
    return table


def passes(tried: Attempts, others: int, floor: float) -> Flags:
    """`policy.verify`, for many attempts at once."""
    stands_out = standing(tried, others) >= STANDS_OUT
    return (tried.score >= floor) & stands_out & ~beaten(tried, others)


def agreeing(tried: Attempts, others: int, floor: float, accepted: Flags) -> int:
    """How many of 1,000 attempts the program itself decides in the same way."""
    chosen = np.random.default_rng(0).choice(len(accepted), 1000, replace=False)
    return sum(
        (policy.verify(comparison(tried, others, each), floor) is None) == accepted[each]
        for each in chosen.tolist()
    )


def comparison(tried: Attempts, others: int, index: int) -> Comparison:
    """One attempt as the gallery would put it."""
    return Comparison(
        claimed=float(tried.score[index]),
        best_other=float(tried.best[index]),
        best_other_id=0,
        others=others,
        mean=float(tried.mean[index]),
        deviation=float(tried.deviation[index]),
    )


def interval(tried: Attempts, accepted: Flags) -> tuple[float, float]:
    """Where 95 % of the FRRs lie when the students are drawn anew (bootstrap)."""
    random = np.random.default_rng(0)
    missed = [~accepted[tried.genuine & (tried.claimed == one)] for one in set(tried.claimed)]
    counts = np.array([[each.sum(), len(each)] for each in missed])
    drawn = counts[random.integers(len(counts), size=(RESAMPLES, len(counts)))].sum(axis=1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], (0.025, 0.975))
    return float(low), float(high)


def constants(tried: dict[int, Attempts]) -> Table:
    """What `policy`'s constants and `accept_score` would be by these photos."""
    table = Table("by all of these photos", "deviation", f"bound at FAR {FAR:.1%}")
    table.add_column("accept_score that refuses 0.1 % more")
    for size, each in tried.items():
        statistic = standing(each, size - 1)
        bound = np.quantile(statistic[each.stranger], 1 - FAR)
        own = each.score[each.genuine & (statistic >= bound)]
        table.add_row(
            f"{size:,} students",
            f"{np.std(each.score[each.stranger]):.3f}",
            f"{bound:.2f}",
            f"{np.quantile(own, 0.001):.2f}",
        )
    return table


if __name__ == "__main__":
    main()
