"""Identification in an open set: whose face is this, if anybody's who is enrolled?

And verification with templates, which takes the same draws: is this the student who is claimed?
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognition.evaluation import metrics, rates
from recognition.evaluation.metrics import NOBODY, Comparisons, Indices, People, Scores
from recognition.evaluation.rates import Rate
from recognition.reading import Floats

MOST_TEMPLATES = 3
"""What admins are advised to enrol of a student; at least one photo is left as a probe."""

STRANGERS = 0.25
"""Of the people with several photos, kept out; those with one photo are strangers anyhow."""

DRAWS = 10

SEARCH_FAR = 0.01

_MOST_CLAIMS = 100_000  # of a draw that are kept, by chance
_BLOCK = 1024  # probes compared at once
_SEED = 0

Fusion = Callable[[Floats, Floats, Indices], Scores]
"""Scores probes (P x 512) against S people: templates (T x 512), and where each one's begin (S)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Draw:
    """Places of photos: templates, each person's together from `starts` on, and probes."""

    templates: Indices
    starts: Indices
    probes: Indices


@dataclass(frozen=True, kw_only=True, eq=False)
class Attempts:
    """What all draws gave.

    In `claims`, each probe claims to be each of the enrolled. In `searches`, it is looked for
    among all of them: the genuine scores are of probes whose person is enrolled, minus infinity
    where somebody else's score was higher; the impostor scores are the strangers' highest.
    """

    draws: tuple[Draw, ...]
    claims: Comparisons
    searches: Comparisons


@dataclass(frozen=True, kw_only=True)
class Identification:
    """What came of it; counts are means of a draw, rates None where they are too low to say."""

    draws: int
    enrolled: int
    templates: int
    probes: int
    strangers: int
    """Probes of people who are not enrolled."""
    claims: int
    """Comparisons of probes with others' templates, of very many a share."""
    rank1: Rate | None
    """Of probes of the enrolled: their own score is the highest."""
    found: Rate | None
    """The same, and over the threshold that 1 % of the strangers pass (DIR)."""
    frr_at: dict[float, Rate | None]
    """Of probes claiming to be themselves, by the FAR of the other claims."""


def attempt(
    embeddings: Floats, people: People, *, fusion: "Fusion | None" = None, draws: int = DRAWS
) -> Attempts | None:
    """Enrol, claim and search; None when no two people can be enrolled.

    `embeddings` is photos x 512, `people` who is on each; `fusion` is `centroids` if not given.
    """
    drawn = tuple(_drawn(people, draws))
    if not drawn:
        return None
    tried = [_tried(embeddings, people, draw, fusion or centroids) for draw in drawn]
    return Attempts(
        draws=drawn,
        claims=metrics.joined([claims for claims, _ in tried]),
        searches=metrics.joined([searches for _, searches in tried]),
    )


def identify(attempts: Attempts) -> Identification:
    """Sum up. Draws of the same photos do not count as more photos."""
    draws = attempts.draws
    probes = len(attempts.searches.trials.genuine) / len(draws)
    strangers = len(attempts.searches.trials.impostor) / len(draws)
    claims = len(attempts.claims.trials.impostor) / len(draws)
    rank1, found = rates.measured(attempts.searches, [rates.RANK_1, rates.found_at_far(SEARCH_FAR)])
    frr = rates.measured(attempts.claims, [rates.frr_at_far(far) for far in rates.FARS])
    return Identification(
        draws=len(draws),
        enrolled=_mean(len(draw.starts) for draw in draws),
        templates=_mean(len(draw.templates) for draw in draws),
        probes=round(probes),
        strangers=round(strangers),
        claims=round(claims),
        rank1=rank1,
        found=found if strangers >= metrics.needed(SEARCH_FAR) else None,
        frr_at={
            far: rate if claims >= metrics.needed(far) else None
            for far, rate in zip(rates.FARS, frr, strict=True)
        },
    )


def centroids(probes: Floats, templates: Floats, starts: Indices) -> Scores:
    """Score against the mean of each person's templates at unit length, as the gallery does."""
    sums = np.add.reduceat(templates, starts, axis=0)
    units = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(probes @ units.T, np.float64)


def _mean(counts: Iterator[int]) -> int:
    return round(float(np.mean(list(counts))))


def _drawn(people: People, draws: int) -> Iterator[Draw]:
    photos = [np.flatnonzero(people == person) for person in np.unique(people)]
    several = [each for each in photos if len(each) > 1]
    single = [each for each in photos if len(each) == 1]
    strangers = round(STRANGERS * len(several))
    if len(several) - strangers < 2:  # noqa: PLR2004 - nobody could be taken for another
        return
    random = np.random.default_rng(_SEED)
    for _ in range(draws):
        order = random.permutation(len(several))
        known = [random.permutation(several[place]) for place in order[strangers:]]
        unknown = [several[place] for place in order[:strangers]]
        templates = [each[: min(MOST_TEMPLATES, len(each) - 1)] for each in known]
        rest = [each[len(mine) :] for each, mine in zip(known, templates, strict=True)]
        ends = np.cumsum([len(mine) for mine in templates])
        yield Draw(
            templates=np.concatenate(templates),
            starts=np.concatenate([[0], ends[:-1]]),
            probes=np.concatenate([*rest, *unknown, *single]),
        )


def _tried(
    embeddings: Floats, people: People, draw: Draw, fusion: Fusion
) -> tuple[Comparisons, Comparisons]:
    templates = embeddings[draw.templates]
    enrolled = people[draw.templates[draw.starts]]
    share = _MOST_CLAIMS / (len(draw.probes) * len(enrolled))
    claims, searches = [], []
    for start in range(0, len(draw.probes), _BLOCK):
        block = draw.probes[start : start + _BLOCK]
        scores = fusion(embeddings[block], templates, draw.starts)
        claims.append(_claims(scores, people[block], enrolled, share))
        searches.append(_searches(scores, people[block], enrolled))
    return metrics.joined(claims), metrics.joined(searches)


def _claims(scores: Scores, own: People, enrolled: People, share: float) -> Comparisons:
    """All genuine comparisons, and of the others a share."""
    same = own[:, None] == enrolled
    kept = np.random.default_rng(_SEED).random(same.shape) < share
    probe, claimed = np.nonzero(same | kept)
    return Comparisons(
        scores=scores[probe, claimed],
        one=own[probe],
        other=enrolled[claimed],
        same=same[probe, claimed],
    )


def _searches(scores: Scores, own: People, enrolled: People) -> Comparisons:
    is_enrolled: NDArray[np.bool_] = np.isin(own, enrolled)
    best = scores.argmax(axis=1)
    is_wrong = is_enrolled & (enrolled[best] != own)
    return Comparisons(
        scores=np.where(is_wrong, -np.inf, scores.max(axis=1)),
        one=own,
        other=np.full(len(own), NOBODY),
        same=is_enrolled,
    )
