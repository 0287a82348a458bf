"""Pairs of lookalikes in memory."""

from datetime import datetime

from storage.errors import Conflict
from tests.unit.fakes.state import Repository


class Lookalikes(Repository):
    async def pair(self, one_id: int, other_id: int, at: datetime) -> bool:
        pair = _ordered(one_id, other_id)
        if one_id == other_id or not self._state.students.keys() >= set(pair):
            raise Conflict("a pair is of two students")
        if pair in self._state.lookalikes:
            return False
        self._state.lookalikes.add(pair)
        return True

    async def part(self, one_id: int, other_id: int) -> bool:
        return self._take_back({_ordered(one_id, other_id)}) == 1

    async def part_all(self, student_id: int) -> int:
        return self._take_back({pair for pair in self._state.lookalikes if student_id in pair})

    async def of(self, student_id: int) -> frozenset[int]:
        theirs = [pair for pair in self._state.lookalikes if student_id in pair]
        return frozenset(each for pair in theirs for each in pair if each != student_id)

    async def all(self) -> list[tuple[int, int]]:
        return sorted(self._state.lookalikes)

    def _take_back(self, pairs: set[tuple[int, int]]) -> int:
        taken_back = self._state.lookalikes & pairs
        self._state.lookalikes -= taken_back
        return len(taken_back)


def _ordered(one_id: int, other_id: int) -> tuple[int, int]:
    return min(one_id, other_id), max(one_id, other_id)
