"""The audit log in memory."""

from dataclasses import replace
from datetime import datetime

from attendance.errors import NotFound
from attendance.model import Act, Sought
from tests.unit.fakes.state import Repository


class Audit(Repository):
    async def add(self, act: Act) -> Act:
        stored = replace(act, id=self._state.next_id(), details=dict(act.details))
        self._state.audit.append(stored)
        return stored

    async def get(self, act_id: int) -> Act:
        found = [act for act in self._state.audit if act.id == act_id]
        if not found:
            raise NotFound("act", act_id)
        return found[0]

    async def find(self, sought: Sought, *, limit: int, offset: int = 0) -> list[Act]:
        found = [act for act in reversed(self._state.audit) if _matches(act, sought)]
        return found[offset : offset + limit]

    async def count(self, sought: Sought) -> int:
        return sum(_matches(act, sought) for act in self._state.audit)

    async def actions(self) -> list[str]:
        return sorted({act.action for act in self._state.audit})

    async def forget(self, before: datetime) -> int:
        kept = [act for act in self._state.audit if act.at >= before]
        dropped = len(self._state.audit) - len(kept)
        self._state.audit = kept
        return dropped


def _matches(act: Act, sought: Sought) -> bool:
    same = all(
        getattr(sought, name) in (None, getattr(act, name))
        for name in ("account_id", "action", "outcome", "class_code")
    )
    return (
        same
        and sought.roll_no in (None, act.roll_no, act.other_roll_no)
        and (sought.since is None or act.at >= sought.since)
        and (sought.until is None or act.at < sought.until)
        and (sought.before_id is None or act.id < sought.before_id)
    )
