"""Records of whole classes in memory."""

from collections.abc import Collection
from datetime import date

from attendance.ports import MarkRow
from tests.unit.fakes.state import Repository


class Registers(Repository):
    async def classes_of(self, student_id: int) -> list[int]:
        theirs = {m.class_id for m in self._state.memberships if m.student_id == student_id}
        found = (class_ for class_ in self._state.classes.values() if class_.id in theirs)
        return [class_.id for class_ in sorted(found, key=lambda one: one.code)]

    async def marks(
        self, session_ids: Collection[int], *, student_id: int | None = None
    ) -> list[MarkRow]:
        return sorted(
            (mark.session_id, mark.student_id, mark.status, mark.source, mark.at)
            for mark in self._state.marks.values()
            if mark.session_id in session_ids and student_id in (None, mark.student_id)
        )

    async def count(self, class_ids: Collection[int], first: date, last: date) -> int:
        sessions = {
            one.id
            for one in self._state.sessions.values()
            if one.class_id in class_ids and first <= one.date <= last
        }
        return len(await self.marks(sessions))
