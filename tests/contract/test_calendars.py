from dataclasses import replace
from datetime import date

from attendance.model import Appointment, Change, Holiday
from tests.contract.samples import DAY, MINUTE, NOW, a_class

TODAY = NOW.date()
LATER = TODAY + 4 * DAY


def at(hours, length=60):
    starts_at = NOW + hours * 60 * MINUTE
    return Appointment(starts_at=starts_at, closes_at=starts_at + length * MINUTE)


async def test_a_class_comes_with_everything_about_when_it_meets(uow, class_):
    whole = replace(
        class_,
        first_day=date(2026, 2, 1),
        last_day=date(2026, 6, 30),
        imported=(at(1), at(30)),
        opened=(at(2, 7),),
        changes=(
            Change(starts_at=NOW),
            Change(starts_at=NOW + DAY, becomes=at(26)),
        ),
    )

    await uow.classes.save(whole)

    assert await uow.classes.get(class_.id) == whole
    assert await uow.classes.by_code(class_.code) == whole
    assert await uow.classes.all() == [whole]
    await uow.classes.save(class_)
    assert await uow.classes.get(class_.id) == class_


async def test_what_a_class_comes_with_is_in_the_order_of_time(uow, class_):
    mixed = (at(3), at(1), at(2))
    changes = tuple(Change(starts_at=one.starts_at) for one in mixed)

    await uow.classes.save(replace(class_, imported=mixed, opened=mixed, changes=changes))

    found = await uow.classes.get(class_.id)
    assert found.imported == found.opened == (at(1), at(2), at(3))
    assert [change.starts_at for change in found.changes] == [at(n).starts_at for n in (1, 2, 3)]


async def test_a_new_class_has_a_calendar_at_once(uow):
    added = await uow.classes.add(a_class(imported=(at(1),), first_day=TODAY))

    assert await uow.classes.get(added.id) == added
    assert added.imported == (at(1),)


async def test_a_holiday_of_all_classes_is_every_classs_and_one_of_a_class_its_alone(uow, class_):
    other = await uow.classes.add(a_class("CS2"))
    of_all = Holiday(class_id=None, first=TODAY, last=LATER, name="Winter")
    own = Holiday(class_id=class_.id, first=TODAY, last=TODAY, name="Trip")

    assert await uow.holidays.add(own) is True
    assert await uow.holidays.add(of_all) is True

    assert (await uow.classes.get(class_.id)).holidays == (own, of_all)
    assert (await uow.classes.get(other.id)).holidays == (of_all,)
    assert [len(one.holidays) for one in await uow.classes.all()] == [2, 1]
    made_later = await uow.classes.add(a_class("CS3"))
    assert (await uow.classes.get(made_later.id)).holidays == (of_all,)


async def test_the_same_holiday_again_is_one_and_takes_the_new_name(uow, class_):
    first = Holiday(class_id=None, first=TODAY, last=TODAY, name="Feats")
    again = replace(first, name="Feast")

    assert await uow.holidays.add(first) is True
    assert await uow.holidays.add(again) is False
    assert (await uow.classes.get(class_.id)).holidays == (again,)


async def test_only_exactly_that_holiday_is_taken_back(uow, class_):
    of_all = Holiday(class_id=None, first=TODAY, last=LATER)
    own = Holiday(class_id=class_.id, first=TODAY, last=LATER)
    await uow.holidays.add(of_all)
    await uow.holidays.add(own)

    assert await uow.holidays.remove(class_.id, TODAY, TODAY) is None
    assert await uow.holidays.remove(None, TODAY, LATER) == of_all
    assert await uow.holidays.remove(None, TODAY, LATER) is None
    assert (await uow.classes.get(class_.id)).holidays == (own,)


async def test_saving_a_class_leaves_its_holidays_alone(uow, class_):
    own = Holiday(class_id=class_.id, first=TODAY, last=TODAY)
    await uow.holidays.add(own)

    await uow.classes.save(replace(class_, name="Algebra", holidays=()))

    assert (await uow.classes.get(class_.id)).holidays == (own,)


async def test_many_classes_come_with_their_own_calendars(uow):
    """More than are asked for by their ids."""
    for number in range(510):
        await uow.classes.add(a_class(f"C{number:03}", imported=(at(number),)))

    found = await uow.classes.all()

    assert [one.imported for one in found] == [(at(number),) for number in range(510)]


# --- who is in a class, and who takes it ----------------------------------------------------


async def test_leaving_one_class_leaves_the_others_and_what_was(uow, class_):
    ann = await uow.students.add("A1", "Ann")
    other = await uow.classes.add(a_class("CS2"))
    for one in (class_, other):
        await uow.classes.join(one.id, ann.id, NOW)

    assert await uow.classes.leave(class_.id, ann.id, NOW + DAY) is True
    assert await uow.classes.leave(class_.id, ann.id, NOW + 2 * DAY) is False

    assert await uow.classes.of_student(ann.id) == [other]
    assert await uow.classes.students(class_.id, NOW, NOW + MINUTE) == [ann]
    assert await uow.classes.students(class_.id, NOW + DAY, NOW + 2 * DAY) == []
    assert await uow.classes.join(class_.id, ann.id, NOW + 3 * DAY) is True


async def test_a_teacher_is_taken_off_one_class_and_keeps_the_others(uow, class_):
    tom = await uow.teachers.add("Tom")
    other = await uow.classes.add(a_class("CS2"))
    for one in (class_, other):
        await uow.classes.assign(one.id, tom.id, NOW)

    assert await uow.classes.unassign(class_.id, tom.id) is True
    assert await uow.classes.unassign(class_.id, tom.id) is False

    assert await uow.classes.teachers(class_.id) == []
    assert await uow.classes.of_teacher(tom.id) == [other]
