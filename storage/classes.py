"""Classes, when they meet, who is in them and who takes them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from attendance.errors import NotFound
from attendance.model import Class, Student, Teaching
from storage import calendars, class_rows, rows
from storage.sqlite import insert_new
from storage.tables import classes, memberships, metadata, students, teachers, teaching
from storage.transaction import Row, Transaction

_OF_STUDENT = (
    select(classes)
    .join(memberships)
    .where(memberships.c.student_id == bindparam("student_id"), memberships.c.left_at.is_(None))
    .order_by(classes.c.code)
)


class Classes:
    """Satisfies ``ports.Classes``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, class_: Class) -> Class:
        adding = insert(classes).values(class_rows.from_class(class_)).returning(classes.c.id)
        added = replace(class_, id=await self._transaction.value(adding), holidays=())
        await calendars.add(self._transaction, added)
        return added

    async def get(self, class_id: int) -> Class:
        found = await self._find(classes.c.id == class_id)
        if not found:
            raise NotFound("class", class_id)
        return found[0]

    async def by_code(self, code: str) -> Class | None:
        found = await self._find(classes.c.code == code)
        return found[0] if found else None

    async def all(self) -> list[Class]:
        return await self._find(classes.c.archived_at.is_(None))

    async def archived(self, since: datetime | None = None) -> list[Class]:
        wanted = classes.c.archived_at.is_not(None)
        return await self._find(wanted if since is None else classes.c.archived_at >= since)

    async def save(self, class_: Class) -> None:
        saving = (
            update(classes).where(classes.c.id == class_.id).values(class_rows.from_class(class_))
        )
        if not await self._transaction.change(saving):
            raise NotFound("class", class_.id)
        await calendars.remove(self._transaction, class_.id)
        await calendars.add(self._transaction, class_)

    async def remove(self, class_id: int) -> bool:
        used = select(or_(*(exists().where(own) for own in _of_class(class_id))))
        if await self._transaction.value(used):
            return False
        await calendars.remove(self._transaction, class_id)
        return await self._transaction.change(delete(classes).where(classes.c.id == class_id)) == 1

    async def join(self, class_id: int, student_id: int, at: datetime) -> bool:
        joining = insert_new(memberships).values(
            class_id=class_id, student_id=student_id, joined_at=at
        )
        return await self._transaction.change(joining) == 1

    async def leave(self, class_id: int, student_id: int, at: datetime) -> bool:
        current = (
            memberships.c.class_id == class_id,
            memberships.c.student_id == student_id,
            memberships.c.left_at.is_(None),
        )
        leaving = update(memberships).where(*current).values(left_at=at)
        return await self._transaction.change(leaving) == 1

    async def leave_all(self, student_id: int, at: datetime) -> None:
        current = (memberships.c.student_id == student_id) & memberships.c.left_at.is_(None)
        await self._transaction.change(update(memberships).where(current).values(left_at=at))

    async def of_student(self, student_id: int) -> list[Class]:
        return await self._with_calendars(_OF_STUDENT, {"student_id": student_id})

    async def students(self, class_id: int, start: datetime, end: datetime) -> list[Student]:
        members = select(memberships.c.student_id).where(
            memberships.c.class_id == class_id,
            memberships.c.joined_at < end,
            or_(memberships.c.left_at.is_(None), memberships.c.left_at > start),
        )
        query = select(students).where(students.c.id.in_(members)).order_by(students.c.roll_no)
        return [rows.to_student(row) for row in await self._transaction.all(query)]

    async def assign(self, class_id: int, teacher_id: int, at: datetime) -> bool:
        assigning = insert_new(teaching).values(
            class_id=class_id, teacher_id=teacher_id, assigned_at=at, muted=False
        )
        return await self._transaction.change(assigning) == 1

    async def unassign(self, class_id: int, teacher_id: int) -> bool:
        taken = (teaching.c.class_id == class_id) & (teaching.c.teacher_id == teacher_id)
        return await self._transaction.change(delete(teaching).where(taken)) == 1

    async def of_teacher(self, teacher_id: int) -> list[Class]:
        taken = teaching.c.teacher_id == teacher_id
        return await self._find(taken, classes.join(teaching))

    async def teachers(self, class_id: int) -> list[Teaching]:
        query = (
            select(teachers, *teaching.c["assigned_at", "summary_at", "muted"])
            .join(teaching)
            .where(teaching.c.class_id == class_id)
            .order_by(teachers.c.folded_name)
        )
        return [rows.to_teaching(row) for row in await self._transaction.all(query)]

    async def save_teaching(self, class_id: int, wished: Teaching) -> None:
        same = (teaching.c.class_id == class_id) & (teaching.c.teacher_id == wished.teacher.id)
        values = {name: getattr(wished, name) for name in ("assigned_at", "summary_at", "muted")}
        if not await self._transaction.change(update(teaching).where(same).values(values)):
            raise NotFound("teaching", wished.teacher.id)

    async def _find(
        self, condition: ColumnElement[bool], source: FromClause = classes
    ) -> list[Class]:
        """Classes by code; ``source`` is what the condition speaks of."""
        query = select(classes).select_from(source).where(condition).order_by(classes.c.code)
        return await self._with_calendars(query)

    async def _with_calendars(self, query: Select[Any], values: Row | None = None) -> list[Class]:
        found = await self._transaction.all(query, values)
        of = await calendars.of(self._transaction, [row["id"] for row in found])
        return [class_rows.to_class(row, of[row["id"]]) for row in found]


def _of_class(class_id: int) -> list[ColumnElement[bool]]:
    """What belongs to a class in any table, but for what is stored with it."""
    tables: list[Table] = [one for one in metadata.sorted_tables if one not in calendars.OWNED]
    return [
        key.parent == class_id
        for table in tables
        for key in table.foreign_keys
        if key.column is classes.c.id
    ]
