"""Everything that labelled photos, once read, tell."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recognition.evaluation import folds, identification, verification
from recognition.evaluation.datasets import Pair
from recognition.evaluation.embeddings import Photo
from recognition.evaluation.identification import Identification
from recognition.evaluation.metrics import Comparisons, Indices, Trials
from recognition.evaluation.verification import Verification
from recognition.reading import Face

MOST_ALIKE = 3
"""Pairs of different people to look at: a photo in the wrong folder is among them."""

NO_FACE_SCORE = -1.0
"""Of a listed pair where a photo has no face: no threshold accepts it."""

Photos = Mapping[Path, Photo]
Choice = Callable[[Photo], bool]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What became of the photos before anything was compared."""

    photos: int
    failures: dict[Path, str]
    """Files that could not be read, and why."""
    no_face: int
    several_faces: int
    problems: dict[str, int]
    """Labelled faces by what is wrong with them; one may have several problems."""


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Two photos of different people, as their folders have it."""

    one: Path
    other: Path
    score: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Results:
    """What comparing gave; of templates only where people could be enrolled."""

    verification: Verification
    pairs: Trials
    identification: Identification | None = None
    claims: Trials | None = None
    most_alike: tuple[Alike, ...]
    """Highest score first."""
    without_face: int = 0
    """Listed pairs that have a photo without a face, and `NO_FACE_SCORE` for it."""


def count(photos: Iterable[Photo]) -> Counts:
    """Count photos by what was seen in them."""
    seen = list(photos)
    faces = [photo.face for photo in seen if photo.face is not None]
    return Counts(
        photos=len(seen),
        failures={photo.path: photo.failure for photo in seen if photo.failure is not None},
        no_face=sum(photo.failure is None and photo.face is None for photo in seen),
        several_faces=sum(photo.faces > 1 for photo in seen),
        problems=dict(Counter(name for face in faces for name in face.quality.problems)),
    )


def is_legible(photo: Photo) -> bool:
    """Whether it is a picture, with or without a face."""
    return photo.failure is None


def is_good(photo: Photo) -> bool:
    """Whether it has a face that nothing speaks against."""
    return photo.face is not None and not photo.face.quality.problems


def of_people(
    people: Mapping[str, Sequence[Path]], photos: Photos, chosen: Choice
) -> Results | None:
    """Compare all faces of the chosen photos; enrol some and look for the rest.

    None when there are not two.
    """
    kept = [
        (number, path, face)
        for number, paths in enumerate(people.values())
        for path in paths
        if chosen(photos[path]) and (face := photos[path].face) is not None
    ]
    if len(kept) < 2:  # noqa: PLR2004 - a pair
        return None
    owners = np.array([number for number, _, _ in kept])
    embeddings = np.stack([face.embedding for _, _, face in kept])
    one, other = verification.all_pairs(owners)
    pairs = verification.compared(embeddings, owners, one, other)
    attempts = identification.attempt(embeddings, owners)
    return Results(
        verification=verification.verify(pairs, folds.by_people(pairs)),
        pairs=pairs.trials,
        identification=None if attempts is None else identification.identify(attempts),
        claims=None if attempts is None else attempts.claims.trials,
        most_alike=_most_alike(pairs, lambda at: (kept[one[at]][1], kept[other[at]][1])),
    )


def of_pairs(pairs: Sequence[Pair], photos: Photos, chosen: Choice) -> Results | None:
    """Compare the listed pairs whose photos are both chosen; None when there are none."""
    kept = [pair for pair in pairs if all(chosen(photos[side.photo]) for side in pair.sides)]
    if not kept:
        return None
    names = sorted({side.person for pair in kept for side in pair.sides})
    numbers = {name: number for number, name in enumerate(names)}
    faces = [(photos[pair.one.photo].face, photos[pair.other.photo].face) for pair in kept]
    comparisons = Comparisons(
        scores=np.array([_score(one, other) for one, other in faces]),
        one=np.array([numbers[pair.one.person] for pair in kept]),
        other=np.array([numbers[pair.other.person] for pair in kept]),
        same=np.array([pair.same for pair in kept]),
    )
    listed = [pair.fold for pair in kept if pair.fold is not None]
    tested_in = np.array(listed) if listed else folds.in_order(comparisons.same)
    return Results(
        verification=verification.verify(comparisons, tested_in),
        pairs=comparisons.trials,
        most_alike=_most_alike(comparisons, lambda at: (kept[at].one.photo, kept[at].other.photo)),
        without_face=sum(None in pair for pair in faces),
    )


def _score(one: Face | None, other: Face | None) -> float:
    return NO_FACE_SCORE if one is None or other is None else float(one.embedding @ other.embedding)


def _most_alike(
    comparisons: Comparisons, files: Callable[[int], tuple[Path, Path]]
) -> tuple[Alike, ...]:
    places: Indices = np.flatnonzero(~comparisons.same)
    scores = comparisons.scores[places]
    found = []
    for place in np.argsort(-scores)[:MOST_ALIKE]:
        one, other = files(int(places[place]))
        found.append(Alike(one=one, other=other, score=float(scores[place])))
    return tuple(found)
