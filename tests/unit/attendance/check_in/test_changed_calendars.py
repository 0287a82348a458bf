from datetime import time

import pytest

from attendance import archiving, calendar, holding, holidays, importing, timetable
from attendance.model import Appointment, Change, Holiday, Status
from attendance.outcomes import Marked, NoClass
from tests.unit.attendance.check_in.desk import SECOND, TEN
from tests.unit.attendance.defining import define, set_rule
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_class

MONDAY, TUESDAY = NINE.date(), (NINE + DAY).date()
NOON = NINE + 3 * HOUR


def on(day, starts, ends):
    return timetable.appointment("UTC", day, time(starts), time(ends))


def of(class_, day, name=""):
    return Holiday(class_id=class_.id, first=day, last=day, name=name)


async def do(school, change, class_, *args, at=NOON, **kwargs):
    async with school.units() as uow:
        class_ = await uow.classes.get(class_.id)
        given = {**kwargs, "at": at} if kwargs else {}
        await change(uow, class_, *args, *([] if kwargs else [at]), **given)
        await uow.commit()


async def redefined(school, math):
    await define(school, starts=15)


async def elsewhere(school, math):
    await set_rule(school, math, "timezone", "Asia/Kathmandu")


async def a_new_term(school, math):
    await set_rule(school, math, "starts", "2026-09-01")


async def archived(school, math):
    await do(school, archiving.archive, math)


async def a_holiday_to_come(school, math):
    async with school.units() as uow:
        await holidays.declare(uow, of(math, TUESDAY), math, NOON)
        await uow.commit()


async def another_one_called_off(school, math):
    await do(school, calendar.call_off, math, TUESDAY, None)


async def another_one_moved(school, math):
    await do(school, calendar.move, math, TUESDAY, None, to=on(TUESDAY, 14, 15))


async def imported(school, math):
    later = (Appointment(starts_at=NINE + DAY, closes_at=TEN + DAY),)
    await do(school, importing.take_over, math, later)


# --- sent before the end of a session, and read when the class meets at other times ----------


@pytest.mark.parametrize("settled", [True, False])
@pytest.mark.parametrize(
    "change",
    [
        redefined,
        elsewhere,
        a_new_term,
        archived,
        a_holiday_to_come,
        another_one_called_off,
        another_one_moved,
        imported,
    ],
)
async def test_a_selfie_sent_in_time_counts_whatever_has_been_changed_since(
    school, desk, math, ann, change, settled
):
    if settled:
        await school.settle(NOON)
    await change(school, math)

    outcome = await desk.take(at=TEN - SECOND)
    await school.settle(NOON + MINUTE)

    assert isinstance(outcome, Marked)
    assert school.marks == [("Ann", MONDAY, Status.LATE)]


async def test_a_session_that_was_called_off_on_its_way_counts_no_selfie_sent_before(
    school, desk, math, ann
):
    bob = await school.add_student("Bob", math)
    await school.mark(math, timetable.plans_on(math, MONDAY)[0], bob, Status.PRESENT)
    await do(school, calendar.call_off, math, MONDAY, None, at=NINE + 5 * MINUTE)

    outcome = await desk.take(at=NINE + MINUTE)

    assert isinstance(outcome, NoClass)
    assert school.marks == [("Bob", MONDAY, Status.PRESENT)]


async def test_a_selfie_at_hand_when_its_class_is_closed_in_the_same_second_counts(
    school, desk, math, ann
):
    closing = NINE + 20 * MINUTE

    async def close():
        await do(school, holding.close_session, math, at=closing)

    desk.while_fetching = close

    assert isinstance(await desk.take(at=closing), Marked)
    assert isinstance(await desk.take(at=closing + SECOND), NoClass)
    (session,) = school.units.state.sessions.values()
    assert session.closes_at == closing


async def test_a_selfie_that_comes_after_the_closing_of_the_same_second_does_not(
    school, desk, math, ann
):
    closing = NINE + 20 * MINUTE
    await do(school, holding.close_session, math, at=closing)

    assert isinstance(await desk.take(at=closing), NoClass)


# --- why no class is open -------------------------------------------------------------------


async def test_no_class_names_the_holiday_or_what_became_of_the_meeting(school, desk, math, ann):
    fair = of(math, MONDAY, "Fair")
    async with school.units() as uow:
        await holidays.declare(uow, fair, math, NINE - HOUR)
        await uow.commit()

    outcome = await desk.take()

    (why,) = outcome.called_off
    assert (why.class_.code, why.why) == ("MATH1", fair)


def test_a_class_that_does_not_meet_then_anyway_needs_no_reason():
    class_ = a_class(holidays=(of(a_class(), MONDAY),), changes=(Change(starts_at=NINE + DAY),))

    assert timetable.why_not(class_, NINE) == of(class_, MONDAY)
    assert timetable.why_not(class_, NINE - 6 * HOUR) == of(class_, MONDAY)  # on that day
    assert timetable.why_not(class_, NINE + DAY) == Change(starts_at=NINE + DAY)
    assert timetable.why_not(class_, NINE + DAY + 2 * HOUR) is None
    assert timetable.why_not(class_, NINE + 2 * DAY + 2 * HOUR) is None
