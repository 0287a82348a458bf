"""People as embeddings: those on the evaluation photos, and made-up ones for large galleries."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import damping, face_space
from benchmarks.accuracy import CLASS, VIEW1
from benchmarks.damping import SHIPPED, Damping
from recognition.face_space import FaceSpace

Embeddings = NDArray[np.float32]
"""N x 512, of unit length."""

NEIGHBOURS = 20
"""A made-up person stands between a real one and one of this many most like them."""

NEARNESS = 0.56
"""Weight of either; the rest is noise with the people's own covariance.

Chosen so that scores of class80's photos with made-up people have the upper tail of those with
real people, which `tails` shows; with noise alone high scores are too few.
"""

TAILS = (0.99, 0.999, 0.9999)


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Every person's embeddings. The class has eight photos each, the town one or more."""

    class_: list[Embeddings]
    town: list[Embeddings]


def gather(folder: Path, cache: Path | None, setting: Damping | None = SHIPPED) -> Crowd:
    """Read every photo, or take from `cache` what an earlier run has read.

    The face space is learnt from the town alone, so that students are held out of it; without a
    `setting` that is chosen from the town alone, too.
    """
    names, outputs = stored(folder, cache)
    embeddings = space(names, outputs, setting).place(outputs)
    parts: dict[str, list[Embeddings]] = {CLASS: [], VIEW1: []}
    for name in dict.fromkeys(names.tolist()):
        parts[name.partition("/")[0]].append(embeddings[names == name])
    return Crowd(class_=parts[CLASS], town=parts[VIEW1])


def stored(folder: Path, cache: Path | None) -> tuple[NDArray[np.str_], Embeddings]:
    """Part/person and the network's output for each photo."""
    if cache and cache.exists():
        with np.load(cache) as kept:
            return kept["names"], kept["outputs"]
    names, outputs = _read(folder)
    if cache:
        np.savez(cache, names=names, outputs=outputs)
    return names, outputs


def space(
    names: NDArray[np.str_], outputs: Embeddings, setting: Damping | None = SHIPPED
) -> FaceSpace:
    """Learn the face space of the town."""
    in_town = np.char.startswith(names, VIEW1)
    if setting is None:
        _, owners = np.unique(names[in_town], return_inverse=True)
        setting = damping.choose(outputs[in_town], owners)
    return damping.spread(outputs[in_town]).damped(setting)


def _read(folder: Path) -> tuple[NDArray[np.str_], Embeddings]:
    """Person and network's output for each photo."""
    reader = face_space.reader_without_space()
    found = {
        path: output
        for part in (CLASS, VIEW1)
        for path, output in face_space.embeddings(reader, folder / part).items()
    }
    names = [f"{path.parent.parent.name}/{path.parent.name}" for path in found]
    return np.array(names), np.stack(list(found.values()))


def made_up(
    people: Embeddings, count: int, random: np.random.Generator, nearness: float = NEARNESS
) -> Embeddings:
    """Invent `count` people like `people`, of whom each has one embedding."""
    mean = people.mean(axis=0)
    centred = people - mean
    likeness = centred @ centred.T
    nearest = np.argsort(-likeness, axis=1)[:, 1 : 1 + NEIGHBOURS]
    one = random.integers(len(people), size=count)
    other = nearest[one, random.integers(NEIGHBOURS, size=count)]
    between = nearness * (centred[one] + centred[other])
    power = np.mean(np.sum(centred**2, axis=1))
    rest = np.sqrt(np.maximum(1 - np.sum(between**2, axis=1) / power, 0))
    noise = random.standard_normal((count, len(people))) @ centred / np.sqrt(len(people))
    return unit(mean + between + rest[:, None] * noise)


def tails(crowd: Crowd, random: np.random.Generator) -> dict[str, list[float]]:
    """Spread and upper tail of the scores of class80's photos with real and made-up people."""
    probes = np.concatenate(crowd.class_)
    real = np.stack([one[0] for one in crowd.town])
    groups = {
        "real": real,
        "made up": made_up(real, 5 * len(real), random),
        "noise alone": made_up(real, 5 * len(real), random, nearness=0.0),
    }
    scores = {name: probes @ group.T for name, group in groups.items()}
    return {
        name: [float(each.std()), *np.quantile(each, TAILS).tolist()]
        for name, each in scores.items()
    }


def unit(vectors: NDArray[np.floating]) -> Embeddings:
    """Scale to unit length."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32)
