"""Selfies that are kept, in memory."""

from collections.abc import Callable
from datetime import datetime

from attendance.model import CheckIn
from storage.errors import Conflict
from tests.unit.fakes.state import KeptSelfie, Repository


class Selfies(Repository):
    async def add(self, check_in: CheckIn, image: bytes, *, erase_at: datetime) -> None:
        key = (check_in.update, check_in.sent_at)
        if key not in self._state.check_ins or key in self._state.selfies:
            raise Conflict("a selfie belongs to one check-in")
        self._state.selfies[key] = KeptSelfie(
            student_id=check_in.student_id, image=image, erase_at=erase_at
        )

    async def find(self, student_id: int, sent_at: datetime) -> bytes | None:
        for (_, sent), kept in self._state.selfies.items():
            if (kept.student_id, sent) == (student_id, sent_at):
                return kept.image
        return None

    async def count(self, student_id: int) -> int:
        return sum(kept.student_id == student_id for kept in self._state.selfies.values())

    async def forget(self, at: datetime, *, sent_before: datetime) -> int:
        return self._erase(lambda sent, kept: kept.erase_at <= at or sent < sent_before)

    async def forget_of(self, student_id: int) -> int:
        return self._erase(lambda _, kept: kept.student_id == student_id)

    def _erase(self, which: Callable[[datetime, KeptSelfie], bool]) -> int:
        gone = [key for key, kept in self._state.selfies.items() if which(key[1], kept)]
        for key in gone:
            del self._state.selfies[key]
        return len(gone)
