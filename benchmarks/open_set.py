"""Open-set identification, as `benchmarks.decision` prints it: who is on a group photo."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from rich.table import Table

from benchmarks.attempts import ENROLLED, STRANGER, Draw, Flags, Numbers, Values, draws
from benchmarks.crowd import Crowd, Embeddings
from recognition.identification import MIN_STRENGTH, NEXT, SHARE, Identity, assign

SIZES = (3, 30, 60, 300, 600)
DRAWS = 10
FAR = 0.01
GROUP, PRESENT, STRANGERS, PHOTOS_EACH = ENROLLED, 30, 5, 20

Rule = Callable[[Values], Values]
"""From each face's scores, highest first, to a statistic that is accepted from a bound upwards."""

RULES: dict[str, Rule] = {
    "raw score": lambda scores: scores[:, 0],
    "lead over the second": lambda scores: scores[:, 0] - scores[:, 1],
    "score less half the second": lambda scores: scores[:, 0] - scores[:, 1] / 2,
    "z-score": lambda scores: (scores[:, 0] - scores.mean(axis=1)) / scores.std(axis=1),
    f"score less {SHARE:.0%} of the next {NEXT}": lambda scores: (
        scores[:, 0] - SHARE * scores[:, 1 : 1 + NEXT].mean(axis=1)
    ),
}


@dataclass(frozen=True, kw_only=True)
class Faces:
    """Faces, each against everybody in a group."""

    scores: Embeddings
    """Faces x students."""
    owner: Numbers
    """The student's column, or `STRANGER` for whoever is not in the group."""
    person: Numbers

    def only(self, chosen: Numbers | Flags) -> "Faces":
        """Some of the faces."""
        return Faces(
            scores=self.scores[chosen], owner=self.owner[chosen], person=self.person[chosen]
        )


def tables(people: Crowd, random: np.random.Generator) -> Iterator[Table]:
    """Rules at bounds learnt on other people, then the program's own."""
    drawn = list(draws(people, DRAWS, max(SIZES), random))
    groups = {size: [faces(draw, size) for draw in drawn] for size in SIZES}
    yield rules(groups)
    yield one_face(groups)
    yield many_faces([faces(draw, GROUP) for draw in drawn], random)


def faces(draw: Draw, size: int) -> Faces:
    """The class's and the strangers' probes against the first `size` students of a draw.

    Probes of View 1's students are left out: they have one template, not three.
    """
    every = Faces(
        scores=draw.probes @ draw.templates[:size].T,
        owner=np.where(draw.owner < size, draw.owner, STRANGER),
        person=draw.person,
    )
    return every.only(draw.owner < ENROLLED)


def rules(groups: dict[int, list[Faces]]) -> Table:
    """Each rule at the bound that lets `FAR` of the strangers pass, learnt on other people."""
    title = f"identified (bound) where {FAR:.0%} of strangers pass"
    table = Table(title, *(f"among {size}" for size in groups))
    statistics: dict[str, list[str]] = {name: [] for name in ("rank-1", *RULES)}
    for drawn in groups.values():
        right = np.concatenate([one.scores.argmax(axis=1) == one.owner for one in drawn])
        owner = np.concatenate([one.owner for one in drawn])
        person = np.concatenate([one.person for one in drawn])
        statistics["rank-1"].append(f"{right[owner != STRANGER].mean():.2%}")
        ranked = [-np.sort(-one.scores.astype(np.float64), axis=1) for one in drawn]
        for name, rule in RULES.items():
            statistic = np.concatenate([rule(scores) for scores in ranked])
            statistics[name].append(learnt(statistic, right, owner == STRANGER, person % 2))
    for name, cells in statistics.items():
        table.add_row(name, *cells)
    return table


def learnt(statistic: Values, right: Flags, stranger: Flags, half: Numbers) -> str:
    """Share of students found and named rightly, each half at the other half's bound."""
    found, bounds = [], []
    for here in (half == 0, half == 1):
        bound = float(np.quantile(statistic[stranger & ~here], 1 - FAR))
        found.append(np.mean((right & (statistic >= bound))[~stranger & here]))
        bounds.append(bound)
    return f"{np.mean(found):.2%} ({np.mean(bounds):.3g})"


def one_face(groups: dict[int, list[Faces]]) -> Table:
    """The program's own answers to photos of one face."""
    table = Table(f"strength {MIN_STRENGTH}, one face", "identified", "as another", "strangers")
    for size, drawn in groups.items():
        shares = [
            shares_of(group, [assign(row[None], range(size))[0] for row in group.scores])
            for group in drawn
        ]
        table.add_row(f"among {size}", *(f"{share:.2%}" for share in np.mean(shares, axis=0)))
    return table


def many_faces(drawn: list[Faces], random: np.random.Generator) -> Table:
    """The program's own answers to photos of many faces, whose students are given away once."""
    table = Table(f"{PRESENT} of {GROUP} and {STRANGERS} strangers in one photo", "identified")
    table.add_column("as another")
    table.add_column("strangers")
    shares = []
    for group in drawn:
        strangers = np.flatnonzero(group.owner == STRANGER)
        for _ in range(PHOTOS_EACH):
            present = random.choice(GROUP, PRESENT, replace=False)
            shown = [random.choice(np.flatnonzero(group.owner == one)) for one in present]
            chosen = group.only(np.append(shown, random.choice(strangers, STRANGERS)))
            shares.append(shares_of(chosen, assign(chosen.scores, range(GROUP))))
    row = (f"{share:.2%}" for share in np.mean(shares, axis=0))
    table.add_row(f"{len(shares)} photos", *row)
    return table


def shares_of(group: Faces, answers: list[Identity]) -> tuple[float, float, float]:
    """Students named rightly, students named as somebody else, strangers named as anybody."""
    named = np.array([STRANGER if one.student_id is None else one.student_id for one in answers])
    student = group.owner != STRANGER
    right = named == group.owner
    wrong = (named != STRANGER) & ~right
    return float(right[student].mean()), float(wrong[student].mean()), float(wrong[~student].mean())
