"""Error rates of verification, from the scores of genuine and impostor pairs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class OperatingPoint:
    """A threshold, and the share of genuine pairs that it refuses (FRR, 0 to 1)."""

    threshold: float
    frr: float


def at_far(genuine: Scores, impostor: Scores, far: float) -> OperatingPoint:
    """Return the lowest threshold at which at most `far` of the impostor pairs pass."""
    passing = int(far * len(impostor))
    threshold = float(np.nextafter(np.sort(impostor)[::-1][passing], np.inf))
    return OperatingPoint(threshold=threshold, frr=float(np.mean(genuine < threshold)))


def frr(genuine: Scores, threshold: float) -> float:
    """Share of genuine pairs refused at `threshold`."""
    return float(np.mean(genuine < threshold))


def far(impostor: Scores, threshold: float) -> float:
    """Share of impostor pairs accepted at `threshold`."""
    return float(np.mean(impostor >= threshold))


def accuracy(genuine: Scores, impostor: Scores, *, folds: int = 10) -> float:
    """Accuracy on balanced pairs, each fold at the threshold that is best on all the others."""
    right = []
    parts = list(zip(np.array_split(genuine, folds), np.array_split(impostor, folds), strict=True))
    for held_out in range(folds):
        others = [part for index, part in enumerate(parts) if index != held_out]
        same, different = (np.concatenate(side) for side in zip(*others, strict=True))
        candidates = np.sort(np.concatenate([same, different]))
        best = max(candidates, key=lambda at: np.sum(same >= at) + np.sum(different < at))
        same, different = parts[held_out]
        right.append((np.mean(same >= best) + np.mean(different < best)) / 2)
    return float(np.mean(right))
