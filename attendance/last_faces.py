"""One face sent from two accounts: selfies that are more like each other than like their own.

For that the face of each student's last selfie is kept for some days, of those who have agreed to
the text that says so. It is compared with the others' and with templates, and used for nothing
else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from attendance.gallery import follow
from attendance.likeness import Known, stands_out
from attendance.model import LastFace, Student
from attendance.ports import Comparison, Gallery, UnitOfWork, Units

_PAGE = 500  # faces decrypted at a time: some 5 ms


@dataclass(frozen=True, kw_only=True)
class Looked:
    """Which faces have been compared, and which pairs of students' are alike, by their ids."""

    faces: Sequence[LastFace]
    pairs: Sequence[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Comparing:
    """What last faces are compared with, and an empty gallery to compare them in."""

    known: Known
    empty: Callable[[], Gallery]


async def keep(
    uow: UnitOfWork, student: Student, face: bytes, *, model: str, text_version: str, at: datetime
) -> None:
    """Keep the face of a selfie if its student's own yes is to the text of this version."""
    if not student.decides:
        return
    own = await uow.consents.own(student.id)
    if own is not None and own.agreed and own.version == text_version:
        await uow.last_faces.put(student.id, model, face, at)


async def look(units: Units, comparing: Comparing) -> Looked:
    """Compare what is new with everybody else's. Nothing is written."""
    known = comparing.known
    async with units(reading=True) as uow:
        if not await uow.last_faces.any_new(known.model):
            return Looked(faces=(), pairs=())
        await follow(uow, known.gallery, known.model)
        faces = await _all(uow, known.model)
        apart = set(await uow.lookalikes.all())
    selfies = comparing.empty()
    selfies.apply(0, added=[(i, *_placed(one)) for i, one in enumerate(faces)], removed=())
    by_student = {one.student_id: one for one in faces}
    new = [one for one in faces if not one.compared]
    found = [
        (min(one.student_id, other_id), max(one.student_id, other_id))
        for one in new
        if (other_id := _alike(one, by_student, selfies, _lookalikes(one, apart), known))
    ]
    return Looked(faces=new, pairs=tuple(dict.fromkeys(found)))


def _alike(
    one: LastFace,
    faces: dict[int, LastFace],
    selfies: Gallery,
    lookalikes: frozenset[int],
    known: Known,
) -> int | None:
    """Whose selfie is more like this one than either is like its own templates."""
    likeness = selfies.compare(one.embedding, one.student_id, lookalikes=lookalikes)
    if likeness.best_other_id is None:
        return None
    other = faces[likeness.best_other_id]
    own = known.gallery.compare(one.embedding, one.student_id).claimed
    others = known.gallery.compare(other.embedding, other.student_id).claimed
    if own is None or others is None:  # there are no templates any more
        return None
    twice = is_sent_twice(likeness, max(own, others), known.accept_score)
    return other.student_id if twice else None


def is_sent_twice(likeness: Comparison, own: float, accept_score: float) -> bool:
    """Whether somebody else's selfie shows this face: better than either shows its own student.

    ``likeness`` is of a selfie to those of others, ``own`` the better of the scores of both with
    their own templates. How rarely that is wrong, ``python -m benchmarks.two_accounts`` shows.
    """
    best = likeness.best_other
    if best is None or best < accept_score or best <= own:
        return False
    return stands_out(likeness, best)


async def _all(uow: UnitOfWork, model: str) -> list[LastFace]:
    found: list[LastFace] = []
    while page := await uow.last_faces.page(model, found[-1].student_id if found else 0, _PAGE):
        found += page
    return found


def _placed(one: LastFace) -> tuple[int, bytes]:
    return one.student_id, one.embedding


def _lookalikes(one: LastFace, pairs: set[tuple[int, int]]) -> frozenset[int]:
    theirs = [pair for pair in pairs if one.student_id in pair]
    return frozenset(each for pair in theirs for each in pair if each != one.student_id)
