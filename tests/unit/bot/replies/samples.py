"""Whom and what is told of: tests hold the words that must appear, and those that must not."""

from dataclasses import replace

from attendance import outcomes
from attendance.model import Mark, Role, Session, Source, Status, Student, Teacher
from attendance.policy import Reason
from bot.replies import common, student
from tests.unit.attendance.samples import NINE, a_class, a_plan

ANN = Student(id=1, roll_no="A1", name="Ann Lee", account_id=100, agreed=True)
TOM = Teacher(id=1, name="Tom", account_id=900, linked_at=NINE)
MATH = a_class()
SESSION = Session(id=1, class_id=1, **vars(a_plan()))
EVERYBODY = frozenset(Role)


def a_mark(status=Status.PRESENT, source=Source.SELFIE, at=NINE, student_id=1):
    return Mark(session_id=1, student_id=student_id, status=status, source=source, at=at)


def already(status, source=Source.SELFIE):
    mark = a_mark(status, source)
    return outcomes.Already(student=ANN, class_=MATH, session=SESSION, mark=mark)


def refused(reason):
    return outcomes.Refused(student=ANN, class_=MATH, reason=reason)


NO_CLASS = outcomes.NoClass(student=ANN, upcoming=(MATH, a_plan()))
NEVER = outcomes.NoClass(student=ANN, upcoming=None)
# Everything that says to a photo: this did not count.
REFUSALS = [
    *(student.checked_in(refused(reason)) for reason in Reason),
    *(student.checked_in(one) for one in (NO_CLASS, NEVER, outcomes.NotLinked())),
    student.checked_in(outcomes.NoTemplate(student=ANN)),
    student.checked_in(outcomes.NotAgreed(student=replace(ANN, agreed=False))),
    student.checked_in(outcomes.NotAgreed(student=replace(ANN, agreed=None))),
    *(
        student.checked_in(already(status, source))
        for status in Status
        for source in (Source.SELFIE, Source.TEACHER)
    ),
    common.too_many_photos(6),
    common.too_many_commands(30),
    common.ONLY_NEW_PHOTOS,
    common.ONE_PHOTO,
    common.SEND_A_PHOTO,
    common.NOT_UNDERSTOOD,
    common.apology("A1B2C3"),
]
