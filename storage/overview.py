"""Many classes at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Subquery, Table, func, select, true

from attendance.model import Mark, Session, Status, Teaching
from attendance.ports.overview import Member
from storage import rows
from storage.tables import (
    check_ins,
    disputes,
    excuses,
    kiosk_photos,
    marks,
    memberships,
    sessions,
    students,
    teachers,
    teaching,
)
from storage.transaction import Row, Transaction

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Overview:
    """Satisfies ``ports.Overview``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def sessions(self, first: date, last: date) -> dict[int, list[Session]]:
        return await self._sessions(true(), first, last)

    async def sessions_of(
        self, class_ids: Collection[int], first: date, last: date
    ) -> dict[int, list[Session]]:
        return await self._sessions(sessions.c.class_id.in_(class_ids), first, last)

    async def latest(
        self, class_ids: Collection[int], until: date, limit: int
    ) -> dict[int, list[Session]]:
        numbered = _numbered(class_ids, until)
        query = select(*(numbered.c[column.name] for column in sessions.c))
        query = query.where(numbered.c.place <= limit).order_by(numbered.c.starts_at)
        found = await self._transaction.all(query)
        return _grouped(found, lambda row: row["class_id"], rows.to_session)

    async def counts(self, session_ids: Collection[int]) -> dict[int, dict[Status, int]]:
        key = (marks.c.session_id, marks.c.status)
        query = select(*key, func.count()).where(marks.c.session_id.in_(session_ids)).group_by(*key)
        counts: defaultdict[int, dict[Status, int]] = defaultdict(dict)
        for session_id, status, number in await self._transaction.tuples(query):
            counts[session_id][status] = number
        return dict(counts)

    async def teachings(self) -> dict[int, list[Teaching]]:
        query = (
            select(teachers, *teaching.c["class_id", "assigned_at", "summary_at", "muted"])
            .join(teaching)
            .order_by(teachers.c.folded_name)
        )
        found = await self._transaction.all(query)
        return _grouped(found, lambda row: row["class_id"], rows.to_teaching)

    async def members(self, class_ids: Collection[int]) -> dict[int, list[Member]]:
        stay = memberships.c
        query = (
            select(
                students,
                stay.class_id,
                stay.joined_at,
                stay.left_at.label("gone_at"),
            )
            .join(memberships)
            .where(stay.class_id.in_(class_ids))
        )
        found = await self._transaction.all(query)
        return _grouped(found, lambda row: row["class_id"], _member)

    async def marks(self, session_ids: Collection[int]) -> dict[int, list[Mark]]:
        query = select(*marks.c["session_id", "student_id", "status", "source", "at"])
        theirs = query.where(marks.c.session_id.in_(session_ids))
        found = await self._transaction.tuples(
            theirs.order_by(marks.c.session_id, marks.c.student_id)
        )
        by_session: defaultdict[int, list[Mark]] = defaultdict(list)
        for session_id, student_id, status, source, at in found:
            mark = Mark(
                session_id=session_id, student_id=student_id, status=status, source=source, at=at
            )
            by_session[session_id].append(mark)
        return dict(by_session)

    async def excused(
        self, class_ids: Collection[int], first: date, last: date
    ) -> dict[tuple[int, date], frozenset[int]]:
        wanted = (
            excuses.c.class_id.in_(class_ids),
            excuses.c.date.between(first, last),
            excuses.c.approved.is_(True),
        )
        query = select(*excuses.c["class_id", "date", "student_id"]).where(*wanted)
        found = await self._transaction.all(query)
        by_day = _grouped(
            found, lambda row: (row["class_id"], row["date"]), lambda row: row["student_id"]
        )
        return {day: frozenset(student_ids) for day, student_ids in by_day.items()}

    async def asked_to_excuse(
        self, class_ids: Collection[int], first: date, last: date
    ) -> dict[tuple[int, date], int]:
        wanted = (
            excuses.c.class_id.in_(class_ids),
            excuses.c.date.between(first, last),
            excuses.c.approved.is_(None),
        )
        day = excuses.c["class_id", "date"]
        query = select(*day, func.count().label("number")).where(*wanted).group_by(*day)
        found = await self._transaction.all(query)
        return {(row["class_id"], row["date"]): row["number"] for row in found}

    async def refused(self, session_ids: Collection[int]) -> dict[int, int]:
        return await self._counts(check_ins, check_ins.c.reason.is_not(None), session_ids)

    async def refused_at_kiosks(self, session_ids: Collection[int]) -> dict[int, int]:
        photo = kiosk_photos.c
        sent_to = (
            photo.class_id == sessions.c.class_id,
            photo.sent_at >= sessions.c.opens_at,
            photo.sent_at < sessions.c.closes_at,
            photo.refused.is_not(None),
        )
        query = select(sessions.c.id, func.count()).where(*sent_to).group_by(sessions.c.id)
        found = await self._transaction.tuples(query.where(sessions.c.id.in_(session_ids)))
        return dict(found)

    async def disputes(self, session_ids: Collection[int]) -> dict[int, int]:
        return await self._counts(disputes, disputes.c.approved.is_(None), session_ids)

    async def _sessions(
        self, condition: ColumnElement[bool], first: date, last: date
    ) -> dict[int, list[Session]]:
        query = select(sessions).where(condition, sessions.c.date.between(first, last))
        found = await self._transaction.all(query.order_by(sessions.c.starts_at))
        return _grouped(found, lambda row: row["class_id"], rows.to_session)

    async def _counts(
        self, table: Table, condition: ColumnElement[bool], session_ids: Collection[int]
    ) -> dict[int, int]:
        key = table.c.session_id
        query = select(key, func.count().label("number")).group_by(key)
        found = await self._transaction.all(query.where(condition, key.in_(session_ids)))
        return {row["session_id"]: row["number"] for row in found}


def _numbered(class_ids: Collection[int], until: date) -> Subquery:
    """Sessions of these classes up to a date; ``place`` counts from each class's last."""
    newest_first = sessions.c.starts_at.desc()
    place = func.row_number().over(partition_by=sessions.c.class_id, order_by=newest_first)
    theirs = sessions.c.class_id.in_(class_ids) & (sessions.c.date <= until)
    return select(sessions, place.label("place")).where(theirs).subquery()


def _member(row: Row) -> Member:
    return Member(
        class_id=row["class_id"],
        student=rows.to_student(row),
        joined_at=row["joined_at"],
        left_at=row["gone_at"],
    )


def _grouped(
    found: Iterable[Row], key: Callable[[Row], Key], value: Callable[[Row], Value]
) -> dict[Key, list[Value]]:
    groups: defaultdict[Key, list[Value]] = defaultdict(list)
    for row in found:
        groups[key(row)].append(value(row))
    return dict(groups)
