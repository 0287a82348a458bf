"""Sessions, the marks in them, and the check-ins that led to marks."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    tuple_,
    update,
)

from attendance.errors import NotFound
from attendance.model import CheckIn, Mark, Plan, Session, Source, UpdateKey
from attendance.standing import Attended
from storage import rows
from storage.prepared import rows_by
from storage.sqlite import insert_or_replace
from storage.tables import (
    check_ins,
    code_tries,
    disputes,
    mark_changes,
    marks,
    room_secrets,
    screens,
    sessions,
)
from storage.transaction import Transaction

_TIMES = ("date", "opens_at", "starts_at", "late_at", "closes_at")

_SESSION = rows_by(sessions.c.id)
_MEETING = rows_by(sessions.c.class_id, sessions.c.starts_at)
_BETWEEN = (
    rows_by(sessions.c.class_id)
    .where(sessions.c.date.between(bindparam("first"), bindparam("last")))
    .order_by(sessions.c.starts_at)
)
_MARK = rows_by(marks.c.session_id, marks.c.student_id)
_CHECK_IN = insert(check_ins)
_BY_UPDATE = rows_by(*check_ins.c["bot_id", "update_id", "sent_at"])
_KEPT = (
    rows_by(check_ins.c.student_id)
    .where(check_ins.c.kept_until.is_not(None))
    .order_by(*check_ins.c["sent_at", "update_id"])
)


class Sessions:
    """Satisfies ``ports.Sessions``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def ensure(self, class_id: int, plan: Plan) -> Session:
        stored = await self._find(_MEETING, class_id=class_id, starts_at=plan.starts_at)
        times = {name: getattr(plan, name) for name in _TIMES}
        if stored is None:
            adding = insert(sessions).values(class_id=class_id, **times).returning(sessions.c.id)
            added = await self._transaction.value(adding)
            return Session(id=added, class_id=class_id, **times)
        planned = Session(id=stored.id, class_id=class_id, **times)
        settled = stored.settled_at is not None and stored.settled_at >= plan.closes_at
        if settled or stored == planned:
            return stored
        changing = update(sessions).where(sessions.c.id == stored.id)
        await self._transaction.change(changing.values({**times, "settled_at": None}))
        return planned

    async def get(self, session_id: int) -> Session:
        session = await self._find(_SESSION, id=session_id)
        if session is None:
            raise NotFound("session", session_id)
        return session

    async def between(self, class_id: int, first: date, last: date) -> list[Session]:
        values = {"class_id": class_id, "first": first, "last": last}
        return [rows.to_session(row) for row in await self._transaction.all(_BETWEEN, values)]

    async def latest(self, class_id: int, until: date, limit: int) -> list[Session]:
        wanted = (sessions.c.class_id == class_id) & (sessions.c.date <= until)
        query = select(sessions).where(wanted).order_by(sessions.c.starts_at.desc()).limit(limit)
        return [rows.to_session(row) for row in reversed(await self._transaction.all(query))]

    async def settle(self, session_id: int, at: datetime) -> None:
        settling = update(sessions).where(sessions.c.id == session_id).values(settled_at=at)
        if not await self._transaction.change(settling):
            raise NotFound("session", session_id)

    async def settle_all(self, session_ids: Collection[int], at: datetime) -> None:
        theirs = sessions.c.id.in_(session_ids)
        await self._transaction.change(update(sessions).where(theirs).values(settled_at=at))

    async def move(self, session_id: int, plan: Plan) -> None:
        times = {name: getattr(plan, name) for name in _TIMES}
        moving = update(sessions).where(sessions.c.id == session_id).values(times)
        if not await self._transaction.change(moving):
            raise NotFound("session", session_id)

    async def drop_unmarked(self, session_ids: Collection[int]) -> set[int]:
        unmarked = select(sessions.c.id).where(
            sessions.c.id.in_(session_ids),
            *(
                ~exists().where(table.c.session_id == sessions.c.id)
                for table in (marks, mark_changes, disputes)
            ),
        )
        dropped = {row["id"] for row in await self._transaction.all(unmarked)}
        theirs = check_ins.c.session_id.in_(dropped)
        await self._transaction.change(update(check_ins).where(theirs).values(session_id=None))
        for table in (room_secrets, screens, code_tries):
            theirs = table.c.session_id.in_(dropped)
            await self._transaction.change(delete(table).where(theirs))
        await self._transaction.change(delete(sessions).where(sessions.c.id.in_(dropped)))
        return dropped

    async def _find(self, query: Select[Any], **values: object) -> Session | None:
        row = await self._transaction.first(query, values)
        return rows.to_session(row) if row else None


