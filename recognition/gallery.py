"""All active templates of one model, in memory, and how a probe stands among them."""

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from recognition import identification
from recognition.face_space import EMBEDDING_SIZE
from recognition.identification import Identity
from recognition.reading import Floats

WIRE = np.dtype("<f4")
"""Embeddings cross this border as bytes: 512 little-endian float32."""

FIRST_CAPACITY = 64  # students; doubled whenever it is full

UNLOCKED_TRIES = 2
"""Searches that may be overtaken by a change before one is made under the lock."""

TemplateRow = tuple[int, int, bytes]
"""Template id, student id, embedding."""

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A probe's scores (-1 to 1) against the claimed student and against everyone else.

    `claimed` is None when that student has no template, `best_other` and its id when nobody
    else has one. `mean` and `deviation` are of the scores against all `others`, 0 without any.
    """

    claimed: float | None
    best_other: float | None
    best_other_id: int | None
    others: int
    mean: float
    deviation: float


class Gallery:
    """Follows the database through the changes handed to it; safe to use from several threads.

    A student is scored by the centroid of their templates, at unit length. On class80, with
    three photos each, 2.7 % of the enrolled are then not found where 1 % of strangers pass; by
    the best template 3.5 %, by the mean of the best two 3.6 % (docs/accuracy-and-speed.md).
    """

    def __init__(self) -> None:
        self.revision = 0
        self._lock = threading.Lock()
        self._changes = 0
        self._clear()

    def replace(self, revision: int, templates: Iterable[TemplateRow]) -> None:
        """Forget everything and load `templates`."""
        with self._lock:
            self._clear()
            self._change(templates, removed=())
            self.revision = revision

    def apply(self, revision: int, *, added: Iterable[TemplateRow], removed: Iterable[int]) -> None:
        """Remove, then add templates; an id that is not there is no error.

        So a change may be handed over twice. One that was overtaken by a later one, which has it
        too, is passed over: it would bring back what has been erased since.
        """
        with self._lock:
            if revision < self.revision:
                return
            self._change(added, removed)
            self.revision = revision

    def compare(
        self, embedding: bytes, student_id: int, *, lookalikes: Collection[int] = ()
    ) -> Comparison:
        """Score a probe against the claimed student and all others but their `lookalikes`."""
        probe = _unpacked(embedding)
        return self._search(probe, lambda scores: self._comparison(scores, student_id, lookalikes))

    def identify(
        self, embeddings: Sequence[bytes], *, among: Collection[int] | None = None
    ) -> list[Identity]:
        """Say for each face of one photo which student it shows, or that it is a stranger.

        Only students in `among` come into question, or all; nobody is given to two faces.
        """
        probes = np.array([_unpacked(each) for each in embeddings], np.float32)
        probes = probes.reshape(len(embeddings), EMBEDDING_SIZE)
        with self._lock:
            students = sorted(self._rows if among is None else self._rows.keys() & set(among))
            rows = self._centroids[[self._rows[each] for each in students]]  # a copy
        return identification.assign(probes @ rows.T, students)

    def _search(self, probe: Floats, look: Callable[[Floats], Answer]) -> Answer:
        """Score a probe with every row, and look at the scores while they fit the students.

        The product takes long and runs without the lock. A change meanwhile spoils it; then it
        is made again, in the end with the lock.
        """
        for _ in range(UNLOCKED_TRIES):
            with self._lock:
                changes, rows = self._changes, self._in_use()
            scores = _dots(rows, probe)
            with self._lock:
                if changes == self._changes:
                    return look(scores)
        with self._lock:
            return look(_dots(self._in_use(), probe))

    def _in_use(self) -> Floats:
        return self._centroids[: len(self._students)]

    def _comparison(
        self, scores: Floats, student_id: int, lookalikes: Collection[int]
    ) -> Comparison:
        row = self._rows.get(student_id)
        apart = [self._rows[each] for each in {student_id, *lookalikes} if each in self._rows]
        claimed = None if row is None else float(scores[row])
        others = len(scores) - len(apart)
        scores[apart] = 0.0  # no part of either sum
        mean = float(scores.sum(dtype=np.float64)) / max(others, 1)
        square = float(_dots(scores, scores)) / max(others, 1)
        scores[apart] = -np.inf
        best = int(np.argmax(scores)) if others else None
        return Comparison(
            claimed=claimed,
            best_other=None if best is None else float(scores[best]),
            best_other_id=None if best is None else self._students[best],
            others=others,
            mean=mean,
            deviation=max(square - mean * mean, 0.0) ** 0.5,
        )

    def _clear(self) -> None:
        self._changes += 1
        self._centroids: Floats = np.zeros((FIRST_CAPACITY, EMBEDDING_SIZE), np.float32)
        self._students: list[int] = []  # by row
        self._rows: dict[int, int] = {}  # by student
        self._templates: dict[int, dict[int, Floats]] = {}  # by student, then template id
        self._owners: dict[int, int] = {}  # by template id

    def _change(self, added: Iterable[TemplateRow], removed: Iterable[int]) -> None:
        self._changes += 1
        students: set[int | None] = {self._forget(template_id) for template_id in removed}
        for template_id, owner, embedding in added:
            students |= {self._forget(template_id), owner}
            self._owners[template_id] = owner
            self._templates.setdefault(owner, {})[template_id] = _unpacked(embedding)
        for student_id in (each for each in students if each is not None):
            if self._templates.get(student_id):
                self._place(student_id)
            else:
                self._vacate(student_id)

    def _forget(self, template_id: int) -> int | None:
        """Drop one template; return whose it was, whose row is now out of date."""
        student_id = self._owners.pop(template_id, None)
        if student_id is not None:
            del self._templates[student_id][template_id]
        return student_id

    def _place(self, student_id: int) -> None:
        """Write a student's centroid into their row, or into a new one at the end."""
        row = self._rows.setdefault(student_id, len(self._students))
        if row == len(self._students):
            self._students.append(student_id)
            if row == len(self._centroids):
                self._centroids = np.concatenate([self._centroids, np.zeros_like(self._centroids)])
        total = np.sum(list(self._templates[student_id].values()), axis=0)
        self._centroids[row] = total / np.linalg.norm(total)

    def _vacate(self, student_id: int) -> None:
        """Let the last row fill the gap, so that the rows in use stay contiguous."""
        self._templates.pop(student_id, None)
        row = self._rows.pop(student_id, None)
        if row is None:  # came and went in one change
            return
        last = self._students.pop()
        if last != student_id:
            self._centroids[row] = self._centroids[len(self._students)]
            self._students[row] = last
            self._rows[last] = row


def _dots(rows: Floats, vector: Floats) -> Floats:
    """The dot product of a vector with each row, on the caller's core alone.

    BLAS would use every core, and its threads wait for each other where photos are being read:
    20 ms for a gallery of 1,000 on two busy cores, where this takes 0.1 (docs).
    """
    return np.asarray(np.vecdot(rows, vector), np.float32)


def _unpacked(embedding: bytes) -> Floats:
    return np.frombuffer(embedding, WIRE).astype(np.float32)
