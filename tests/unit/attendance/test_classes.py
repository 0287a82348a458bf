from dataclasses import replace
from datetime import time

from attendance import classes
from attendance.classes import Assigned, ClassDefined
from tests.unit.attendance.defining import NOON, define
from tests.unit.attendance.samples import DAY, MINUTE, a_class, weekdays

# --- defining -------------------------------------------------------------------------------


async def test_a_new_class_starts_with_the_rules_of_the_house(school):
    outcome = await define(school)

    class_ = school.units.state.classes[outcome.class_.id]
    assert outcome == ClassDefined(class_=class_, before=None)
    assert (class_.code, class_.name) == ("MATH1", "Mathematics 1")
    assert (class_.timezone, class_.summary_at) == ("Europe/Paris", time(17))
    assert (class_.late_after, class_.opens_before) == (5 * MINUTE, 20 * MINUTE)
    assert class_.meets_since == NOON


async def test_defining_a_class_again_gives_it_a_new_name_and_meetings_and_keeps_its_rules(school):
    before = await school.add_class(late_after=7 * MINUTE)

    outcome = await define(school, starts=11, name="Algebra")

    assert outcome.before == before
    assert outcome.class_.id == before.id
    assert outcome.class_.name == "Algebra"
    assert outcome.class_.meetings == weekdays(time(11), time(12))
    assert (outcome.class_.late_after, outcome.class_.timezone) == (7 * MINUTE, "UTC")


async def test_a_new_name_alone_leaves_the_meetings_where_they_are(school):
    before = await school.add_class()

    outcome = await define(school, name="Algebra")

    assert outcome.class_ == replace(before, name="Algebra")


# --- teachers -------------------------------------------------------------------------------


async def test_a_teacher_is_made_known_with_their_first_class(school, uow):
    math = await uow.classes.add(a_class())

    outcome = await classes.assign(uow, class_=math, name="Maria Rossi", at=NOON)

    assert outcome == Assigned(teacher=outcome.teacher, class_=math, new=True)
    assert outcome.teacher.name == "Maria Rossi"
    assert [one.assigned_at for one in await uow.classes.teachers(math.id)] == [NOON]


async def test_a_teacher_is_the_same_person_in_whatever_case_their_name_is_typed(school, uow):
    math, art = await uow.classes.add(a_class()), await uow.classes.add(a_class("ART"))
    first = await classes.assign(uow, class_=math, name="Maria Rossi", at=NOON)

    second = await classes.assign(uow, class_=art, name="MARIA ROSSI", at=NOON)

    assert second == Assigned(teacher=first.teacher, class_=art, new=True)


async def test_assigning_a_teacher_again_changes_nothing(school, uow):
    math = await uow.classes.add(a_class())
    await classes.assign(uow, class_=math, name="Maria Rossi", at=NOON)

    again = await classes.assign(uow, class_=math, name="Maria Rossi", at=NOON + DAY)

    assert not again.new
    assert [one.assigned_at for one in await uow.classes.teachers(math.id)] == [NOON]


# --- who takes it ---------------------------------------------------------------------------


async def test_a_teacher_is_taken_off_a_class_whatever_the_case_of_their_name(school):
    math = await school.add_class()
    await school.add_teacher("Maria Rossi", math)

    async with school.units() as uow:
        outcome = await classes.let_go(uow, class_=math, name="maria rossi")
        again = await classes.let_go(uow, class_=math, name="Maria Rossi")
        nobody = await classes.let_go(uow, class_=math, name="Tom")

        assert (outcome.name, outcome.was) == ("Maria Rossi", True)
        assert (again.was, nobody.was) == (False, False)
        assert await uow.classes.teachers(math.id) == []
