"""Open-set identification: which student each face of a photo shows, if any.

The constants come from `python -m benchmarks.decision`; docs/accuracy-and-speed.md has its tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recognition.reading import Floats

NEXT = 5
"""Students after the best whose scores tell what this face scores by chance."""

SHARE = 0.5
"""Of the mean score of those, subtracted from the best score: the strength of a match.

A stranger who scores high with one usually does with several. With this, one bound lets the same
share of strangers pass in groups of 30 and of 600; a bound on the score itself would have to rise.
"""

MIN_STRENGTH = 0.42
"""Reached by 1 % of strangers among 3 to 60 students of class80, by fewer among hundreds."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Whom a face shows; `student_id` is None for a stranger.

    `score` is the one with that student, or a stranger's best, and `runner_up` the next best,
    of those who had not been given to a surer face; None where there was nobody.
    """

    student_id: int | None
    score: float | None
    runner_up_id: int | None
    runner_up: float | None


def assign(scores: Floats, students: Sequence[int]) -> list[Identity]:
    """Give each face (row of `scores`) the student (column) it shows, the highest score first.

    Who has been given to a face is no candidate for another, which may show the best who is
    left. Between equal scores the earlier face wins, and for one face the earlier student.
    """
    ranked = [_ranked(row, len(scores) + NEXT) for row in scores]
    found: dict[int, int] = {}  # column by face
    while (face := _surest(scores, ranked, found)) is not None:
        found[face] = ranked[face][0]
        ranked = [
            columns if other in found else [each for each in columns if each != found[face]]
            for other, columns in enumerate(ranked)
        ]
    return [
        _identity(row, columns, students, known=face in found)
        for face, (row, columns) in enumerate(zip(scores, ranked, strict=True))
    ]


def _ranked(row: Floats, count: int) -> list[int]:
    """The columns of the `count` highest scores or a few more, highest first."""
    if len(row) > count:
        lowest = np.partition(row, len(row) - count)[len(row) - count]
        columns = np.flatnonzero(row >= lowest)
    else:
        columns = np.arange(len(row))
    return [int(each) for each in columns[np.argsort(-row[columns], kind="stable")]]


def _surest(scores: Floats, ranked: list[list[int]], found: dict[int, int]) -> int | None:
    """The face, of those that show nobody yet, whose match is strong and scores highest."""
    strong = [
        face
        for face, columns in enumerate(ranked)
        if face not in found and columns and _strength(scores[face, columns]) >= MIN_STRENGTH
    ]
    return max(strong, key=lambda face: float(scores[face, ranked[face][0]]), default=None)


def _strength(scores: Floats) -> float:
    """How far the first of these scores, highest first, stands out from the next."""
    following = scores[1 : 1 + NEXT]
    return float(scores[0] - SHARE * (following.mean() if len(following) else 0.0))


def _identity(row: Floats, columns: list[int], students: Sequence[int], *, known: bool) -> Identity:
    best, second = [*columns[:2], None, None][:2]
    return Identity(
        student_id=students[best] if known and best is not None else None,
        score=None if best is None else float(row[best]),
        runner_up_id=None if second is None else students[second],
        runner_up=None if second is None else float(row[second]),
    )
