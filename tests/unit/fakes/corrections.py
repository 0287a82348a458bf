"""The history of marks, disputes and excuses in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from attendance.model import Dispute, Excuse, MarkChange
from tests.unit.fakes.people import only, stored
from tests.unit.fakes.state import Repository


class History(Repository):
    async def add(self, change: MarkChange) -> MarkChange:
        added = replace(change, id=self._state.next_id())
        self._state.history[added.id] = added
        return added

    async def get(self, change_id: int) -> MarkChange:
        return stored(self._state.history, "change", change_id)

    async def of(self, session_id: int, student_id: int) -> list[MarkChange]:
        wanted = (session_id, student_id)
        changes = self._state.history.values()
        return [one for one in changes if (one.session_id, one.student_id) == wanted]

    async def unlink(self, student_id: int, account_id: int) -> None:
        for change in list(self._state.history.values()):
            if (change.student_id, change.account_id) == (student_id, account_id):
                self._state.history[change.id] = replace(change, account_id=0)


class Disputes(Repository):
    async def add(self, dispute: Dispute) -> Dispute | None:
        same = (dispute.session_id, dispute.student_id)
        if any((d.session_id, d.student_id) == same for d in self._state.disputes.values()):
            return None
        added = replace(dispute, id=self._state.next_id())
        self._state.disputes[added.id] = added
        return added

    async def get(self, dispute_id: int) -> Dispute:
        return stored(self._state.disputes, "dispute", dispute_id)

    async def find(self, session_id: int, student_id: int) -> Dispute | None:
        same = (session_id, student_id)
        disputes = self._state.disputes.values()
        return only(d for d in disputes if (d.session_id, d.student_id) == same)

    async def open_in(self, session_id: int) -> list[Dispute]:
        disputes = self._state.disputes.values()
        return [d for d in disputes if d.session_id == session_id and d.approved is None]

    async def save(self, dispute: Dispute) -> None:
        await self.get(dispute.id)
        self._state.disputes[dispute.id] = dispute

    async def forget_pictures(self, before: datetime) -> None:
        for dispute in list(self._state.disputes.values()):
            if dispute.sent_at < before:
                self._state.disputes[dispute.id] = replace(dispute, picture=None)

    async def forget_pictures_of(self, student_id: int) -> None:
        for dispute in list(self._state.disputes.values()):
            if dispute.student_id == student_id:
                self._state.disputes[dispute.id] = replace(dispute, picture=None)

    async def forget(self, before: datetime) -> int:
        old = [one.id for one in self._state.disputes.values() if one.sent_at < before]
        for dispute_id in old:
            del self._state.disputes[dispute_id]
        return len(old)


class Excuses(Repository):
    async def add(self, excuse: Excuse) -> Excuse:
        added = replace(excuse, id=self._state.next_id())
        self._state.excuses[added.id] = added
        return added

    async def get(self, excuse_id: int) -> Excuse:
        return stored(self._state.excuses, "excuse", excuse_id)

    async def save(self, excuse: Excuse) -> None:
        await self.get(excuse.id)
        self._state.excuses[excuse.id] = excuse

    async def asked_with(self, excuse: Excuse) -> list[Excuse]:
        same = (excuse.student_id, excuse.asked_at)
        found = self._state.excuses.values()
        return [one for one in found if (one.student_id, one.asked_at) == same]

    async def remove(self, excuse_id: int) -> None:
        self._state.excuses.pop(excuse_id, None)

    async def latest(self, student_id: int, class_id: int, day: date) -> Excuse | None:
        wanted = (student_id, class_id, day)
        found = [
            excuse
            for excuse in self._state.excuses.values()
            if (excuse.student_id, excuse.class_id, excuse.date) == wanted
        ]
        return found[-1] if found else None

    async def waiting(self, class_id: int, day: date) -> list[Excuse]:
        return [
            excuse
            for excuse in self._state.excuses.values()
            if (excuse.class_id, excuse.date, excuse.approved) == (class_id, day, None)
        ]

    async def forget_of(self, student_id: int) -> None:
        self._forget(one for one in self._state.excuses.values() if one.student_id == student_id)

    async def forget(self, before: date) -> None:
        self._forget(one for one in self._state.excuses.values() if one.date < before)

    def _forget(self, which: Iterable[Excuse]) -> None:
        for one in list(which):
            self._state.excuses[one.id] = replace(one, reason="")
            if one.approved is None:
                del self._state.excuses[one.id]

    async def granted(self, class_id: int, day: date) -> frozenset[int]:
        return frozenset(
            excuse.student_id
            for excuse in self._state.excuses.values()
            if (excuse.class_id, excuse.date, excuse.approved) == (class_id, day, True)
        )
