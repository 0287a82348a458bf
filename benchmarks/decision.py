"""How the decision was chosen: `python -m benchmarks.decision PHOTOS [CACHE.npz]`.

PHOTOS holds `class80` and `lfw-view1-test`, whose people are students, classmates and strangers.
What is learnt is learnt on half of the people and reported for the other half, both ways round.
CACHE keeps what was read for the next run.
"""

import sys
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from attendance import policy
from attendance.policy import STANDS_OUT
from benchmarks import crowd, open_set, rules
from benchmarks.attempts import TEMPLATES, Attempts, Flags, Values, attempts, draws, joined
from benchmarks.crowd import Crowd
from benchmarks.rules import BEATEN, RULES
from recognition import Settings
from recognition.gallery import Comparison
from recognition.releases import RELEASES

SIZES = (3, 30, 300, 5000)
ONE_TEMPLATE = 300
DRAWS = 20
FAR = 0.001
RAW_SCORE = 0.5  # that 0.1 % of strangers reach, without the other tests
RESAMPLES = 500
ANY = BEATEN / 2
"""The bound where being beaten stops enough strangers by itself."""


def main() -> None:
    """Print every table."""
    folder, cache = Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else None
    people = crowd.gather(folder, cache)
    random = np.random.default_rng(0)
    console = Console()
    console.print(likeness(people, random))
    tried = try_all(people, random, SIZES)
    console.print(compared(tried))
    console.print(shipped({f"{size:,} students": (size, each) for size, each in tried.items()}))
    alone = try_all(people, random, (ONE_TEMPLATE,), templates=1)[ONE_TEMPLATE]
    console.print(shipped({f"{ONE_TEMPLATE}, one template each": (ONE_TEMPLATE, alone)}))
    console.print(constants(tried))
    for table in open_set.tables(people, random):
        console.print(table)
    apart = crowd.gather(folder, cache, setting=None)
    console.print("In a face space whose settings, too, are chosen on other people:")
    console.print(compared(try_all(apart, random, SIZES)))
    for table in open_set.tables(apart, random):
        console.print(table)


def likeness(people: Crowd, random: np.random.Generator) -> Table:
    """Whether made-up people score as real ones do."""
    table = Table("scores with people who are", "deviation", *(f"{at:.2%}" for at in crowd.TAILS))
    for name, values in crowd.tails(people, random).items():
        table.add_row(name, *(f"{value:.3f}" for value in values))
    return table


def try_all(
    people: Crowd, random: np.random.Generator, sizes: tuple[int, ...], templates: int = TEMPLATES
) -> dict[int, Attempts]:
    """Attempts in galleries of every size."""
    parts: dict[int, list[Attempts]] = {size: [] for size in sizes}
    drawn = draws(people, DRAWS, max(sizes), random, templates)
    for draw in track(drawn, "Trying rules", total=DRAWS):
        for size in sizes:
            parts[size].append(attempts(draw, size, random))
    return {size: joined(drawn) for size, drawn in parts.items()}


def compared(tried: dict[int, Attempts]) -> Table:
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


def shipped(tried: dict[str, tuple[int, Attempts]]) -> Table:
    """The program's rule with its constants; `tried` has each gallery's size."""
    table = Table("the rule as it is", "FRR (95 %)", "strangers", "classmates", "nearest classmate")
    table.add_column("of 1,000 as the program decides")
    for floor in (RELEASES[Settings().weights].accept_score or 0.0, RAW_SCORE):
        for name, (size, each) in tried.items():
            accepted = rules.passes(each, size - 1, floor)
            low, high = interval(each, accepted)
            others = ~each.genuine & ~each.stranger
            table.add_row(
                f"{name}, accept_score {floor}",
                f"{np.mean(~accepted[each.genuine]):.2%} ({low:.1%} to {high:.1%})",
                f"{np.mean(accepted[each.stranger]):.3%}",
                f"{np.mean(accepted[others]):.3%}",
                f"{np.mean(accepted[each.nearest]):.2%}",
                f"{agreeing(each, size - 1, floor, accepted)}",
            )
    return table


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
    table.add_column("score asked for by standing out (5 to 95 %)")
    for size, each in tried.items():
        statistic = rules.standing(each, size - 1)
        mean, deviation = rules.by_chance(each, size - 1)
        bound = np.quantile(statistic[each.stranger], 1 - FAR)
        own = each.score[each.genuine & (statistic >= bound)]
        table.add_row(
            f"{size:,} students",
            f"{np.std(each.score[each.stranger]):.3f}",
            f"{bound:.2f}",
            f"{np.quantile(own, 0.001):.2f}",
            "{:.2f} to {:.2f}".format(*np.quantile(mean + STANDS_OUT * deviation, (0.05, 0.95))),
        )
    return table


if __name__ == "__main__":
    main()
