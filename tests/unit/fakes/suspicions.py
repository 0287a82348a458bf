"""Pairs of students who may be one person, in memory."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from attendance.model import Decision, Suspicion, Why
from storage.errors import Conflict
from tests.unit.fakes.state import Repository


class Suspicions(Repository):
    async def add(self, one_id: int, other_id: int, why: Why, at: datetime) -> bool:
        first, second = sorted((one_id, other_id))
        if first == second or not self._state.students.keys() >= {first, second}:
            raise Conflict("a pair is of two students")
        key = (first, second, why)
        if key in self._state.suspicions:
            return False
        self._state.suspicions[key] = Suspicion(
            first_id=first, second_id=second, why=why, found_at=at
        )
        return True

    async def of(self, one_id: int, other_id: int) -> list[Suspicion]:
        found = [each for each in self._state.suspicions.values() if _is(each, one_id, other_id)]
        return sorted(found, key=lambda each: (each.found_at, each.why))

    async def decide(
        self, one_id: int, other_id: int, decision: Decision, *, by: int, at: datetime
    ) -> int:
        found = await self.of(one_id, other_id)
        for each in found:
            decided = replace(each, decision=decision, decided_by=by, decided_at=at)
            self._state.suspicions[each.first_id, each.second_id, each.why] = decided
        return len(found)

    async def open(self) -> list[tuple[int, int]]:
        found = [each for each in self._state.suspicions.values() if each.is_open]
        found.sort(key=lambda each: (each.found_at, each.first_id, each.second_id))
        return list(dict.fromkeys((each.first_id, each.second_id) for each in found))

    async def forget(self, one_id: int, other_id: int) -> int:
        return self._forget(lambda each: _is(each, one_id, other_id))

    async def forget_of(self, student_id: int, *, undecided: Why | None = None) -> int:
        def is_meant(each: Suspicion) -> bool:
            meant = undecided is None or (each.why is undecided and each.decision is None)
            return meant and student_id in (each.first_id, each.second_id)

        return self._forget(is_meant)

    def _forget(self, which: Callable[[Suspicion], bool]) -> int:
        gone = [key for key, each in self._state.suspicions.items() if which(each)]
        for key in gone:
            del self._state.suspicions[key]
        return len(gone)


def _is(each: Suspicion, one_id: int, other_id: int) -> bool:
    return {each.first_id, each.second_id} == {one_id, other_id}
