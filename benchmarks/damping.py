"""How a face space is learnt, and how its settings are chosen without those they are judged by."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from recognition.face_space import FaceSpace
from recognition.reading import Floats

FAR = 0.001
SPLITS = 4

Owners = NDArray[np.intp]
"""For each of N embeddings a number for its person."""


@dataclass(frozen=True, kw_only=True)
class Damping:
    """How much of the widest `directions` is left.

    A direction's factor is its (variance + `floor`) ** -`power`, relative to the first one left
    alone; variances in units of the mean one. Full whitening has the power 0.5 and no floor.
    """

    directions: int
    power: float
    floor: float


SHIPPED = Damping(directions=32, power=0.25, floor=2.0)

CANDIDATES = tuple(
    Damping(directions=directions, power=power, floor=floor)
    for directions, power, floor in product((8, 16, 32, 64, 128), (0.125, 0.25, 0.5), (1, 2, 4))
)


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Mean (512) of unit embeddings; variances (512, falling) along principal directions (rows)."""

    mean: Floats
    variances: Floats
    directions: Floats

    def damped(self, damping: Damping) -> FaceSpace:
        """Make a face space of it."""
        count = damping.directions
        weight = (self.variances / self.variances.mean() + damping.floor) ** -damping.power
        return FaceSpace(
            mean=self.mean.astype(np.float32),
            directions=self.directions[:count].astype(np.float32),
            factors=(weight[:count] / weight[count]).astype(np.float32),
        )


def spread(embeddings: Floats) -> Spread:
    """Find how N x 512 unit embeddings are spread; whose they are does not matter."""
    mean = embeddings.mean(axis=0)
    variances, vectors = np.linalg.eigh(np.cov((embeddings - mean).T))
    return Spread(mean=mean, variances=variances[::-1], directions=vectors.T[::-1])


def choose(embeddings: Floats, owners: Owners) -> Damping:
    """Take the candidate with the lowest FRR at FAR 0.1 % over all pairs of N photos.

    Each half of the people is compared in a space learnt from the other half, so the choice, too,
    is made on people whom the space has not seen. The mean over four ways to halve them counts.
    """
    _, people = np.unique(owners, return_inverse=True)
    rates = np.zeros(len(CANDIDATES))
    for split in range(SPLITS):
        order = np.random.default_rng(split).permutation(people.max() + 1)
        second = (order % 2)[people] == 1
        for half in (second, ~second):
            others = spread(embeddings[~half])
            spaces = (others.damped(candidate) for candidate in CANDIDATES)
            rates += [_frr(space.place(embeddings[half]), people[half]) for space in spaces]
    return CANDIDATES[int(rates.argmin())]


def _frr(placed: Floats, people: Owners) -> float:
    """FRR at `FAR`, each photo against each other one."""
    one, other = np.triu_indices(len(placed), 1)
    scores, same = (placed @ placed.T)[one, other], people[one] == people[other]
    return float(np.mean(scores[same] < np.quantile(scores[~same], 1 - FAR)))
