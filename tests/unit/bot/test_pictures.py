import io

import pytest
from PIL import Image

from attendance.model import Session, Status, Student
from attendance.summary import Attendance, SessionCounts, SessionSummary, Summary
from bot.pictures import draw_day, draw_week
from tests.unit.attendance.samples import DAY, NINE, a_class, a_plan

MATH = a_class()


def a_session(day=0):
    return Session(id=day + 1, class_id=1, **vars(a_plan(NINE + day * DAY)))


def a_day(sessions=1):
    ann = Attendance(student=Student(id=1, roll_no="A1", name="Ann"), mark=None)
    one = SessionSummary(session=a_session(), people=(ann,), refused=0)
    return Summary(class_=MATH, date=NINE.date(), sessions=(one,) * sessions)


def size(picture):
    with Image.open(io.BytesIO(picture)) as opened:
        assert opened.format == "PNG"
        return opened.size


def before(count):
    counts = {Status.PRESENT: 20, Status.ABSENT: 3}
    return [SessionCounts(session=a_session(day), counts=counts) for day in range(count)]


@pytest.mark.parametrize("sessions", [1, 3])
@pytest.mark.parametrize("count", [2, 10])
def test_the_last_sessions_stand_below_the_day(sessions, count):
    day = size(draw_day(a_day(sessions), ()))

    width, height = size(draw_day(a_day(sessions), before(count)))

    assert width == day[0]
    assert height > day[1]


def test_one_session_is_nothing_to_look_back_on():
    assert size(draw_day(a_day(), before(1))) == size(draw_day(a_day(), ()))


@pytest.mark.parametrize("sessions", [1, 4])
def test_a_week_is_one_picture_however_often_a_day_has_a_session(sessions):
    week = [a_day(sessions)] * 5

    assert size(draw_week(week)) == size(draw_week(week[:2]))


def test_a_session_that_was_closed_in_the_moment_it_opened_is_drawn():
    plan = a_plan(opens_at=NINE, late_at=NINE, closes_at=NINE)
    one = SessionSummary(session=Session(id=1, class_id=1, **vars(plan)), people=(), refused=0)

    assert size(draw_day(Summary(class_=MATH, date=plan.date, sessions=(one,)), ()))
