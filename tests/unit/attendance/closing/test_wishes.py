from datetime import time

from attendance import wishes
from attendance.wishes import NotTaught
from tests.unit.attendance.closing.times import FOUR, MONDAY, TEN
from tests.unit.attendance.samples import DAY, HOUR, NINE


async def wish(school, class_, teacher, when, at=NINE):
    async with school.units() as uow:
        outcome = await wishes.wish(uow, class_, teacher, when, at=at)
        await uow.commit()
    return outcome


async def test_a_teacher_s_own_time_is_theirs_alone(school, math):
    tom = await school.add_teacher("Tom", math)
    una = await school.add_teacher("Una", math)
    await school.settle(TEN)

    outcome = await wish(school, math, tom, time(12))

    assert outcome.teaching.summary_at == time(12)
    assert [one.teacher for one in await school.owed(NINE + 3 * HOUR)] == [tom]
    await school.hand_over(NINE + 3 * HOUR)
    assert [one.teacher for one in await school.owed(FOUR)] == [una]


async def test_who_has_muted_a_class_hears_of_others_only(school, math):
    art = await school.add_class("ART", meets_since=NINE)
    tom = await school.add_teacher("Tom", math, art)
    await school.settle(TEN)

    await wish(school, math, tom, False)

    assert [one.class_.code for one in await school.owed(FOUR)] == ["ART"]


async def test_what_fell_due_while_muted_is_not_sent_afterwards(school, math):
    tom = await school.add_teacher("Tom", math)
    await wish(school, math, tom, False)
    await school.settle(FOUR + DAY)

    outcome = await wish(school, math, tom, True, at=FOUR + HOUR)

    assert not outcome.teaching.muted
    assert outcome.teaching.summary_at is None
    assert [one.date for one in await school.hand_over(FOUR + DAY)] == [(MONDAY + DAY)]


async def test_only_who_takes_a_class_wishes_anything_of_it(school, math):
    una = await school.add_teacher("Una")

    assert await wish(school, math, una, time(12)) == NotTaught(class_=math)
    assert await wish(school, math, None, False) == NotTaught(class_=math)
