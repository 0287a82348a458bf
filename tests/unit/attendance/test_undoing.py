from dataclasses import replace
from datetime import time, timedelta

import pytest

from attendance import classes, holidays, undoing
from attendance.classes import Rules
from attendance.model import Appointment, Class, Holiday, Status
from attendance.undoing import Overtaken, Undone, UndoneBefore
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan, weekdays

ADMIN = 1
SEVEN = NINE - 2 * HOUR
RULES = Rules(timezone="UTC", summary_at=time(16), late_after=10 * MINUTE, opens_before=MINUTE)
DAY_OFF = Holiday(class_id=None, first=NINE.date(), last=NINE.date() + timedelta(2), name="Fair")


@pytest.fixture
async def math(school):
    return await school.add_class(meets_since=NINE - DAY)


async def stored(school, class_):
    async with school.units(reading=True) as uow:
        return await uow.classes.get(class_.id)


async def keep(school, before, after, at=SEVEN):
    async with school.units() as uow:
        edit = await undoing.keep(uow, before, after, by=ADMIN, at=at)
        await uow.commit()
    return edit


async def set_rule(school, class_, key, value, at=SEVEN):
    before = await stored(school, class_)
    async with school.units() as uow:
        after = await classes.set_rule(uow, before, key, value, at=at)
        await uow.commit()
    assert isinstance(after, Class)
    return await keep(school, before, after, at)


async def define(school, at=SEVEN, **changes):
    values = {"class_code": "MATH1", "name": "Algebra", "meetings": weekdays(time(9), time(11))}
    async with school.units() as uow:
        outcome = await classes.define(uow, **values | changes, rules=RULES, at=at)
        await uow.commit()
    return outcome.class_, await keep(school, outcome.before, outcome.class_, at)


async def undo(school, edit, at=SEVEN + MINUTE):
    async with school.units() as uow:
        outcome = await undoing.undo(uow, edit.id, at=at)
        await uow.commit()
    return outcome


# --- rules and timetables -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("late", "5"),
        ("opens", "30"),
        ("summary", "17:30"),
        ("timezone", "Europe/Paris"),
        ("meets", "Sat 10:00-12:00"),
        ("starts", "2026-09-01"),
        ("ends", "2026-03-05"),
    ],
)
async def test_any_rule_is_as_it_was(school, math, key, value):
    edit = await set_rule(school, math, key, value)

    outcome = await undo(school, edit)

    assert isinstance(outcome, Undone)
    now = await stored(school, math)
    assert replace(now, meets_since=math.meets_since) == math
    assert outcome.class_ == now


async def test_imported_meetings_come_back(school):
    meeting = Appointment(starts_at=NINE, closes_at=NINE + HOUR)
    club = await school.add_class("CLUB", meetings=(), imported=(meeting,))

    edit = await set_rule(school, club, "meets", "Mon 14:00-15:00")
    await undo(school, edit)

    assert (await stored(school, club)).imported == (meeting,)


async def test_pressed_twice_it_is_undone_once(school, math):
    edit = await set_rule(school, math, "late", "5")
    await undo(school, edit)
    await set_rule(school, math, "late", "5")

    assert await undo(school, edit) == UndoneBefore()
    assert (await stored(school, math)).late_after == 5 * MINUTE


async def test_a_later_change_of_the_same_stands(school, math):
    edit = await set_rule(school, math, "late", "5")
    later = await set_rule(school, math, "late", "7")

    assert await undo(school, edit) == Overtaken()
    assert (await stored(school, math)).late_after == 7 * MINUTE
    assert isinstance(await undo(school, later), Undone)
    assert isinstance(await undo(school, edit), Undone)
    assert (await stored(school, math)).late_after == 10 * MINUTE


async def test_a_later_change_of_something_else_stays(school, math):
    edit = await set_rule(school, math, "late", "5")
    await set_rule(school, math, "summary", "17:30")

    await undo(school, edit)

    now = await stored(school, math)
    assert (now.late_after, now.summary_at) == (10 * MINUTE, time(17, 30))


