"""Students, teachers and classes in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from attendance.errors import NotFound
from attendance.model import Class, Holiday, Student, Teacher, Teaching
from storage.errors import Conflict
from tests.unit.fakes.state import Membership, Repository

Record = TypeVar("Record")
Key = TypeVar("Key", int, tuple[int, int])


def stored(records: Mapping[Key, Record], kind: str, key: Key) -> Record:
    try:
        return records[key]
    except KeyError as error:
        raise NotFound(kind, key if isinstance(key, int) else key[-1]) from error


def only(records: Iterable[Record]) -> Record | None:
    return next(iter(records), None)


class Students(Repository):
    async def add(self, roll_no: str, name: str) -> Student:
        student = Student(id=self._state.next_id(), roll_no=roll_no, name=name)
        self._put(student)
        return student

    async def get(self, student_id: int) -> Student:
        return stored(self._state.students, "student", student_id)

    async def by_roll(self, roll_no: str) -> Student | None:
        return only(s for s in self._state.students.values() if s.roll_no == roll_no)

    async def by_account(self, account_id: int) -> Student | None:
        return only(s for s in self._state.students.values() if s.account_id == account_id)

    async def save(self, student: Student) -> None:
        await self.get(student.id)
        self._put(student)

    async def active(self) -> list[Student]:
        students = (s for s in self._state.students.values() if s.left_at is None)
        return sorted(students, key=lambda student: student.roll_no)

    def _put(self, student: Student) -> None:
        others = [s for s in self._state.students.values() if s.id != student.id]
        if any(other.roll_no == student.roll_no for other in others):
            raise Conflict("one roll number, one student")
        linked = student.account_id is not None
        if linked and any(other.account_id == student.account_id for other in others):
            raise Conflict("one account, one student")
        self._state.students[student.id] = student


class Teachers(Repository):
    async def add(self, name: str) -> Teacher:
        teacher = Teacher(id=self._state.next_id(), name=name)
        self._put(teacher)
        return teacher

    async def get(self, teacher_id: int) -> Teacher:
        return stored(self._state.teachers, "teacher", teacher_id)

    async def by_name(self, name: str) -> Teacher | None:
        folded = name.casefold()
        return only(t for t in self._state.teachers.values() if t.name.casefold() == folded)

    async def by_account(self, account_id: int) -> Teacher | None:
        return only(t for t in self._state.teachers.values() if t.account_id == account_id)

    async def save(self, teacher: Teacher) -> None:
        await self.get(teacher.id)
        self._put(teacher)

    def _put(self, teacher: Teacher) -> None:
        others = [t for t in self._state.teachers.values() if t.id != teacher.id]
        if any(other.name.casefold() == teacher.name.casefold() for other in others):
            raise Conflict("one name, one teacher")
        linked = teacher.account_id is not None
        if linked and any(other.account_id == teacher.account_id for other in others):
            raise Conflict("one account, one teacher")
        self._state.teachers[teacher.id] = teacher


class Classes(Repository):
    async def add(self, class_: Class) -> Class:
        added = replace(class_, id=self._state.next_id(), holidays=())
        self._put(added)
        return added

    async def get(self, class_id: int) -> Class:
        return self._whole(stored(self._state.classes, "class", class_id))

    async def by_code(self, code: str) -> Class | None:
        return only(self._whole(c) for c in self._state.classes.values() if c.code == code)

    async def all(self) -> list[Class]:
        classes = self._state.classes.values()
        return self._by_code(c.id for c in classes if c.archived_at is None)

    async def archived(self, since: datetime | None = None) -> list[Class]:
        classes = self._state.classes.values()
        archived = (c for c in classes if c.archived_at is not None)
        return self._by_code(c.id for c in archived if since is None or c.archived_at >= since)

    async def save(self, class_: Class) -> None:
        await self.get(class_.id)
        self._put(class_)

    async def remove(self, class_id: int) -> bool:
        state = self._state
        theirs = [*state.memberships, *state.holidays, *state.sessions.values()]
        theirs += [*state.kiosks.values(), *state.kiosk_photos.values()]
        taught = {taught_id for taught_id, _ in state.teaching}
        if class_id in taught or any(one.class_id == class_id for one in theirs):
            return False
        return state.classes.pop(class_id, None) is not None

    async def join(self, class_id: int, student_id: int, at: datetime) -> bool:
        if class_id in self._current(student_id):
            return False
        membership = Membership(class_id=class_id, student_id=student_id, joined_at=at)
        self._state.memberships.append(membership)
        return True

    async def leave(self, class_id: int, student_id: int, at: datetime) -> bool:
        for index, one in enumerate(self._state.memberships):
            if (one.class_id, one.student_id, one.left_at) == (class_id, student_id, None):
                self._state.memberships[index] = replace(one, left_at=at)
                return True
        return False

    async def leave_all(self, student_id: int, at: datetime) -> None:
        self._state.memberships[:] = [
            replace(m, left_at=at) if m.student_id == student_id and m.left_at is None else m
            for m in self._state.memberships
        ]

    async def of_student(self, student_id: int) -> list[Class]:
        return self._by_code(self._current(student_id))

    async def students(self, class_id: int, start: datetime, end: datetime) -> list[Student]:
        ids = {
            m.student_id
            for m in self._state.memberships
            if m.class_id == class_id
            and m.joined_at < end
            and (m.left_at is None or m.left_at > start)
        }
        students = (self._state.students[student_id] for student_id in ids)
        return sorted(students, key=lambda student: student.roll_no)

    async def assign(self, class_id: int, teacher_id: int, at: datetime) -> bool:
        if (class_id, teacher_id) in self._state.teaching:
            return False
        teacher = self._state.teachers[teacher_id]
        self._state.teaching[class_id, teacher_id] = Teaching(teacher=teacher, assigned_at=at)
        return True

    async def unassign(self, class_id: int, teacher_id: int) -> bool:
        return self._state.teaching.pop((class_id, teacher_id), None) is not None

    async def of_teacher(self, teacher_id: int) -> list[Class]:
        return self._by_code(c for c, teacher in self._state.teaching if teacher == teacher_id)

    async def teachers(self, class_id: int) -> list[Teaching]:
        found = [
            replace(teaching, teacher=self._state.teachers[teacher_id])
            for (taught_id, teacher_id), teaching in self._state.teaching.items()
            if taught_id == class_id
        ]
        return sorted(found, key=lambda teaching: teaching.teacher.name.casefold())

    async def save_teaching(self, class_id: int, wished: Teaching) -> None:
        key = (class_id, wished.teacher.id)
        kept = stored(self._state.teaching, "teaching", key)
        self._state.teaching[key] = replace(wished, teacher=kept.teacher)

    def _current(self, student_id: int) -> set[int]:
        memberships = self._state.memberships
        return {m.class_id for m in memberships if m.student_id == student_id and not m.left_at}

    def _by_code(self, class_ids: Iterable[int]) -> list[Class]:
        classes = (self._whole(self._state.classes[class_id]) for class_id in class_ids)
        return sorted(classes, key=lambda class_: class_.code)

    def _put(self, class_: Class) -> None:
        others = (c for c in self._state.classes.values() if c.id != class_.id)
        if any(other.code == class_.code for other in others):
            raise Conflict("one code, one class")
        meetings = sorted(class_.meetings, key=lambda m: (m.weekday, m.starts, m.ends))
        self._state.classes[class_.id] = replace(
            class_,
            meetings=tuple(meetings),
            imported=tuple(sorted(class_.imported, key=lambda one: one.starts_at)),
            opened=tuple(sorted(class_.opened, key=lambda one: one.starts_at)),
            changes=tuple(sorted(class_.changes, key=lambda one: one.starts_at)),
            holidays=(),
        )

    def _whole(self, class_: Class) -> Class:
        holidays = (h for h in self._state.holidays if h.class_id in (None, class_.id))
        ordered = sorted(holidays, key=lambda h: (h.first, h.last, h.class_id is not None))
        return replace(class_, holidays=tuple(ordered))


class Holidays(Repository):
    async def add(self, holiday: Holiday) -> bool:
        new = await self.remove(holiday.class_id, holiday.first, holiday.last) is None
        self._state.holidays.append(holiday)
        return new

    async def remove(self, class_id: int | None, first: date, last: date) -> Holiday | None:
        for one in self._state.holidays:
            if (one.class_id, one.first, one.last) == (class_id, first, last):
                self._state.holidays.remove(one)
                return one
        return None
