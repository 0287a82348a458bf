"""Sessions that closed while the service was away for longer than it catches up."""

import pytest

from attendance.model import Status
from tests.unit.attendance.samples import DAY, HOUR, LONG_AGO, NINE, a_plan
from tests.unit.bot.jobs.office import ADMIN, TEN

BACK = TEN + 14 * DAY  # a Monday again


@pytest.fixture
async def missed(office, math):
    """Monday's session was settled, and then nothing for two weeks."""
    await office.tick(TEN)
    office.keeper = office.another_keeper()
    await office.tick(BACK)
    return office


def told(office):
    return [text for chat_id, text in office.letters if chat_id == ADMIN]


async def test_the_admin_is_told_of_what_closed_too_long_ago(missed):
    (text,) = told(missed)

    assert "MATH1: 4 sessions, Tue 2026-03-03 to Fri 2026-03-06" in text.splitlines()
    assert "nobody is absent from them" in text


async def test_nobody_is_absent_from_it_and_from_the_last_week_they_are(missed):
    days = sorted(day for _, day, status in missed.school.marks if status is Status.ABSENT)

    week = [(NINE + number * DAY).date() for number in (7, 8, 9, 10, 11, 14)]
    assert days == [NINE.date(), *week]
    sessions = missed.school.units.state.sessions.values()
    assert [one.date for one in sessions if one.called_off] == [
        (NINE + number * DAY).date() for number in (1, 2, 3, 4)
    ]


async def test_it_is_told_once(missed):
    await missed.tick(BACK + HOUR)
    missed.keeper = missed.another_keeper()
    await missed.tick(BACK + DAY)

    assert len(told(missed)) == 1


async def test_a_session_that_was_under_way_when_the_service_stopped_is_told_of(office, math):
    ann = next(iter(office.school.units.state.students.values()))
    await office.school.mark(math, a_plan(), ann, Status.PRESENT)

    await office.tick(TEN + 9 * DAY)

    (text,) = told(office)
    assert "MATH1: 1 session, Mon 2026-03-02" in text.splitlines()


async def test_of_a_class_without_anybody_there_is_nothing_to_tell(office):
    await office.school.add_class(meets_since=LONG_AGO)

    await office.tick(BACK)

    assert told(office) == []


async def test_what_was_settled_day_by_day_is_not_missed(office, math):
    for number in range(21):
        await office.tick(TEN + number * DAY)

    assert told(office) == []


async def test_before_telegram_is_read_to_the_end_nothing_is_given_up(office, math):
    await office.tick(TEN)
    office.contact.lost()
    office.keeper = office.another_keeper()

    await office.tick(BACK, heard=False)

    assert told(office) == []
