"""Students and teachers."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, insert, select, update

from attendance.errors import NotFound
from attendance.model import Student, Teacher
from storage import rows
from storage.prepared import rows_by
from storage.tables import students, teachers
from storage.transaction import Transaction

_STUDENT = rows_by(students.c.id)
_STUDENT_BY_ROLL = rows_by(students.c.roll_no)
_STUDENT_BY_ACCOUNT = rows_by(students.c.account_id)
_TEACHER = rows_by(teachers.c.id)
_TEACHER_BY_NAME = rows_by(teachers.c.folded_name)
_TEACHER_BY_ACCOUNT = rows_by(teachers.c.account_id)


class Students:
    """Satisfies ``ports.Students``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, roll_no: str, name: str) -> Student:
        adding = insert(students).values(roll_no=roll_no, name=name).returning(students.c.id)
        return Student(id=await self._transaction.value(adding), roll_no=roll_no, name=name)

    async def get(self, student_id: int) -> Student:
        student = await self._find(_STUDENT, id=student_id)
        if student is None:
            raise NotFound("student", student_id)
        return student

    async def by_roll(self, roll_no: str) -> Student | None:
        return await self._find(_STUDENT_BY_ROLL, roll_no=roll_no)

    async def by_account(self, account_id: int) -> Student | None:
        return await self._find(_STUDENT_BY_ACCOUNT, account_id=account_id)

    async def save(self, student: Student) -> None:
        saving = update(students).where(students.c.id == student.id).values(asdict(student))
        if not await self._transaction.change(saving):
            raise NotFound("student", student.id)

    async def active(self) -> list[Student]:
        query = select(students).where(students.c.left_at.is_(None)).order_by(students.c.roll_no)
        return [rows.to_student(row) for row in await self._transaction.all(query)]

    async def _find(self, query: Select[Any], **values: object) -> Student | None:
        row = await self._transaction.first(query, values)
        return rows.to_student(row) if row else None


class Teachers:
    """Satisfies ``ports.Teachers``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, name: str) -> Teacher:
        adding = insert(teachers).values(name=name, folded_name=name.casefold())
        teacher_id = await self._transaction.value(adding.returning(teachers.c.id))
        return Teacher(id=teacher_id, name=name)

    async def get(self, teacher_id: int) -> Teacher:
        teacher = await self._find(_TEACHER, id=teacher_id)
        if teacher is None:
            raise NotFound("teacher", teacher_id)
        return teacher

    async def by_name(self, name: str) -> Teacher | None:
        return await self._find(_TEACHER_BY_NAME, folded_name=name.casefold())

    async def by_account(self, account_id: int) -> Teacher | None:
        return await self._find(_TEACHER_BY_ACCOUNT, account_id=account_id)

    async def save(self, teacher: Teacher) -> None:
        saving = update(teachers).where(teachers.c.id == teacher.id)
        if not await self._transaction.change(saving.values(rows.from_teacher(teacher))):
            raise NotFound("teacher", teacher.id)

    async def _find(self, query: Select[Any], **values: object) -> Teacher | None:
        row = await self._transaction.first(query, values)
        return rows.to_teacher(row) if row else None
