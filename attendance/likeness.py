"""Whether an enrolment photo shows whom it should: like its student's others, and nobody else.

Stored templates are compared only once their student has agreed. So a new photo is held against
those who have when it comes, and the photos that a student agrees to are held against each other
and against everybody else then.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot
from operator import mul

from attendance import policy
from attendance.gallery import follow
from attendance.model import Student
from attendance.ports import Comparison, Gallery, UnitOfWork

# In standard deviations over the mean of the scores with everybody else, see ``policy.by_chance``.
# Measured by ``python -m benchmarks.likeness``; docs/accuracy-and-speed.md has the tables.
UNLIKE = 3.0  # against the student's own others: few good photos lie below, few strangers above
OVER_CHANCE = 1.0  # of the best of all others, over what is the best by mere chance


@dataclass(frozen=True, kw_only=True)
class Known:
    """The faces that photos are held against, and the least score of one person's two."""

    gallery: Gallery
    model: str
    accept_score: float


@dataclass(frozen=True, kw_only=True)
class Doubts:
    """What speaks against a photo being its student's: ``like`` is whom else it may show."""

    unlike_own: bool = False
    like: Student | None = None

    def __bool__(self) -> bool:
        return self.unlike_own or self.like is not None


NO_DOUBTS = Doubts()


@dataclass(frozen=True, kw_only=True)
class Doubted:
    """One of a student's photos, by its place among them (from 1), that may not be theirs."""

    template_id: int
    number: int
    doubts: Doubts


async def of_photo(uow: UnitOfWork, student: Student, face: bytes, known: Known) -> Doubts:
    """Hold a new photo against all students who have agreed, its own among them."""
    await follow(uow, known.gallery, known.model)
    lookalikes = await uow.lookalikes.of(student.id)
    comparison = known.gallery.compare(face, student.id, lookalikes=lookalikes)
    return await _doubts(uow, comparison, comparison.claimed, known)


async def of_photos(
    uow: UnitOfWork, student: Student, photos: Mapping[bytes, bytes], known: Known
) -> dict[bytes, Doubts]:
    """Hold photos that come together, faces by the picture's SHA-256, as ``of_photo`` does one.

    Each is held against the student's other photos, those that come with it among them. So what
    is found depends neither on their order nor on which of them are stored already.
    """
    await follow(uow, known.gallery, known.model)
    lookalikes = await uow.lookalikes.of(student.id)
    stored = await uow.templates.active(student.id, known.model, but=photos.keys())
    found = {}
    for sha256, face in photos.items():
        comparison = known.gallery.compare(face, student.id, lookalikes=lookalikes)
        others = [other for digest, other in photos.items() if digest != sha256]
        own = [*stored, *others] if student.agreed else []  # before, they are not compared
        found[sha256] = await _doubts(uow, comparison, _score(face, own), known)
    return found


async def of_agreed(uow: UnitOfWork, student: Student, known: Known) -> list[Doubted]:
    """Hold what this student has just agreed to, in this transaction, against all others.

    The gallery is not told of it before the transaction is committed. Whoever could be found
    when a photo was enrolled was told of then.
    """
    changes = await uow.templates.since(known.model, known.gallery.revision)
    lookalikes = await uow.lookalikes.of(student.id)
    own = [template for template in changes.added if template.student_id == student.id]
    found = []
    for number, template in enumerate(own, start=1):
        comparison = known.gallery.compare(template.embedding, student.id, lookalikes=lookalikes)
        others = [other.embedding for other in own if other.id != template.id]
        score = _score(template.embedding, others)
        doubts = await _doubts(uow, comparison, score, known)
        if doubts.like and doubts.like.id not in await uow.templates.new_to(template.id):
            doubts = replace(doubts, like=None)
        if doubts:
            found.append(Doubted(template_id=template.id, number=number, doubts=doubts))
    return found


async def _doubts(
    uow: UnitOfWork, comparison: Comparison, own_score: float | None, known: Known
) -> Doubts:
    """What the scores against the student's own photos and everybody else's say."""
    mean, deviation = policy.by_chance(comparison)
    other_id = _whose_else(comparison, own_score, known)
    return Doubts(
        unlike_own=own_score is not None and (own_score - mean) / deviation < UNLIKE,
        like=None if other_id is None else await uow.students.get(other_id),
    )


def _whose_else(comparison: Comparison, own_score: float | None, known: Known) -> int | None:
    """The student whom a face is more like than chance explains, and more like than its own."""
    best = comparison.best_other
    if best is None or best < known.accept_score or (own_score is not None and best <= own_score):
        return None
    return comparison.best_other_id if stands_out(comparison, best) else None


def stands_out(comparison: Comparison, best: float) -> bool:
    """Whether the best score with others is more than what chance brings among so many."""
    mean, deviation = policy.by_chance(comparison)
    least = max(policy.STANDS_OUT, policy.best_by_chance(comparison.others) + OVER_CHANCE)
    return (best - mean) / deviation >= least


def _score(face: bytes, own: Sequence[bytes]) -> float | None:
    """The score of one photo against the mean of the student's others, if there are any."""
    if not own:
        return None
    mean = [sum(column) for column in zip(*map(_numbers, own), strict=True)]
    score: float = sum(map(mul, _numbers(face), mean)) / hypot(*mean)
    return score


def _numbers(embedding: bytes) -> tuple[float, ...]:
    return struct.unpack(f"<{len(embedding) // 4}f", embedding)
