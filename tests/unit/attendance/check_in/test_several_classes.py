from datetime import time

import pytest

from attendance.model import Status
from attendance.outcomes import Already, Choice, Marked, NoClass, NotLinked, Refused, WhichClass
from tests.unit.attendance.check_in.desk import ANN, BOB, TEN, nothing
from tests.unit.attendance.defining import define
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, weekdays


@pytest.fixture
async def phys(school):
    meetings = weekdays(time(9, 30), time(10, 30))
    return await school.add_class("PHYS", meetings=meetings, meets_since=NINE - 2 * HOUR)


@pytest.fixture
async def in_both(school, math, phys):
    return await school.add_student("Ann", math, phys, account_id=ANN, agreed=True, photos=[b"ann"])


def chosen(asked, number, *, account=ANN):
    class_, plan = asked.meetings[number]
    return Choice(
        update=asked.attempt.update,
        sent_at=asked.attempt.sent_at,
        account_id=account,
        class_id=class_.id,
        starts_at=plan.starts_at,
    )


async def test_of_two_classes_under_way_the_student_is_asked_which(school, desk, in_both):
    outcome = await desk.take(at=NINE + 35 * MINUTE)

    assert isinstance(outcome, WhichClass)
    assert [class_.code for class_, _ in outcome.meetings] == ["PHYS", "MATH1"]
    assert school.marks == []


@pytest.mark.parametrize(("number", "code"), [(0, "PHYS"), (1, "MATH1")])
async def test_the_class_that_was_named_is_marked_as_of_the_photo(desk, in_both, number, code):
    asked = await desk.take(at=NINE + 35 * MINUTE)

    outcome = await desk.desk.choose(chosen(asked, number), nothing)
    again = await desk.desk.choose(chosen(asked, 1 - number), nothing)

    assert (type(outcome), outcome.class_.code) == (Marked, code)
    assert outcome.mark.at == NINE + 35 * MINUTE
    assert (again.class_, again.mark) == (outcome.class_, outcome.mark)  # one photo, one class
    assert len(desk.school.marks) == 1


async def test_a_class_named_after_it_has_closed_turns_the_absence_round(school, desk, in_both):
    asked = await desk.take(at=NINE + 35 * MINUTE)
    await school.settle(TEN + HOUR)
    assert school.absent == ["Ann", "Ann"]

    outcome = await desk.desk.choose(chosen(asked, 1), nothing)

    assert outcome.before.status is Status.ABSENT
    assert school.absent == ["Ann"]


async def test_who_is_not_recognized_is_not_asked(school, desk, in_both):
    outcome = await desk.take(b"bob", at=NINE + 35 * MINUTE)

    assert isinstance(outcome, Refused)


async def test_nobody_answers_for_somebody_else(school, desk, math, in_both):
    await school.add_student("Bob", math, account_id=BOB, agreed=True, photos=[b"bob"])
    asked = await desk.take(at=NINE + 35 * MINUTE)

    assert await desk.desk.choose(chosen(asked, 0, account=BOB), nothing) == NotLinked()
    assert school.marks == []


async def test_an_update_that_runs_again_is_asked_the_same(desk, in_both):
    first = await desk.take(at=NINE + 35 * MINUTE, update=77)
    again = await desk.take(at=NINE + 35 * MINUTE, update=77)

    assert again.meetings == first.meetings
    assert desk.fetched == 1


async def test_a_mark_of_a_teacher_stands_against_an_answer(school, desk, in_both):
    asked = await desk.take(at=NINE + 35 * MINUTE)
    class_, plan = asked.meetings[1]
    await school.mark(class_, plan, in_both, Status.EXCUSED)

    outcome = await desk.desk.choose(chosen(asked, 1), nothing)

    assert isinstance(outcome, Already)
    assert school.marks == [("Ann", NINE.date(), Status.EXCUSED)]


async def test_a_class_that_the_student_has_left_is_not_marked(school, desk, math, in_both):
    asked = await desk.take(at=NINE + 35 * MINUTE)
    async with school.units() as uow:
        await uow.classes.leave(math.id, in_both.id, NINE)
        await uow.commit()

    assert isinstance(await desk.desk.choose(chosen(asked, 1), nothing), NoClass)
    assert school.marks == []


async def test_two_classes_that_begin_together_are_asked_about_before_they_begin(
    school, desk, math
):
    other = await school.add_class("ALSO")
    await school.add_student("Ann", math, other, account_id=ANN, agreed=True, photos=[b"ann"])

    assert isinstance(await desk.take(at=NINE - MINUTE), WhichClass)


async def test_of_two_classes_to_come_one_after_the_other_the_first_is_meant(school, desk, math):
    after = await school.add_class("NEXT", meetings=weekdays(time(10), time(11)), opens_before=DAY)
    await school.add_student("Ann", math, after, account_id=ANN, agreed=True, photos=[b"ann"])

    outcome = await desk.take(at=NINE - MINUTE)

    assert (type(outcome), outcome.class_) == (Marked, math)


async def test_a_second_photo_is_asked_about_too_and_marks_no_other_class_by_itself(
    school, desk, in_both
):
    asked = await desk.take(at=NINE + 35 * MINUTE)
    there = await desk.desk.choose(chosen(asked, 1), nothing)

    second = await desk.take(at=NINE + 36 * MINUTE, update=77)

    assert isinstance(second, WhichClass)
    assert second.elsewhere.mark == there.mark
    assert [class_.code for class_, _ in second.meetings] == ["PHYS"]
    assert len(school.marks) == 1
    again = await desk.take(at=NINE + 36 * MINUTE, update=77)
    assert (again.meetings, again.elsewhere) == (second.meetings, second.elsewhere)
    other = await desk.desk.choose(chosen(second, 0), nothing)
    assert (type(other), other.class_.code, len(school.marks)) == (Marked, "PHYS", 2)


async def test_a_class_named_after_the_timetable_has_changed_is_marked(school, desk, math, in_both):
    asked = await desk.take(at=NINE + 35 * MINUTE)
    await school.settle(TEN + HOUR)
    await define(school, starts=15, at=TEN + 2 * HOUR)

    outcome = await desk.desk.choose(chosen(asked, 1), nothing)

    assert (type(outcome), outcome.class_.code) == (Marked, "MATH1")
    assert school.absent == ["Ann"]  # of the other one
