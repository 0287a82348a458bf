import re
from dataclasses import replace
from datetime import date

import pytest

from attendance.mail import Message
from attendance.marking import MarkSet, NoSessionToday
from attendance.model import Source, Status, Student
from attendance.summary import Attendance, SessionSummary, Summary
from bot.replies import teacher, words
from bot.turn import fitting
from tests.unit.attendance.samples import HOUR, MINUTE, NINE
from tests.unit.bot.replies.samples import ANN, MATH, SESSION, a_mark


def people(counts, *, yet=0):
    """Attendances with so many of each status, and so many without a mark."""
    statuses = [status for status, number in counts.items() for _ in range(number)]
    return tuple(
        Attendance(
            student=Student(id=number, roll_no=f"R{number}", name=f"Somebody No{number}"),
            mark=a_mark(status, at=NINE + 15 * MINUTE, student_id=number) if status else None,
        )
        for number, status in enumerate([*statuses, *[None] * yet])
    )


def a_summary(attendances, *, settled=True, refused=0):
    session = replace(SESSION, settled_at=NINE + HOUR) if settled else SESSION
    one = SessionSummary(session=session, people=attendances, refused=refused)
    return Summary(class_=MATH, date=date(2026, 3, 2), sessions=(one,))


def test_a_summary_holds_class_date_counts_and_the_absent_by_name():
    summary = a_summary(people({Status.PRESENT: 57, Status.LATE: 3, Status.ABSENT: 2}), refused=1)

    lines = teacher.summary(summary).splitlines()

    assert lines[:5] == [
        "MATH1 Mathematics 1",
        "Mon 2026-03-02",
        "",
        "09:00-10:00",
        "57 present · 3 late · 2 absent · 0 excused",
    ]
    assert lines[5] == "Absent: Somebody No60, Somebody No61"
    assert "Late: Somebody No57 (15 min), Somebody No58 (15 min), Somebody No59 (15 min)" in lines
    assert lines[-1] == "1 selfie refused"


def test_nobody_absent_is_told_by_the_counts_alone():
    text = teacher.summary(a_summary(people({Status.PRESENT: 57, Status.LATE: 3})))

    assert "57 present · 3 late · 0 absent · 0 excused" in text.splitlines()
    assert "Absent" not in text


def test_a_summary_of_an_open_session_says_so_far():
    text = teacher.summary(a_summary(people({Status.PRESENT: 1}, yet=2), settled=False))

    assert "so far" in text
    assert "1 present · 0 late · 0 absent · 0 excused" in text
    assert "Not here yet: Somebody No1, Somebody No2" in text
    assert "so far" not in teacher.summary(a_summary(people({Status.PRESENT: 1})))


def test_a_summary_that_is_overdue_says_so():
    summary = a_summary(people({Status.PRESENT: 1}))

    assert "offline" in teacher.summary(summary, overdue=True)
    assert "offline" not in teacher.summary(summary)


def test_a_late_mark_by_hand_claims_no_minutes():
    by_hand = a_mark(Status.LATE, Source.TEACHER, at=NINE + 40 * MINUTE)

    text = teacher.summary(a_summary((Attendance(student=ANN, mark=by_hand),)))

    assert "Late: Ann Lee" in text.splitlines()


def test_a_day_without_sessions_is_said_to_have_none():
    nothing = Summary(class_=MATH, date=date(2026, 3, 7), sessions=())

    assert "No session" in teacher.summary(nothing)


@pytest.mark.parametrize("picture", [None, b"png"])
def test_500_absent_fit_into_messages_each_with_whole_names(picture):
    summary = a_summary(people({Status.ABSENT: 500}))

    parts = fitting(Message(chat_id=1, text=teacher.summary(summary), picture=picture))

    texts = [part.text for part in parts if not part.picture]
    assert all(words.length(text) <= words.LONGEST_MESSAGE for text in texts)
    assert "0 present · 0 late · 500 absent · 0 excused" in texts[0].splitlines()
    for one in summary.sessions[0].people:
        pattern = re.compile(rf"{one.student.name}\b")
        assert sum(bool(pattern.search(text)) for text in texts) == 1


def test_a_correction_is_told_with_what_was_there_before():
    outcome = MarkSet(
        student=ANN,
        class_=MATH,
        session=SESSION,
        mark=a_mark(Status.EXCUSED, Source.TEACHER),
        before=Status.ABSENT,
        change=None,
    )

    text = teacher.marked(outcome)

    assert "Ann Lee is excused in MATH1" in text
    assert "before: absent" in text
    assert "before" not in teacher.marked(replace(outcome, before=None))
    assert "no session" in teacher.marked(NoSessionToday(class_=MATH))
