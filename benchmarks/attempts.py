"""Check-ins that might be: students with their own face, strangers and classmates with theirs."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from benchmarks.crowd import Crowd, Embeddings, made_up, unit

Values = NDArray[np.float64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

ENROLLED = 60
"""Students of class80 in a draw; each claims to be themselves, and is claimed by others."""

TEMPLATES = 3
"""Photos of each that are enrolled, unless said otherwise; the rest are probes."""

TOWN = 600
"""People of View 1 in the largest gallery, with one photo each; all others are strangers."""

STRANGER = -1


@dataclass(frozen=True, kw_only=True)
class Attempts:
    """One entry for each attempt: who is claimed, whose face it is, and how that scores.

    `mean`, `deviation` and `best` are of the face's scores against all others of the gallery,
    `own_mean` and `own_deviation` of the claimed student's centroid against theirs.
    """

    claimed: Numbers
    person: Numbers
    genuine: Flags
    stranger: Flags
    nearest: Flags
    """By the classmate whose templates are most like the claimed student's."""
    score: Values
    best: Values
    mean: Values
    deviation: Values
    own_mean: Values
    own_deviation: Values


@dataclass(frozen=True, kw_only=True)
class Draw:
    """A random choice of who is enrolled with which photos, and everybody's probes."""

    templates: Embeddings
    """Centroids: the students of class80, then people of View 1, then made-up ones."""
    probes: Embeddings
    owner: Numbers
    """Row of each probe's person among the templates, or `STRANGER`."""
    person: Numbers
    """The same person has the same number in every draw."""


def draws(
    crowd: Crowd,
    count: int,
    largest: int,
    random: np.random.Generator,
    templates: int = TEMPLATES,
) -> Iterator[Draw]:
    """Draw galleries of `largest` students; those of the class have so many `templates`."""
    for _ in range(count):
        yield _draw(crowd, largest, random, templates)


def _draw(crowd: Crowd, largest: int, random: np.random.Generator, templates: int) -> Draw:
    photos = [random.permutation(person) for person in crowd.class_]
    order = random.permutation(len(photos))
    students, apart = order[:ENROLLED], order[ENROLLED:]
    town = random.permutation(len(crowd.town))
    neighbours, away = town[:TOWN], town[TOWN:]
    known = np.stack([crowd.town[each][0] for each in neighbours])
    centroids = unit(np.stack([photos[each][:templates].mean(axis=0) for each in students]))
    invented = made_up(known, max(largest - ENROLLED - TOWN, 0), random)
    first_of_town = len(crowd.class_)
    groups = [
        *((photos[each][templates:], row, each) for row, each in enumerate(students)),
        *(
            (crowd.town[each][1:], ENROLLED + row, first_of_town + each)
            for row, each in enumerate(neighbours)
        ),
        *((photos[each], STRANGER, each) for each in apart),
        *((crowd.town[each], STRANGER, first_of_town + each) for each in away),
    ]
    return Draw(
        templates=np.concatenate([centroids, known, invented])[:largest],
        probes=np.concatenate([probes for probes, _, _ in groups]),
        owner=np.concatenate([np.full(len(probes), row) for probes, row, _ in groups]),
        person=np.concatenate([np.full(len(probes), number) for probes, _, number in groups]),
    )


def attempts(draw: Draw, size: int, random: np.random.Generator) -> Attempts:
    """Let every probe claim to be every student of the class, in a gallery of `size`.

    A small gallery is drawn anew for each claimed student from their classmates.
    """
    scores = draw.probes @ draw.templates.T
    likeness = draw.templates[:ENROLLED] @ draw.templates.T
    parts = []
    for claimed in range(ENROLLED):
        pool = np.setdiff1d(np.arange(max(size, ENROLLED)), [claimed])
        others = random.permutation(pool)[: size - 1] if size <= ENROLLED else pool
        parts.append(_claims(draw, scores, likeness[claimed], claimed, others))
    return joined(parts)


def _claims(
    draw: Draw, scores: Embeddings, likeness: Embeddings, claimed: int, others: Numbers
) -> Attempts:
    """Every probe of the claimed student, of strangers and of the others, as one claim."""
    theirs = np.isin(draw.owner, others)
    with_probes = np.intersect1d(others, draw.owner)
    nearest = with_probes[np.argmax(likeness[with_probes])]
    taken = (draw.owner == claimed) | (draw.owner == STRANGER) | theirs
    against = scores[taken][:, others]
    owner, count = draw.owner[taken], int(taken.sum())
    student = int(draw.person[draw.owner == claimed][0])
    return Attempts(
        claimed=np.full(count, student),
        person=draw.person[taken],
        genuine=owner == claimed,
        stranger=owner == STRANGER,
        nearest=owner == nearest,
        score=scores[taken, claimed].astype(np.float64),
        best=against.max(axis=1).astype(np.float64),
        mean=against.mean(axis=1, dtype=np.float64),
        deviation=against.std(axis=1, dtype=np.float64),
        own_mean=np.full(count, likeness[others].mean(dtype=np.float64)),
        own_deviation=np.full(count, likeness[others].std(dtype=np.float64)),
    )


def joined(parts: list[Attempts]) -> Attempts:
    """All attempts of several parts."""
    columns = [field.name for field in fields(Attempts)]
    return Attempts(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in columns}
    )
