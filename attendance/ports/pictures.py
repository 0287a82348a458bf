"""Pictures: reading them, and comparing the faces in them with those enrolled."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

Fetch = Callable[[], Awaitable[bytes]]


class Embedding(Protocol):
    """512 float32 of unit length; two are compared by their dot product."""

    def tobytes(self) -> bytes: ...


class Quality(Protocol):
    """What is wrong with a face as a picture: short names, none when it is good.

    ``problems`` are those of a selfie; an enrolment photo is held to stricter limits.
    """

    @property
    def problems(self) -> tuple[str, ...]: ...
    @property
    def enrolment_problems(self) -> tuple[str, ...]: ...


class Face(Protocol):
    """One face of a reading; ``box`` is x0, y0, x1, y1 in pixels."""

    @property
    def box(self) -> tuple[float, float, float, float]: ...
    @property
    def embedding(self) -> Embedding: ...
    @property
    def quality(self) -> Quality: ...


class Appearance(Protocol):
    """How a picture looks: ``hash`` is kept of it, and later ones are held against that."""

    @property
    def hash(self) -> bytes: ...
    def distances(self, hashes: Sequence[bytes]) -> Sequence[int]:
        """In how many of their bits it is apart from each of these."""
        ...


class Reading(Protocol):
    """What was seen in a picture: its faces, largest first, and what is wrong with the whole.

    ``appearance`` is there if a face is; ``taken_at`` is by a camera's clock, whatever its zone.
    """

    @property
    def faces(self) -> Sequence[Face]: ...
    @property
    def problems(self) -> tuple[str, ...]: ...
    @property
    def appearance(self) -> Appearance | None: ...
    @property
    def taken_at(self) -> datetime | None: ...


class Reader(Protocol):
    """Reads pictures without holding up anything else."""

    @property
    def model(self) -> str:
        """The name that templates carry: embeddings of two models are never compared."""
        ...

    async def read(self, image: bytes, *, most: int | None = None) -> Reading:
        """Find the largest faces: up to ``most``, or as many as a class has.

        Raise ``errors.UnreadableImage`` for what is not a picture or is too large."""
        ...


class Comparison(Protocol):
    """A face against the claimed student and against everybody else; scores are cosines.

    ``mean`` and ``deviation`` are of the scores against the ``others``, 0 where there are none.
    """

    @property
    def claimed(self) -> float | None: ...
    @property
    def best_other(self) -> float | None: ...
    @property
    def best_other_id(self) -> int | None: ...
    @property
    def others(self) -> int: ...
    @property
    def mean(self) -> float: ...
    @property
    def deviation(self) -> float: ...


class Identity(Protocol):
    """Whom a face of a group photo shows; None is a stranger.

    ``score`` is the highest there is, ``runner_up`` the next; None where there was nobody.
    """

    @property
    def student_id(self) -> int | None: ...
    @property
    def score(self) -> float | None: ...
    @property
    def runner_up_id(self) -> int | None: ...
    @property
    def runner_up(self) -> float | None: ...


class Gallery(Protocol):
    """All active templates of one model, in memory, as of a revision of the database."""

    @property
    def revision(self) -> int: ...

    def apply(
        self, revision: int, *, added: Iterable[tuple[int, int, bytes]], removed: Iterable[int]
    ) -> None:
        """Take over changes up to a revision.

        ``added`` are templates as (id, student's id, embedding), ``removed`` their ids.
        """
        ...

    def compare(
        self, embedding: bytes, student_id: int, *, lookalikes: Collection[int] = ()
    ) -> Comparison:
        """Score a face against one student's templates and all others' but the lookalikes'."""
        ...

    def identify(
        self, embeddings: Sequence[bytes], *, among: Collection[int] | None = None
    ) -> Sequence[Identity]:
        """Say for each face of one photo whom of ``among`` it shows, nobody twice."""
        ...
