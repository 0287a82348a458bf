"""Registers to make reports of."""

from datetime import date, timedelta

from attendance.model import Mark, Session, Source, Status, Student
from attendance.register import Period, Register, month
from attendance.summary import Attendance, SessionRoll
from tests.unit.attendance.samples import DAY, HOUR, NINE, a_class, a_plan

P, L, A, E = Status
MARCH = month(date(2026, 3, 1))
ANN = Student(id=1, roll_no="2", name="Ann")
BOB = Student(id=2, roll_no="10", name="Боб")
CY = Student(id=3, roll_no="A3", name="محمد")


def a_mark(session, student, status, **changes):
    values = {"source": Source.SELFIE, "at": session.starts_at + timedelta(minutes=3)}
    return Mark(session_id=session.id, student_id=student.id, status=status, **values | changes)


def a_session(number, starts_at=None):
    plan = a_plan(starts_at or NINE + (number - 1) * DAY)
    return Session(id=number, class_id=1, settled_at=plan.closes_at, **vars(plan))


def a_roll(session, statuses):
    """Statuses by student; None is no mark."""
    return SessionRoll(
        session=session,
        people=tuple(
            Attendance(student=student, mark=status and a_mark(session, student, status))
            for student, status in statuses.items()
        ),
    )


def a_register(*days, period=MARCH, waiting=0, **class_):
    """A day is statuses by student; days follow one another."""
    rolls = tuple(a_roll(a_session(n), statuses) for n, statuses in enumerate(days, start=1))
    return Register(class_=a_class(**class_), period=period, sessions=rolls, waiting=waiting)


def a_large_register(people, sessions, per_day=1):
    """Everybody late on the first day and present on the others, Monday to Friday."""
    students = [Student(id=n, roll_no=str(n), name=f"Student {n}") for n in range(1, people + 1)]
    rolls = []
    for n in range(sessions):
        week, day = divmod(n // per_day, 5)
        starts_at = NINE + (7 * week + day) * DAY + 2 * (n % per_day) * HOUR
        status = P if n else L
        rolls.append(a_roll(a_session(n + 1, starts_at), dict.fromkeys(students, status)))
    last = rolls[-1].session.date if rolls else NINE.date()
    period = Period(first=date.min, last=last)
    return Register(class_=a_class(), period=period, sessions=tuple(rolls))
