"""The use cases over records in memory, with the steps that most tests begin with."""

from dataclasses import replace

from attendance import closing, enrolment
from attendance.model import ConsentBy, Mark, Source, Status
from tests.unit.attendance.samples import LONG_AGO, MODEL, NINE, a_class
from tests.unit.fakes import FakeUnits


class School:
    def __init__(self):
        self.units = FakeUnits()

    async def add_class(self, code="MATH1", **changes):
        async with self.units() as uow:
            added = await uow.classes.add(a_class(code, **changes))
            await uow.commit()
        return added

    async def add_student(
        self, name="Ann", *classes, account_id=None, agreed=None, photos=(), joined=LONG_AGO
    ):
        """A student whose roll number is their name, in the classes given."""
        async with self.units() as uow:
            student = await uow.students.add(name.upper(), name)
            student = replace(student, account_id=account_id, agreed=agreed)
            by = None if agreed is None else ConsentBy.STUDENT
            await uow.students.save(student := replace(student, agreed_by=by))
            for class_ in classes:
                await uow.classes.join(class_.id, student.id, joined)
            for photo in photos:
                await self._template(uow, student, photo)
            await uow.commit()
        return student

    async def join(self, class_, student, at=LONG_AGO):
        async with self.units() as uow:
            await uow.classes.join(class_.id, student.id, at)
            await uow.commit()

    async def add_photo(self, student, photo):
        async with self.units() as uow:
            await self._template(uow, student, photo)
            await uow.commit()

    async def add_teacher(self, name="Tom", *classes, linked_at=LONG_AGO, assigned_at=LONG_AGO):
        """A teacher with an account, unless ``linked_at`` is None."""
        async with self.units() as uow:
            teacher = await uow.teachers.add(name)
            account_id = 9000 + teacher.id if linked_at else None
            teacher = replace(teacher, account_id=account_id, linked_at=linked_at)
            await uow.teachers.save(teacher)
            for class_ in classes:
                await uow.classes.assign(class_.id, teacher.id, assigned_at)
            await uow.commit()
        return teacher

    async def mark(self, class_, plan, student, status, *, source=Source.TEACHER, at=NINE):
        async with self.units() as uow:
            session = await uow.sessions.ensure(class_.id, plan)
            mark = Mark(
                session_id=session.id, student_id=student.id, status=status, source=source, at=at
            )
            await uow.marks.put(mark)
            await uow.commit()
        return mark

    async def settle(self, at):
        """Settle all that has closed; how many were marked absent."""
        async with self.units() as uow:
            absent = await closing.settle(uow, await closing.unsettled(uow, at), at)
            await uow.commit()
        return absent

    async def owed(self, at, *, final_too=True):
        async with self.units(reading=True) as uow:
            return await closing.owed(uow, at, final_too=final_too)

    async def hand_over(self, at, *, final_too=True):
        """Claim every summary owed, as date and kind."""
        handed_over = []
        for one in await self.owed(at, final_too=final_too):
            async with self.units() as uow:
                if await uow.deliveries.claim({one.delivery: one.since}, at):
                    handed_over.append(one.delivery)
                await uow.commit()
        return handed_over

    async def remove(self, student, at):
        async with self.units() as uow:
            await enrolment.remove(uow, await uow.students.get(student.id), at)
            await uow.commit()

    @property
    def marks(self):
        """Every mark, as (student's name, local date, status)."""
        state = self.units.state
        return sorted(
            (
                state.students[mark.student_id].name,
                state.sessions[mark.session_id].date,
                mark.status,
            )
            for mark in state.marks.values()
        )

    @property
    def absent(self):
        return [name for name, _, status in self.marks if status is Status.ABSENT]

    async def _template(self, uow, student, photo):
        await uow.templates.add(
            student_id=student.id, model=MODEL, embedding=photo, photo=photo, at=LONG_AGO
        )
