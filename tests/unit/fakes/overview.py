"""Many classes at once, in memory."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from datetime import date
from typing import TypeVar

from attendance.model import Mark, Session, Status, Teaching
from attendance.ports.overview import Member
from tests.unit.fakes.state import Repository

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Overview(Repository):
    async def sessions(self, first: date, last: date) -> dict[int, list[Session]]:
        return self._sessions(lambda one: first <= one.date <= last)

    async def sessions_of(
        self, class_ids: Collection[int], first: date, last: date
    ) -> dict[int, list[Session]]:
        return self._sessions(lambda one: one.class_id in class_ids and first <= one.date <= last)

    async def latest(
        self, class_ids: Collection[int], until: date, limit: int
    ) -> dict[int, list[Session]]:
        found = self._sessions(lambda one: one.class_id in class_ids and one.date <= until)
        return {class_id: sessions[-limit:] for class_id, sessions in found.items()}

    async def counts(self, session_ids: Collection[int]) -> dict[int, dict[Status, int]]:
        counts: defaultdict[int, Counter[Status]] = defaultdict(Counter)
        for mark in self._state.marks.values():
            if mark.session_id in session_ids:
                counts[mark.session_id][mark.status] += 1
        return {session_id: dict(counted) for session_id, counted in counts.items()}

    async def teachings(self) -> dict[int, list[Teaching]]:
        found = self._unit.classes.teachers
        class_ids = {class_id for class_id, _ in self._state.teaching}
        return {class_id: await found(class_id) for class_id in class_ids}

    async def members(self, class_ids: Collection[int]) -> dict[int, list[Member]]:
        found = (
            Member(
                class_id=one.class_id,
                student=self._state.students[one.student_id],
                joined_at=one.joined_at,
                left_at=one.left_at,
            )
            for one in self._state.memberships
            if one.class_id in class_ids
        )
        return grouped(found, lambda one: one.class_id)

    async def marks(self, session_ids: Collection[int]) -> dict[int, list[Mark]]:
        found = (mark for mark in self._state.marks.values() if mark.session_id in session_ids)
        ordered = sorted(found, key=lambda mark: mark.student_id)
        return grouped(ordered, lambda mark: mark.session_id)

    async def excused(
        self, class_ids: Collection[int], first: date, last: date
    ) -> dict[tuple[int, date], frozenset[int]]:
        granted = (
            excuse
            for excuse in self._state.excuses.values()
            if excuse.approved and excuse.class_id in class_ids and first <= excuse.date <= last
        )
        days = grouped(granted, lambda excuse: (excuse.class_id, excuse.date))
        return {day: frozenset(one.student_id for one in theirs) for day, theirs in days.items()}

    async def asked_to_excuse(
        self, class_ids: Collection[int], first: date, last: date
    ) -> dict[tuple[int, date], int]:
        waiting = (one for one in self._state.excuses.values() if one.approved is None)
        days = Counter((one.class_id, one.date) for one in waiting)
        return {
            (class_id, day): number
            for (class_id, day), number in days.items()
            if class_id in class_ids and first <= day <= last
        }

    async def refused(self, session_ids: Collection[int]) -> dict[int, int]:
        refused = (one for one in self._state.check_ins.values() if one.reason is not None)
        return dict(Counter(o.session_id for o in refused if o.session_id in session_ids))

    async def refused_at_kiosks(self, session_ids: Collection[int]) -> dict[int, int]:
        refused = [one for one in self._state.kiosk_photos.values() if one.refused]
        return dict(
            Counter(
                session.id
                for session in (self._state.sessions[one] for one in session_ids)
                for photo in refused
                if photo.class_id == session.class_id and session.is_open(photo.sent_at)
            )
        )

    async def disputes(self, session_ids: Collection[int]) -> dict[int, int]:
        waiting = (one for one in self._state.disputes.values() if one.approved is None)
        return dict(Counter(o.session_id for o in waiting if o.session_id in session_ids))

    def _sessions(self, wanted: Callable[[Session], bool]) -> dict[int, list[Session]]:
        found = (session for session in self._state.sessions.values() if wanted(session))
        ordered = sorted(found, key=lambda session: session.starts_at)
        return grouped(ordered, lambda session: session.class_id)


def grouped(values: Iterable[Value], key: Callable[[Value], Key]) -> dict[Key, list[Value]]:
    groups: defaultdict[Key, list[Value]] = defaultdict(list)
    for value in values:
        groups[key(value)].append(value)
    return dict(groups)
