"""Warnings in memory."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from attendance.standing import GivenWarning
from storage.errors import Conflict
from tests.unit.fakes.people import stored
from tests.unit.fakes.state import Repository


class Warnings(Repository):
    async def note_changed(self, class_id: int, student_ids: Collection[int]) -> None:
        self._state.unjudged |= {(class_id, one) for one in student_ids}

    async def changed(self) -> dict[int, frozenset[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for class_id, student_id in self._state.unjudged:
            found[class_id].add(student_id)
        return {class_id: frozenset(students) for class_id, students in found.items()}

    async def note_judged(self, class_id: int, student_ids: Collection[int]) -> None:
        self._state.unjudged -= {(class_id, one) for one in student_ids}

    async def add(self, warning: GivenWarning) -> GivenWarning:
        same = (warning.class_id, warning.student_id, warning.kind, None)
        kept = self._state.warnings.values()
        if any((w.class_id, w.student_id, w.kind, w.ended) == same for w in kept):
            raise Conflict("one student and kind, one warning at a time")
        added = replace(warning, id=self._state.next_id())
        self._state.warnings[added.id] = added
        return added

    async def save(self, warning: GivenWarning) -> None:
        stored(self._state.warnings, "warning", warning.id)
        self._state.warnings[warning.id] = warning

    async def standing(self, class_id: int) -> list[GivenWarning]:
        given = self._state.warnings.values()
        return [w for w in given if w.class_id == class_id and w.ended is None]

    async def between(
        self, class_ids: Collection[int], first: date, last: date
    ) -> dict[int, list[GivenWarning]]:
        found: dict[int, list[GivenWarning]] = defaultdict(list)
        for one in self._state.warnings.values():
            over = one.ended is not None and one.ended <= max(first, one.day)
            if one.class_id in class_ids and one.day <= last and not over:
                found[one.class_id].append(one)
        return dict(found)
