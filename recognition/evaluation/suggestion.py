"""Which `accept_score` the photos speak for."""

import math
from dataclasses import dataclass
from enum import Enum

from recognition.evaluation.identification import Identification
from recognition.evaluation.rates import Rate
from recognition.evaluation.verification import Verification

FAR = 0.001
"""One impostor in a thousand, by the score alone."""

FEWEST_ENROLLED = 10
"""With fewer, whether two of them look alike decides more than the weights do."""

_STEPS = 1000  # to 1; rounded up to these, the FAR is not exceeded


class Basis(Enum):
    """What a suggestion rests on."""

    TEMPLATES = "templates"
    PAIRS = "pairs"


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A threshold for a FAR of 0.1 %, and the FRR there."""

    accept_score: float
    basis: Basis
    comparisons: int
    """With other people, which the FAR was taken from."""
    frr: Rate


def suggest(verification: Verification, identification: Identification | None) -> Suggestion | None:
    """Prefer templates, which are what probes are compared with; None with too few photos."""
    if identification is not None and identification.enrolled >= FEWEST_ENROLLED:
        rate = identification.frr_at[FAR]
        if rate is not None:
            return _suggestion(rate, Basis.TEMPLATES, identification.claims)
    rate = verification.frr_at[FAR]
    return None if rate is None else _suggestion(rate, Basis.PAIRS, verification.impostor)


def _suggestion(rate: Rate, basis: Basis, comparisons: int) -> Suggestion:
    rounded = math.ceil(rate.threshold * _STEPS) / _STEPS
    return Suggestion(
        accept_score=min(max(rounded, 0.0), 1.0), basis=basis, comparisons=comparisons, frr=rate
    )
