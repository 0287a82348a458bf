"""People as embeddings: those on the evaluation photos, and made-up ones for large galleries."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import CLASS, VIEW1, read
from recognition.evaluation import datasets
from recognition.reader import Reader

Embeddings = NDArray[np.float32]
"""N x 512, of unit length."""

NEIGHBOURS = 20
"""A made-up person stands between a real one and one of this many most like them."""

NEARNESS = 0.53
"""Weight of either; the rest is noise with the people's own covariance.

Chosen so that scores of class80's photos with made-up people have the upper tail of those with
real people, which `tails` shows. Noise alone (0) has too few high scores: 99.9 % at 0.40, not 0.46.
"""

TAILS = (0.99, 0.999, 0.9999)


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Every person's embeddings. The class has eight photos each, the town one or more."""

    class_: list[Embeddings]
    town: list[Embeddings]


def gather(reader: Reader, folder: Path, cache: Path | None) -> Crowd:
    """Read every photo, or take from `cache` what an earlier run has read."""
    if cache and cache.exists():
        with np.load(cache) as stored:
            names, embeddings = stored["names"], stored["embeddings"]
    else:
        names, embeddings = _read(reader, folder)
        if cache:
            np.savez(cache, names=names, embeddings=embeddings)
    parts: dict[str, list[Embeddings]] = {CLASS: [], VIEW1: []}
    for name in dict.fromkeys(names.tolist()):
        parts[name.partition("/")[0]].append(embeddings[names == name])
    return Crowd(class_=parts[CLASS], town=parts[VIEW1])


def _read(reader: Reader, folder: Path) -> tuple[NDArray[np.str_], Embeddings]:
    files = [
        path
        for part in (CLASS, VIEW1)
        for paths in datasets.people(folder / part).values()
        for path in paths
    ]
    found = [(path, photo.face) for path, photo in read(reader, files).items() if photo.face]
    names = [f"{path.parent.parent.name}/{path.parent.name}" for path, _ in found]
    return np.array(names), np.stack([face.embedding for _, face in found])


def made_up(people: Embeddings, count: int, random: np.random.Generator) -> Embeddings:
    """Invent `count` people like `people`, of whom each has one embedding."""
    mean = people.mean(axis=0)
    centred = people - mean
    likeness = centred @ centred.T
    nearest = np.argsort(-likeness, axis=1)[:, 1 : 1 + NEIGHBOURS]
    one = random.integers(len(people), size=count)
    other = nearest[one, random.integers(NEIGHBOURS, size=count)]
    between = NEARNESS * (centred[one] + centred[other])
    power = np.mean(np.sum(centred**2, axis=1))
    rest = np.sqrt(np.maximum(1 - np.sum(between**2, axis=1) / power, 0))
    noise = random.standard_normal((count, len(people))) @ centred / np.sqrt(len(people))
    return unit(mean + between + rest[:, None] * noise)


def tails(crowd: Crowd, random: np.random.Generator) -> dict[str, list[float]]:
    """Spread and upper tail of the scores of class80's photos with real and made-up people."""
    probes = np.concatenate(crowd.class_)
    real = np.stack([one[0] for one in crowd.town])
    groups = {"real": real, "made up": made_up(real, 5 * len(real), random)}
    return {
        name: [float(scores.std()), *np.quantile(scores, TAILS).tolist()]
        for name, group in groups.items()
        if (scores := probes @ group.T) is not None
    }


def unit(vectors: NDArray[np.floating]) -> Embeddings:
    """Scale to unit length."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32)
