"""Guardians and their notices in memory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from attendance.model import ConsentBy, Guardian, Mark, Role, Status, Student
from attendance.ports import Told
from storage.errors import Conflict
from tests.unit.fakes.consents import Consents
from tests.unit.fakes.people import only, stored
from tests.unit.fakes.state import Repository


class Guardians(Repository):
    async def add(self, account_id: int) -> Guardian:
        if await self.by_account(account_id):
            raise Conflict("one account, one guardian")
        guardian = Guardian(id=self._state.next_id(), account_id=account_id)
        self._state.guardians[guardian.id] = guardian
        return guardian

    async def get(self, guardian_id: int) -> Guardian:
        return stored(self._state.guardians, "guardian", guardian_id)

    async def by_account(self, account_id: int) -> Guardian | None:
        return only(g for g in self._state.guardians.values() if g.account_id == account_id)

    async def save(self, guardian: Guardian) -> None:
        await self.get(guardian.id)
        self._state.guardians[guardian.id] = guardian

    async def erase(self, guardian_id: int) -> None:
        guardian = await self.get(guardian_id)
        for code, invite in list(self._state.invites.items()):
            if (invite.role, invite.used_by) == (Role.GUARDIAN, guardian.account_id):
                del self._state.invites[code]
        for key in [key for key in self._state.guardianships if key[0] == guardian_id]:
            del self._state.guardianships[key]
            self._state.asked.pop(key, None)
        self._state.receipts = [
            replace(one, guardian_id=None) if one.guardian_id == guardian_id else one
            for one in self._state.receipts
        ]
        for told in [told for told in self._state.notices if told.guardian_id == guardian_id]:
            del self._state.notices[told]
        del self._state.guardians[guardian_id]

    async def link(self, guardian_id: int, student_id: int, at: datetime) -> bool:
        new = (guardian_id, student_id) not in self._state.guardianships
        self._state.guardianships.setdefault((guardian_id, student_id), at)
        return new

    async def children(self, guardian_id: int) -> list[Student]:
        ids = [
            student for guardian, student in self._state.guardianships if guardian == guardian_id
        ]
        return sorted((self._state.students[one] for one in ids), key=lambda one: one.roll_no)

    async def of_student(self, student_id: int) -> list[Guardian]:
        ids = sorted(g for g, student in self._state.guardianships if student == student_id)
        return [self._state.guardians[one] for one in ids]

    async def unasked(self, version, default, guardian_id=None):
        consents = Consents(self._unit)
        return [
            (guardian, student)
            for guardian, student in sorted(
                (
                    (self._state.guardians[one], self._state.students[child])
                    for one, child in self._state.guardianships
                ),
                key=lambda pair: (pair[0].id, pair[1].roll_no),
            )
            if guardian.language is not None
            and student.left_at is None
            and self._state.asked.get((guardian.id, student.id)) != version
            and guardian_id in (None, guardian.id)
            and await consents.by(student.id, default) is ConsentBy.GUARDIAN
        ]

    async def note_asked(self, guardian_id: int, student_id: int, version: str) -> None:
        self._state.asked[guardian_id, student_id] = version

    async def unlink(self, student_id: int) -> int:
        theirs = await self.of_student(student_id)
        for guardian in theirs:
            del self._state.guardianships[guardian.id, student_id]
            self._state.asked.pop((guardian.id, student_id), None)
        for told in [told for told in self._state.notices if told.student_id == student_id]:
            del self._state.notices[told]
        for guardian in theirs:
            if not await self.children(guardian.id):
                await self.erase(guardian.id)
        return len(theirs)


class Notices(Repository):
    async def untold(self, since: datetime, at: datetime) -> list[Told]:
        return [told for told in self._absences(since, at) if not self._last(told)]

    async def outdated(self, since: datetime) -> list[Told]:
        return [
            told
            for told, (absent, told_at) in self._state.notices.items()
            if absent
            and told_at >= since
            and self._state.guardians[told.guardian_id].hears_since
            and not _is_absence(self._state.marks.get((told.session_id, told.student_id)))
        ]

    async def tell(self, told: Told, *, absent: bool, at: datetime) -> bool:
        if self._last(told) is absent:
            return False
        self._state.notices[told] = (absent, at)
        return True

    def _last(self, told: Told) -> bool | None:
        return self._state.notices[told][0] if told in self._state.notices else None

    def _absences(self, since: datetime, at: datetime) -> Iterator[Told]:
        sessions = sorted(self._state.sessions.values(), key=lambda one: (one.closes_at, one.id))
        for session in sessions:
            rule = self._state.classes[session.class_id].guardians
            closed = session.settled_at is not None and session.settled_at >= session.closes_at
            if rule is None or not closed or session.closes_at < max(since, rule.since):
                continue
            if session.settled_at + rule.after > at:
                continue
            for (guardian_id, student_id), linked_at in sorted(self._state.guardianships.items()):
                hears = self._state.guardians[guardian_id].hears_since
                known = hears is not None and session.closes_at >= max(hears, linked_at)
                if known and _is_absence(self._state.marks.get((session.id, student_id))):
                    yield Told(
                        guardian_id=guardian_id, session_id=session.id, student_id=student_id
                    )


def _is_absence(mark: Mark | None) -> bool:
    return mark is not None and mark.status is Status.ABSENT