class Marks:
    """Satisfies ``ports.Marks``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def find(self, session_id: int, student_id: int) -> Mark | None:
        values = {"session_id": session_id, "student_id": student_id}
        row = await self._transaction.first(_MARK, values)
        return rows.to_mark(row) if row else None

    async def of_session(self, session_id: int) -> list[Mark]:
        query = select(marks).where(marks.c.session_id == session_id).order_by(marks.c.student_id)
        return [rows.to_mark(row) for row in await self._transaction.all(query)]

    async def put(self, mark: Mark) -> None:
        await self._transaction.change(insert_or_replace(marks, asdict(mark)))

    async def add_all(self, new: Sequence[Mark]) -> None:
        if new:
            await self._transaction.change(insert(marks), [vars(mark) for mark in new])

    async def remove(self, session_id: int, student_id: int) -> None:
        theirs = (marks.c.session_id == session_id) & (marks.c.student_id == student_id)
        await self._transaction.change(delete(marks).where(theirs))

    async def remove_closing(self, session_ids: Collection[int]) -> list[Mark]:
        theirs = marks.c.session_id.in_(session_ids) & (marks.c.source == Source.CLOSING)
        removed = [
            rows.to_mark(row) for row in await self._transaction.all(select(marks).where(theirs))
        ]
        await self._transaction.change(delete(marks).where(theirs))
        return removed

    async def of_students(
        self, class_id: int, student_ids: Collection[int], first: date, last: date
    ) -> dict[int, list[Attended]]:
        wanted = (
            sessions.c.class_id == class_id,
            sessions.c.date.between(first, last),
            sessions.c.settled_at >= sessions.c.closes_at,
            marks.c.student_id.in_(student_ids),
        )
        columns = (marks.c.student_id, sessions.c.date, sessions.c.starts_at, marks.c.status)
        query = select(*columns).select_from(sessions.join(marks)).where(*wanted)
        found: dict[int, list[Attended]] = defaultdict(list)
        for row in await self._transaction.all(query.order_by(sessions.c.starts_at)):
            values = dict(row)
            found[values.pop("student_id")].append(Attended(**values))
        return dict(found)


class CheckIns:
    """Satisfies ``ports.CheckIns``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, check_in: CheckIn) -> None:
        await self._transaction.change(_CHECK_IN, rows.from_check_in(check_in))

    async def replace(self, check_in: CheckIn) -> None:
        await self._transaction.change(insert_or_replace(check_ins, rows.from_check_in(check_in)))

    async def by_update(self, key: UpdateKey, sent_at: datetime) -> CheckIn | None:
        row = await self._transaction.first(_BY_UPDATE, {**asdict(key), "sent_at": sent_at})
        return rows.to_check_in(row) if row else None

    async def kept(self, student_id: int) -> list[CheckIn]:
        found = await self._transaction.all(_KEPT, {"student_id": student_id})
        return [rows.to_check_in(row) for row in found]

    async def refused_for(self, student_id: int, session_id: int, reasons: Collection[str]) -> int:
        return await self._count(student_id, session_id, check_ins.c.reason.in_(reasons))

    async def decided_as(self, student_id: int, session_id: int, verdict: str) -> int:
        return await self._count(student_id, session_id, check_ins.c.verdict == verdict)

    async def forget_pictures(self, before: datetime) -> None:
        old = (check_ins.c.sent_at < before) & check_ins.c.file_id.is_not(None)
        await self._forget(old)

    async def forget_pictures_of(self, student_id: int) -> None:
        await self._forget(check_ins.c.student_id == student_id)

    async def forget(self, before: datetime, limit: int) -> int:
        key = tuple_(*check_ins.primary_key)
        old = select(*check_ins.primary_key).where(check_ins.c.sent_at < before).limit(limit)
        return await self._transaction.change(delete(check_ins).where(key.in_(old)))

    async def _count(self, student_id: int, session_id: int, which: ColumnElement[bool]) -> int:
        theirs = (check_ins.c.student_id == student_id) & (check_ins.c.session_id == session_id)
        counted = select(func.count()).where(theirs, which)
        return int(await self._transaction.value(counted) or 0)

    async def _forget(self, which: ColumnElement[bool]) -> None:
        forgetting = update(check_ins).where(which).values(file_id=None, as_document=None)
        await self._transaction.change(forgetting)
