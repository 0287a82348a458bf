"""What a kiosk tells apart: `python -m benchmarks.kiosk PHOTOS [CACHE.npz]`.

PHOTOS and CACHE are those of `benchmarks.decision`. One face a photo, before the kiosk of a class:
its students, others of the same school, and strangers to both.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from attendance import policy
from benchmarks import crowd
from benchmarks.attempts import ENROLLED, STRANGER, Draw, draws
from benchmarks.crowd import Embeddings
from recognition import Settings
from recognition.gallery import Comparison
from recognition.identification import Identity, assign
from recognition.releases import RELEASES

CLASSES, SCHOOL, DRAWS = (3, 30, 60), 600, 10
LEADS = (0.05, policy.TELLS_APART, 0.15, 0.2)
ACCEPTS = RELEASES[Settings().weights].accept_score or 0.0

Rule = Callable[[Identity, Embeddings], bool]
"""Whether somebody identified counts, from that and the face's scores with the whole school."""


def main() -> None:
    """Print a table for each size of class."""
    folder, cache = Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else None
    drawn = list(draws(crowd.gather(folder, cache), DRAWS, SCHOOL, np.random.default_rng(0)))
    for size in CLASSES:
        Console().print(table(drawn, size))


def table(drawn: list[Draw], size: int) -> Table:
    """Each rule before the kiosk of a class of so many, in a school of `SCHOOL`."""
    title = f"class of {size} in a school of {SCHOOL}"
    found = Table(title, "marked", "as another", "of the school", "strangers")
    rules: dict[str, Rule] = {"identified": lambda *_: True}
    rules |= {f"and a lead of {lead}": partial(leads, lead=lead) for lead in LEADS}
    rules["and verified as a selfie"] = verified
    rules["both, as the program does"] = lambda one, scores: (
        leads(one, scores) and verified(one, scores)
    )
    for name, rule in rules.items():
        shares = np.mean([before(draw, size, rule) for draw in drawn], axis=0)
        found.add_row(name, *(f"{one:.2%}" for one in shares))
    return found


def before(draw: Draw, size: int, rule: Rule) -> tuple[float, float, float, float]:
    """Students marked rightly and as another; others of the school and strangers marked at all."""
    scores = draw.probes @ draw.templates.T
    named = np.full(len(scores), STRANGER)
    for face, row in enumerate(scores):
        (identity,) = assign(row[None, :size], range(size))
        if identity.student_id is not None and rule(identity, row):
            named[face] = identity.student_id
    member = (draw.owner != STRANGER) & (draw.owner < size)
    # Those of View 1 have one template, not three: classmates of class80 stand for the school.
    school = (draw.owner >= size) & (draw.owner < ENROLLED)
    stranger = draw.owner == STRANGER
    marked, right = named != STRANGER, named == draw.owner
    others = marked[school].mean() if school.any() else 0.0
    return (
        float(right[member].mean()),
        float((marked & ~right)[member].mean()),
        float(others),
        float(marked[stranger].mean()),
    )


def leads(identity: Identity, _: Embeddings, lead: float = policy.TELLS_APART) -> bool:
    """Whether nobody else of the class comes near."""
    if identity.score is None or identity.runner_up is None:
        return True
    return identity.score - identity.runner_up >= lead


def verified(identity: Identity, scores: Embeddings) -> bool:
    """Whether the face would pass as a selfie of whom it was identified as."""
    claimed = identity.student_id or 0
    others = np.delete(scores, claimed)
    comparison = Comparison(
        claimed=float(scores[claimed]),
        best_other=float(others.max()),
        best_other_id=0,
        others=len(others),
        mean=float(others.mean()),
        deviation=float(others.std()),
    )
    return policy.verify(comparison, ACCEPTS) is None


if __name__ == "__main__":
    main()
