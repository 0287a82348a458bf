"""What teachers change and decide: the history of marks, disputes and excuses."""

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, insert, select, update

from attendance.errors import NotFound
from attendance.model import Dispute, Excuse, MarkChange
from storage import rows
from storage.sqlite import insert_new
from storage.tables import disputes, excuses, mark_changes
from storage.transaction import Transaction


class History:
    """Satisfies ``ports.History``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, change: MarkChange) -> MarkChange:
        row = rows.from_mark_change(change)
        adding = insert(mark_changes).values(row).returning(mark_changes.c.id)
        return rows.with_id(change, await self._transaction.value(adding))

    async def get(self, change_id: int) -> MarkChange:
        query = select(mark_changes).where(mark_changes.c.id == change_id)
        row = await self._transaction.first(query)
        if row is None:
            raise NotFound("change", change_id)
        return rows.to_mark_change(row)

    async def of(self, session_id: int, student_id: int) -> list[MarkChange]:
        theirs = (mark_changes.c.session_id == session_id) & (
            mark_changes.c.student_id == student_id
        )
        query = select(mark_changes).where(theirs).order_by(mark_changes.c.id)
        return [rows.to_mark_change(row) for row in await self._transaction.all(query)]

    async def unlink(self, student_id: int, account_id: int) -> None:
        own = (mark_changes.c.student_id == student_id) & (mark_changes.c.account_id == account_id)
        await self._transaction.change(update(mark_changes).where(own).values(account_id=0))


class Disputes:
    """Satisfies ``ports.Disputes``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, dispute: Dispute) -> Dispute | None:
        adding = insert_new(disputes).values(rows.from_dispute(dispute)).returning(disputes.c.id)
        added = await self._transaction.value(adding)
        return None if added is None else rows.with_id(dispute, added)

    async def get(self, dispute_id: int) -> Dispute:
        row = await self._transaction.first(select(disputes).where(disputes.c.id == dispute_id))
        if row is None:
            raise NotFound("dispute", dispute_id)
        return rows.to_dispute(row)

    async def find(self, session_id: int, student_id: int) -> Dispute | None:
        same = (disputes.c.session_id == session_id) & (disputes.c.student_id == student_id)
        row = await self._transaction.first(select(disputes).where(same))
        return rows.to_dispute(row) if row else None

    async def open_in(self, session_id: int) -> list[Dispute]:
        waiting = (disputes.c.session_id == session_id) & disputes.c.approved.is_(None)
        query = select(disputes).where(waiting).order_by(disputes.c.id)
        return [rows.to_dispute(row) for row in await self._transaction.all(query)]

    async def save(self, dispute: Dispute) -> None:
        saving = update(disputes).where(disputes.c.id == dispute.id)
        if not await self._transaction.change(saving.values(rows.from_dispute(dispute))):
            raise NotFound("dispute", dispute.id)

    async def forget_pictures(self, before: datetime) -> None:
        await self._forget((disputes.c.sent_at < before) & disputes.c.file_id.is_not(None))

    async def forget_pictures_of(self, student_id: int) -> None:
        await self._forget(disputes.c.student_id == student_id)

    async def forget(self, before: datetime) -> int:
        return await self._transaction.change(delete(disputes).where(disputes.c.sent_at < before))

    async def _forget(self, which: ColumnElement[bool]) -> None:
        forgetting = update(disputes).where(which).values(file_id=None, as_document=None)
        await self._transaction.change(forgetting)


class Excuses:
    """Satisfies ``ports.Excuses``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, excuse: Excuse) -> Excuse:
        values = {name: value for name, value in asdict(excuse).items() if name != "id"}
        adding = insert(excuses).values(values).returning(excuses.c.id)
        return rows.with_id(excuse, await self._transaction.value(adding))

    async def get(self, excuse_id: int) -> Excuse:
        row = await self._transaction.first(select(excuses).where(excuses.c.id == excuse_id))
        if row is None:
            raise NotFound("excuse", excuse_id)
        return Excuse(**row)

    async def save(self, excuse: Excuse) -> None:
        saving = update(excuses).where(excuses.c.id == excuse.id).values(asdict(excuse))
        if not await self._transaction.change(saving):
            raise NotFound("excuse", excuse.id)

    async def asked_with(self, excuse: Excuse) -> list[Excuse]:
        same = (excuses.c.student_id == excuse.student_id) & (excuses.c.asked_at == excuse.asked_at)
        query = select(excuses).where(same).order_by(excuses.c.id)
        return [Excuse(**row) for row in await self._transaction.all(query)]

    async def remove(self, excuse_id: int) -> None:
        await self._transaction.change(delete(excuses).where(excuses.c.id == excuse_id))

    async def latest(self, student_id: int, class_id: int, day: date) -> Excuse | None:
        same = (
            excuses.c.student_id == student_id,
            excuses.c.class_id == class_id,
            excuses.c.date == day,
        )
        query = select(excuses).where(*same).order_by(excuses.c.id.desc()).limit(1)
        row = await self._transaction.first(query)
        return Excuse(**row) if row else None

    async def waiting(self, class_id: int, day: date) -> list[Excuse]:
        wanted = (
            excuses.c.class_id == class_id,
            excuses.c.date == day,
            excuses.c.approved.is_(None),
        )
        query = select(excuses).where(*wanted).order_by(excuses.c.id)
        return [Excuse(**row) for row in await self._transaction.all(query)]

    async def forget_of(self, student_id: int) -> None:
        await self._forget(excuses.c.student_id == student_id)

    async def forget(self, before: date) -> None:
        await self._forget(excuses.c.date < before)

    async def granted(self, class_id: int, day: date) -> frozenset[int]:
        theirs = (
            excuses.c.class_id == class_id,
            excuses.c.date == day,
            excuses.c.approved.is_(True),
        )
        found = await self._transaction.all(select(excuses.c.student_id).where(*theirs))
        return frozenset(row["student_id"] for row in found)

    async def _forget(self, which: ColumnElement[bool]) -> None:
        waiting = delete(excuses).where(which, excuses.c.approved.is_(None))
        told = update(excuses).where(which, excuses.c.reason != "").values(reason="")
        for forgetting in (waiting, told):
            self._transaction.erases |= bool(await self._transaction.change(forgetting))
