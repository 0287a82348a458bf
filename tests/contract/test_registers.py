import pytest

from attendance.model import Excuse, Mark, Source, Status
from attendance.register import Period, gather, register
from attendance.summary import of_session
from tests.contract.samples import DAY, NOW, a_class, a_plan

LONG_AGO = NOW - 100 * DAY
WEEK = Period(first=NOW.date(), last=(NOW + 6 * DAY).date())


@pytest.fixture
async def class_(uow):
    return await uow.classes.add(a_class())


@pytest.fixture
async def ann(uow, class_):
    return await joined(uow, class_, "A1", "Ann")


@pytest.fixture
async def bob(uow, class_):
    return await joined(uow, class_, "B2", "Bob")


async def joined(uow, class_, roll_no, name, at=LONG_AGO):
    student = await uow.students.add(roll_no, name)
    await uow.classes.join(class_.id, student.id, at)
    return student


async def mark(uow, session, student, status=Status.PRESENT):
    one = Mark(
        session_id=session.id,
        student_id=student.id,
        status=status,
        source=Source.TEACHER,
        at=NOW,
    )
    await uow.marks.put(one)
    return session.id, student.id, one.status, one.source, one.at


async def held(uow, class_, day=0):
    session = await uow.sessions.ensure(class_.id, a_plan(NOW + day * DAY))
    await uow.sessions.settle(session.id, session.closes_at)
    return await uow.sessions.get(session.id)


async def excused(uow, class_, student, *, approved=True, day=0):
    excuse = Excuse(
        id=0,
        student_id=student.id,
        class_id=class_.id,
        date=(NOW + day * DAY).date(),
        reason="ill",
        asked_at=NOW,
        approved=approved,
    )
    await uow.excuses.add(excuse)


async def test_a_class_that_was_left_is_still_one_of_the_students(uow, class_, ann):
    other = await uow.classes.add(a_class("A0"))
    await uow.classes.join(other.id, ann.id, NOW)
    await uow.classes.leave(class_.id, ann.id, NOW)

    assert await uow.registers.classes_of(ann.id) == [other.id, class_.id]


async def test_the_marks_of_several_sessions_come_together(uow, class_, ann, bob):
    first, second, other = [await held(uow, class_, day) for day in range(3)]
    marks = [await mark(uow, *one) for one in ((first, ann), (first, bob), (second, ann))]
    await mark(uow, other, ann)

    assert await uow.registers.marks([first.id, second.id]) == marks
    assert await uow.registers.marks([first.id, second.id], student_id=bob.id) == marks[1:2]
    assert await uow.registers.marks([]) == []


async def test_marks_are_counted_by_class_and_date(uow, class_, ann, bob):
    for day in (0, 6, 7):
        await mark(uow, await held(uow, class_, day), ann)

    assert await uow.registers.count([class_.id], WEEK.first, WEEK.last) == 2
    assert await uow.registers.count([class_.id + 1], WEEK.first, WEEK.last) == 0


async def test_a_register_holds_what_the_summary_of_each_session_says(uow, class_, ann, bob):
    """With somebody who has left, somebody who came later, an excuse, and a mark of a guest."""
    await uow.classes.leave(class_.id, bob.id, NOW + DAY)
    await joined(uow, class_, "A10", "Cy", NOW + DAY)
    guest = await uow.students.add("G", "Guest")
    await excused(uow, class_, ann, day=2)
    for day, student in ((0, ann), (0, bob), (1, guest), (3, ann)):
        await mark(uow, await held(uow, class_, day), student)
    await held(uow, class_, 2)

    found = register(await gather(uow, class_, WEEK, NOW + 7 * DAY))

    assert len(found.sessions) == 4
    for roll in found.sessions:
        summary = await of_session(uow, roll.session)
        assert (roll.session, roll.people) == (summary.session, summary.people)
        assert roll.tally == summary.tally
    names = [line.student.name for line in found.lines]
    assert names == ["Ann", "Cy", "Bob", "Guest"]
