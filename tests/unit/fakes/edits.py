"""What admins have set up, in memory."""

from dataclasses import replace
from datetime import datetime

from attendance.model import Edit
from tests.unit.fakes.people import stored
from tests.unit.fakes.state import Repository


class Edits(Repository):
    async def add(self, edit: Edit) -> Edit:
        added = replace(edit, id=self._state.next_id())
        self._state.edits[added.id] = added
        return added

    async def get(self, edit_id: int) -> Edit:
        return stored(self._state.edits, "edit", edit_id)

    async def undone(self, edit_id: int, at: datetime) -> None:
        self._state.edits[edit_id] = replace(await self.get(edit_id), undone_at=at)

    async def forget(self, before: datetime) -> None:
        for edit_id in [one.id for one in self._state.edits.values() if one.at < before]:
            del self._state.edits[edit_id]
