"""Enrolment photos that may be shown again, in memory."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from attendance.model import SentPicture
from tests.unit.fakes.state import Repository


class References(Repository):
    async def put(self, template_id: int, picture: SentPicture) -> None:
        kept = self._state.templates.get(template_id)
        if kept and kept.state != "erased":
            self._state.templates[template_id] = replace(kept, picture=picture)

    async def find(self, student_id: int) -> SentPicture | None:
        theirs = self._of(student_id)
        return self._state.templates[theirs[0]].picture if theirs else None

    async def keep_one(self, student_id: int) -> None:
        self._forget(self._of(student_id)[1:])

    async def forget(self, student_id: int) -> None:
        self._forget(self._of(student_id))

    async def forget_one(self, template_id: int) -> None:
        self._forget([template_id])

    async def forget_unanswered(self, before: datetime) -> int:
        return self._forget(
            [
                template_id
                for template_id, t in self._state.templates.items()
                if t.picture and t.stored_at < before
                if not self._state.students[t.student_id].keeps_photo
            ]
        )

    def _of(self, student_id: int) -> list[int]:
        found = self._state.templates.items()
        return sorted(i for i, t in found if t.student_id == student_id and t.picture)

    def _forget(self, template_ids: Collection[int]) -> int:
        for template_id in template_ids:
            kept = self._state.templates[template_id]
            self._state.templates[template_id] = replace(kept, picture=None)
        return len(template_ids)