async def test_what_changed_nothing_cannot_be_undone(school, math):
    assert await set_rule(school, math, "late", "10") is None


async def test_an_edit_that_is_forgotten_cannot_be_undone(school, math):
    edit = await set_rule(school, math, "late", "5")
    async with school.units() as uow:
        await uow.edits.forget(NINE + DAY)
        await uow.commit()

    assert await undo(school, edit) == Overtaken()


async def test_a_session_that_ended_by_mistake_is_open_again(school, math):
    ann = await school.add_student("Ann", math)
    await school.add_student("Bob", math)
    await school.mark(math, a_plan(), ann, Status.PRESENT)
    edit = await set_rule(school, math, "meets", "Sat 10:00-12:00", NINE + 10 * MINUTE)

    await undo(school, edit, NINE + 12 * MINUTE)

    assert await school.settle(NINE + 2 * HOUR) == 1
    assert school.absent == ["Bob"]


# --- classes --------------------------------------------------------------------------------


async def test_a_class_changed_by_mistake_has_its_name_and_meetings_back(school, math):
    _, edit = await define(school)

    await undo(school, edit)

    now = await stored(school, math)
    assert (now.name, now.meetings) == (math.name, math.meetings)


async def test_a_new_class_that_nobody_uses_is_gone(school):
    new, edit = await define(school, class_code="MAHT1")
    async with school.units() as uow:  # somebody has looked at today
        await uow.sessions.ensure(new.id, a_plan())
        await uow.commit()

    assert await undo(school, edit) == Undone(edit=edit, class_=None)
    assert school.units.state.classes == {}
    assert await undo(school, edit) == UndoneBefore()


async def test_a_new_class_that_somebody_is_in_stays(school):
    new, edit = await define(school, class_code="MAHT1")
    await school.add_student("Ann", new)

    assert await undo(school, edit) == Overtaken()
    assert await stored(school, new)


async def test_a_rule_of_a_class_that_is_gone_cannot_be_undone(school):
    new, created = await define(school, class_code="MAHT1")
    edit = await set_rule(school, new, "late", "5")
    await set_rule(school, new, "late", "10")
    await undo(school, created)

    assert await undo(school, edit) == Overtaken()


# --- holidays -------------------------------------------------------------------------------


async def declare(school, holiday, change=holidays.declare):
    async with school.units() as uow:
        outcome = await change(uow, holiday, None, SEVEN)
        await uow.commit()
    after = holiday if change is holidays.declare else None
    return await keep(school, outcome.was, after)


async def test_a_holiday_is_undone(school, math):
    edit = await declare(school, DAY_OFF)

    assert await undo(school, edit) == Undone(edit=edit, class_=None)
    assert (await stored(school, math)).holidays == ()
    assert await undo(school, edit) == UndoneBefore()


async def test_a_renamed_holiday_has_its_name_back_and_one_taken_back_is_there_again(school, math):
    await declare(school, DAY_OFF)
    renamed = await declare(school, replace(DAY_OFF, name="Fayre"))
    await undo(school, renamed)
    assert (await stored(school, math)).holidays == (DAY_OFF,)

    taken_back = await declare(school, DAY_OFF, holidays.take_back)
    await undo(school, taken_back)
    assert (await stored(school, math)).holidays == (DAY_OFF,)


async def test_a_holiday_that_was_renamed_since_stays(school, math):
    edit = await declare(school, DAY_OFF)
    renamed = replace(DAY_OFF, name="Fayre")
    await declare(school, renamed)

    assert await undo(school, edit) == Overtaken()
    assert (await stored(school, math)).holidays == (renamed,)


async def test_a_holiday_that_was_none_makes_nothing_to_undo(school, math):
    assert await declare(school, DAY_OFF, holidays.take_back) is None
