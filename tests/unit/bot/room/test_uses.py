"""A teacher looks at which codes were used by whom."""

from datetime import timedelta

import pytest

from attendance.model import Mark, Source, Status
from tests.unit.attendance.samples import DAY, a_plan

SECOND = timedelta(seconds=1)


@pytest.fixture
async def people(chats, math):
    return [
        await chats.school.add_student(name, math, account_id=100 + at, agreed=False)
        for at, name in enumerate(("Ann", "Bob", "Cyd"))
    ]


async def uses(chats, tom):
    (shown,) = chats.units.state.screens.values()
    (answer,) = await chats.presses(tom, f"codes:{shown.session_id}", caption=True)
    return answer


async def came(chats, math, days_ago, *seconds):
    """When Ann, Bob and Cyd checked in, some days ago."""
    async with chats.units() as uow:
        plan = a_plan(a_plan().starts_at - days_ago * DAY)
        session = await uow.sessions.ensure(math.id, plan)
        for at, after in enumerate(seconds):
            student = await uow.students.by_account(100 + at)
            mark = Mark(
                session_id=session.id,
                student_id=student.id,
                status=Status.PRESENT,
                source=Source.CODE,
                at=plan.starts_at + after * SECOND,
            )
            await uow.marks.put(mark)
        await uow.commit()


async def test_before_anybody_has_used_one_there_is_none(chats, room, tom):
    assert "None so far" in (await uses(chats, tom)).text


async def test_each_code_is_told_with_how_soon_it_was_used(chats, people, room, tom):
    first = room.card.code
    for account_id, after in ((100, 3), (101, 14), (102, 29)):
        at = int((a_plan().starts_at + after * SECOND).timestamp())
        await chats.says(account_id, first, date=at)

    answer = await uses(chats, tom)

    assert "09:00:00: 3 students, after 3 to 29 s; off the screen already: Cyd" in answer.text
    assert "Where somebody was, nobody can tell" in answer.text
    assert answer.edits is None  # the picture stays


async def test_a_code_of_the_next_step_is_another(chats, people, room, tom):
    await chats.says(100, room.card.code)
    await room.passes()
    await chats.says(101, room.card.code)
    await chats.says(101, room.another())

    lines = (await uses(chats, tom)).text.splitlines()

    assert "09:00:00: 1 student, after 0 s" in lines
    assert "09:00:20: 1 student, after 0 s" in lines


async def test_people_who_otherwise_come_apart_are_named(chats, math, people, room, tom):
    for days_ago in (1, 2, 3):
        await came(chats, math, days_ago, 0, 30, 400)
    for account_id in (100, 101, 102):
        await chats.says(account_id, room.card.code)

    text = (await uses(chats, tom)).text

    assert "otherwise never within a minute of the others: Cyd\n" in text


@pytest.mark.parametrize("days", [(), (1, 2)])
async def test_of_few_sessions_nothing_is_said(chats, math, people, room, tom, days):
    for days_ago in days:
        await came(chats, math, days_ago, 0, 30, 400)
    for account_id in (100, 101, 102):
        await chats.says(account_id, room.card.code)

    assert "otherwise" not in (await uses(chats, tom)).text.replace("who otherwise", "")


async def test_only_the_teachers_of_the_class_see_it(chats, room, una):
    (shown,) = chats.units.state.screens.values()

    (answer,) = await chats.presses(una, f"codes:{shown.session_id}", caption=True)

    assert "Only teachers of MATH1" in answer.text
