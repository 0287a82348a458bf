from datetime import time, timedelta

import pytest

from attendance.model import CheckIn, Meeting, Source, Status, UpdateKey
from attendance.summary import recent, summarise, summarise_all, today, week
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_class, a_plan, weekdays

MONDAY = NINE.date()


async def summary_of(school, class_, day=MONDAY):
    async with school.units() as uow:
        found = await summarise(uow, class_, day)
        await uow.commit()
    return found


def names(attendances):
    return [one.student.name for one in attendances]


async def test_a_summary_counts_every_status_and_knows_who_has_which(school):
    math = await school.add_class()
    statuses = [*Status, Status.ABSENT, None]
    for number, status in enumerate(statuses):
        student = await school.add_student(f"S{number}", math)
        if status:
            await school.mark(math, a_plan(), student, status)

    (session,) = (await summary_of(school, math)).sessions

    assert [session.count(status) for status in Status] == [1, 1, 2, 1]
    assert names(session.having(Status.ABSENT)) == ["S2", "S4"]
    assert names(session.having(None)) == ["S5"]
    assert len(session.people) == len(statuses)


async def test_people_are_in_the_order_of_their_roll_numbers(school):
    math = await school.add_class()
    for name in ("Cleo", "Ann", "Bob"):
        await school.add_student(name, math)

    (session,) = (await summary_of(school, math)).sessions

    assert names(session.people) == ["Ann", "Bob", "Cleo"]


async def test_a_summary_is_so_far_until_its_sessions_are_settled(school):
    meetings = tuple(Meeting(weekday=0, starts=time(hour), ends=time(hour + 1)) for hour in (9, 15))
    math = await school.add_class(meetings=meetings, meets_since=NINE)
    await school.add_student("Ann", math)

    await school.settle(NINE + HOUR)
    half = await summary_of(school, math)
    await school.settle(NINE + 7 * HOUR)
    whole = await summary_of(school, math)

    assert [session.so_far for session in half.sessions] == [False, True]
    assert half.so_far
    assert not whole.so_far


async def test_there_are_no_sessions_on_a_day_without_meetings(school):
    math = await school.add_class()

    assert (await summary_of(school, math, MONDAY + 5 * DAY)).sessions == ()
    assert school.units.state.sessions == {}


async def test_summing_up_twice_makes_no_second_session(school):
    math = await school.add_class()

    assert await summary_of(school, math) == await summary_of(school, math)
    assert len(school.units.state.sessions) == 1


async def test_whoever_has_a_mark_is_in_the_summary_even_if_they_are_no_longer_in_the_class(school):
    math = await school.add_class()
    guest = await school.add_student("Guest")
    await school.mark(math, a_plan(), guest, Status.PRESENT)
    gone = await school.add_student("Gone", math)
    await school.remove(gone, NINE - HOUR)

    (session,) = (await summary_of(school, math)).sessions

    assert names(session.people) == ["Guest"]


async def test_refused_attempts_are_counted_by_session(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    (session,) = (await summary_of(school, math)).sessions
    async with school.units() as uow:
        for number, reason in enumerate(["no face", "too dark", None]):
            attempt = CheckIn(
                update=UpdateKey(bot_id=7, update_id=number),
                student_id=ann.id,
                sent_at=NINE,
                verdict="refused" if reason else "marked",
                session_id=session.session.id,
                reason=reason,
            )
            await uow.check_ins.add(attempt)
        await uow.commit()

    monday, tuesday = await summary_of(school, math), await summary_of(school, math, MONDAY + DAY)

    assert [one.sessions[0].refused for one in (monday, tuesday)] == [2, 0]


async def test_a_mark_replaced_is_counted_once(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    await school.mark(math, a_plan(), ann, Status.ABSENT, source=Source.CLOSING)
    await school.mark(math, a_plan(), ann, Status.PRESENT, source=Source.SELFIE)

    (session,) = (await summary_of(school, math)).sessions

    assert [session.count(status) for status in Status] == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("meetings", "at", "expected"),
    [
        (weekdays(time(9), time(10)), NINE, MONDAY),
        (weekdays(time(9), time(10)), NINE + 14 * HOUR, MONDAY),
        (weekdays(time(23), time(1)), NINE + 15 * HOUR + 30 * MINUTE, MONDAY),
        (weekdays(time(23), time(1)), NINE + 16 * HOUR, MONDAY + DAY),
        (weekdays(time(0, 5), time(1)), NINE + 15 * HOUR - 5 * MINUTE, MONDAY),
        ((), NINE + 15 * HOUR - timedelta(seconds=1), MONDAY),
    ],
)
def test_today_is_the_date_of_the_session_under_way_and_else_of_the_wall_clock(
    meetings, at, expected
):
    assert today(a_class(meetings=meetings), at) == expected


# --- looking back ---------------------------------------------------------------------------


async def test_the_last_ten_sessions_are_looked_back_on_with_their_counts(school):
    math = await school.add_class()
    ann = await school.add_student("Ann", math)
    for number in range(12):
        at = NINE + number * DAY
        status = Status.LATE if number == 11 else Status.PRESENT
        await school.mark(math, a_plan(at), ann, status)

    async with school.units() as uow:
        await uow.sessions.ensure(math.id, a_plan(NINE + 12 * DAY))  # nobody has a mark yet
        found = await recent(uow, math, MONDAY + 11 * DAY)

    assert [one.session.date for one in found] == [MONDAY + n * DAY for n in range(2, 12)]
    assert found[0].counts == {Status.PRESENT: 1}
    assert found[-1].counts == {Status.LATE: 1}


def test_a_week_has_its_days_up_to_a_date():
    assert week(MONDAY + 3 * DAY) == [MONDAY + n * DAY for n in range(4)]


async def test_many_classes_and_dates_are_summarised_as_each_is_by_itself(school):
    math, art = await school.add_class(), await school.add_class("ART", opens_before=5 * MINUTE)
    ann, bob = await school.add_student("Ann", math, art), await school.add_student("Bob", art)
    await school.mark(math, a_plan(), ann, Status.LATE)
    await school.mark(art, a_plan(NINE + DAY), bob, Status.PRESENT)
    await school.settle(NINE + DAY)
    wanted = [(art, MONDAY + DAY), (math, MONDAY), (math, MONDAY + 5 * DAY), (art, MONDAY)]

    async with school.units() as uow:
        together = await summarise_all(uow, wanted)
        await uow.commit()

    assert together == [await summary_of(school, class_, day) for class_, day in wanted]
    assert [len(one.sessions) for one in together] == [1, 1, 0, 1]
    assert [names(one.sessions[0].people) for one in together if one.sessions] == [
        ["Ann", "Bob"],
        ["Ann"],
        ["Ann", "Bob"],
    ]
