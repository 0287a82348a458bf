"""Guardians, and what they have been told."""

from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, exists, insert, or_, select, update

from attendance.errors import NotFound
from attendance.model import ConsentBy, Guardian, Role, Status, Student
from attendance.ports import Told
from storage.consents import asks_guardians
from storage.prepared import rows_by
from storage.sqlite import insert_new, insert_or_replace
from storage.tables import (
    classes,
    consents,
    guardians,
    guardianships,
    invites,
    marks,
    notices,
    sessions,
    students,
)
from storage.transaction import Row, Transaction

_GUARDIAN = rows_by(guardians.c.id)
_GUARDIAN_BY_ACCOUNT = rows_by(guardians.c.account_id)


class Guardians:
    """Satisfies ``ports.Guardians``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, account_id: int) -> Guardian:
        adding = insert(guardians).values(account_id=account_id).returning(guardians.c.id)
        return Guardian(id=await self._transaction.value(adding), account_id=account_id)

    async def get(self, guardian_id: int) -> Guardian:
        guardian = await self._find(_GUARDIAN, id=guardian_id)
        if guardian is None:
            raise NotFound("guardian", guardian_id)
        return guardian

    async def by_account(self, account_id: int) -> Guardian | None:
        return await self._find(_GUARDIAN_BY_ACCOUNT, account_id=account_id)

    async def save(self, guardian: Guardian) -> None:
        saving = update(guardians).where(guardians.c.id == guardian.id).values(asdict(guardian))
        if not await self._transaction.change(saving):
            raise NotFound("guardian", guardian.id)

    async def erase(self, guardian_id: int) -> None:
        guardian = await self.get(guardian_id)
        used = (invites.c.role == Role.GUARDIAN) & (invites.c.used_by == guardian.account_id)
        for forgetting in (
            delete(invites).where(used),
            update(consents).where(consents.c.guardian_id == guardian_id).values(guardian_id=None),
            delete(notices).where(notices.c.guardian_id == guardian_id),
            delete(guardianships).where(guardianships.c.guardian_id == guardian_id),
            delete(guardians).where(guardians.c.id == guardian_id),
        ):
            await self._transaction.change(forgetting)

    async def link(self, guardian_id: int, student_id: int, at: datetime) -> bool:
        linking = insert_new(guardianships).values(
            guardian_id=guardian_id, student_id=student_id, linked_at=at
        )
        return await self._transaction.change(linking) == 1

    async def children(self, guardian_id: int) -> list[Student]:
        theirs = guardianships.c.guardian_id == guardian_id
        query = select(students).join(guardianships).where(theirs).order_by(students.c.roll_no)
        return [Student(**row) for row in await self._transaction.all(query)]

    async def of_student(self, student_id: int) -> list[Guardian]:
        theirs = guardianships.c.student_id == student_id
        query = select(guardians).join(guardianships).where(theirs).order_by(guardians.c.id)
        return [Guardian(**row) for row in await self._transaction.all(query)]

    async def unasked(
        self, version: str, default: ConsentBy, guardian_id: int | None = None
    ) -> list[tuple[Guardian, Student]]:
        theirs = () if guardian_id is None else (guardians.c.id == guardian_id,)
        asked = guardianships.c.asked_version
        query = (
            select(guardians.c.id, students.c.id)
            .select_from(guardianships)
            .join(guardians)
            .join(students)
            .where(
                guardians.c.language.is_not(None),
                students.c.left_at.is_(None),
                or_(asked.is_(None), asked != version),
                asks_guardians(default),
                *theirs,
            )
            .order_by(guardians.c.id, students.c.roll_no)
        )
        found = await self._transaction.tuples(query)
        asking = {one: await self.get(one) for one, _ in found}
        children = {one: await self.children(one) for one in asking}
        return [
            (asking[one], child)
            for one, student_id in found
            for child in children[one]
            if child.id == student_id
        ]

    async def note_asked(self, guardian_id: int, student_id: int, version: str) -> None:
        same = (guardianships.c.guardian_id == guardian_id) & (
            guardianships.c.student_id == student_id
        )
        noting = update(guardianships).where(same).values(asked_version=version)
        await self._transaction.change(noting)

    async def unlink(self, student_id: int) -> int:
        theirs = await self.of_student(student_id)
        for table in (notices, guardianships):
            await self._transaction.change(delete(table).where(table.c.student_id == student_id))
        for guardian in theirs:
            if not await self.children(guardian.id):
                await self.erase(guardian.id)
        return len(theirs)

    async def _find(self, query: Select[Any], **values: object) -> Guardian | None:
        row = await self._transaction.first(query, values)
        return Guardian(**row) if row else None


class Notices:
    """Satisfies ``ports.Notices``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def untold(self, since: datetime, at: datetime) -> list[Told]:
        told = exists().where(
            notices.c.guardian_id == guardianships.c.guardian_id,
            notices.c.session_id == marks.c.session_id,
            notices.c.student_id == marks.c.student_id,
            notices.c.absent.is_(True),
        )
        query = (
            select(
                guardianships.c.guardian_id,
                marks.c.session_id,
                marks.c.student_id,
                sessions.c.settled_at,
                classes.c.guardians_after_seconds,
            )
            .select_from(sessions)
            .join(classes)
            .join(marks)
            .join(guardianships, guardianships.c.student_id == marks.c.student_id)
            .join(guardians)
            .where(
                marks.c.status == Status.ABSENT,
                sessions.c.settled_at >= sessions.c.closes_at,
                sessions.c.closes_at >= since,
                *(
                    sessions.c.closes_at >= moment
                    for moment in (
                        classes.c.guardians_since,
                        guardians.c.hears_since,
                        guardianships.c.linked_at,
                    )
                ),
                ~told,
            )
            .order_by(sessions.c.closes_at, marks.c.session_id, marks.c.student_id)
        )
        return [
            _told(row)
            for row in await self._transaction.all(query)
            if row["settled_at"] + timedelta(seconds=row["guardians_after_seconds"]) <= at
        ]

    async def outdated(self, since: datetime) -> list[Told]:
        same = and_(
            marks.c.session_id == notices.c.session_id,
            marks.c.student_id == notices.c.student_id,
        )
        query = (
            select(notices.c.guardian_id, notices.c.session_id, notices.c.student_id)
            .select_from(notices)
            .join(guardians)
            .outerjoin(marks, same)
            .where(
                notices.c.absent.is_(True),
                notices.c.told_at >= since,
                guardians.c.hears_since.is_not(None),
                or_(marks.c.status.is_(None), marks.c.status != Status.ABSENT),
            )
            .order_by(notices.c.told_at, notices.c.session_id, notices.c.student_id)
        )
        return [_told(row) for row in await self._transaction.all(query)]

    async def tell(self, told: Told, *, absent: bool, at: datetime) -> bool:
        key = asdict(told)
        same = and_(*(notices.c[name] == value for name, value in key.items()))
        last = await self._transaction.value(select(notices.c.absent).where(same))
        if last is absent:
            return False
        values = key | {"absent": absent, "told_at": at}
        await self._transaction.change(insert_or_replace(notices, values))
        return True


def _told(row: Row) -> Told:
    return Told(**{one.name: row[one.name] for one in fields(Told)})
