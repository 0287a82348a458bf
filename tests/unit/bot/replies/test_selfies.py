import math
import re
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from attendance import outcomes
from attendance.model import Appointment, Change, Holiday, Source, Status, UpdateKey
from attendance.policy import Reason
from bot.replies import common, student
from recognition.detection import Detection
from recognition.quality import CHECK_IN, Limits, judge
from tests.unit.attendance.samples import HOUR, MINUTE, NINE, a_class, a_plan
from tests.unit.bot.replies.samples import (
    ANN,
    MATH,
    NEVER,
    NO_CLASS,
    REFUSALS,
    SESSION,
    a_mark,
    already,
    refused,
)


def changed(later):
    """The meeting of nine o'clock, for twenty minutes and so much later."""
    starts_at = NINE + later
    return Change(
        starts_at=NINE, becomes=Appointment(starts_at=starts_at, closes_at=starts_at + 20 * MINUTE)
    )


def marked(status, at=NINE):
    return outcomes.Marked(student=ANN, class_=MATH, session=SESSION, mark=a_mark(status, at=at))


def test_a_present_selfie_is_answered_present_with_class_and_time():
    text = student.checked_in(marked(Status.PRESENT))

    assert "Present" in text
    assert "Late" not in text
    assert "MATH1" in text
    assert "09:00" in text


@pytest.mark.parametrize(
    ("after", "said"),
    [(11 * MINUTE, "11 minutes"), (timedelta(seconds=90), "1 minute "), (HOUR, "60 minutes")],
)
def test_a_late_selfie_is_answered_late_with_the_minutes(after, said):
    text = student.checked_in(marked(Status.LATE, at=NINE + after))

    assert "Late" in text
    assert "Present" not in text
    assert said in text


def test_times_are_those_of_the_class():
    tokyo = replace(marked(Status.PRESENT), class_=a_class(timezone="Asia/Tokyo"))

    assert "18:00" in student.checked_in(tokyo)


@pytest.mark.parametrize("text", REFUSALS)
def test_no_refusal_says_present_or_late(text):
    assert "Present" not in text
    assert "Late" not in text


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason.NO_FACE, "no face"),
        (Reason.MANY_FACES, "more than one face"),
        (Reason.TOO_DARK, "too dark"),
        (Reason.TOO_BRIGHT, "too bright"),
        (Reason.TOO_BLURRED, "too blurred"),
        (Reason.TOO_SMALL, "face too small"),
        (Reason.TURNED, "turned too far"),
        (Reason.CUT_OFF, "cut off"),
        (Reason.UNCERTAIN, "cannot be seen clearly"),
        (Reason.NO_MATCH, "does not match"),
        (Reason.OTHER_MATCHES, "does not match"),
        (Reason.NOT_A_PICTURE, "picture"),
        (Reason.TOO_LARGE, "too large"),
    ],
)
def test_a_refusal_says_not_recognized_why_and_what_to_do(reason, said):
    text = student.checked_in(refused(reason))
    head, _, rest = text.partition(": ")
    why, _, advice = rest.partition(". ")

    assert head == "Not recognized"
    assert said in why
    assert len(advice) > 20


def test_every_reason_has_its_advice():
    assert all(student.advice(reason) for reason in Reason)


def test_every_problem_that_recognition_names_is_a_reason():
    nothing = Detection(box=(0, 0, 1, 1), landmarks=np.zeros((5, 2)), probability=0.0)
    picture = np.zeros((160, 160, 3), np.uint8)
    unkept = dict.fromkeys(vars(CHECK_IN), math.inf) | dict.fromkeys(
        ("glare", "yaw", "pitch", "roll", "outside"), -1.0
    )

    face = judge(picture, nothing, size=(1, 1))
    problems = Limits(**unkept).failed(face, probability=0.0)

    assert len(problems) == 7
    assert set(problems) < set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_what_is_wrong_is_told_to_somebody_else_without_you(reason):
    if reason not in (Reason.NO_MATCH, Reason.OTHER_MATCHES):  # of selfies alone
        assert not re.search(r"\byou", student.why(reason))


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("source", list(Source))
def test_a_second_selfie_is_already_counted(status, source):
    text = student.checked_in(already(status, source))

    assert "already" in text
    assert status.value in text


def test_outside_sessions_there_is_no_class_and_the_next_one_is_told():
    text = student.checked_in(NO_CLASS)

    assert "No class" in text
    assert "MATH1, Mon 2026-03-02 at 09:00" in text
    assert "08:45" in text
    assert "No class" in student.checked_in(NEVER)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Holiday(class_id=1, first=NINE.date(), last=NINE.date(), name="Fair"), "holiday: Fair."),
        (Holiday(class_id=1, first=NINE.date(), last=NINE.date()), "MATH1 has a holiday."),
        (Change(starts_at=NINE), "MATH1 at 09:00 is called off."),
        (changed(5 * HOUR), "MATH1 at 09:00 is moved to Mon 2026-03-02 at 14:00."),
        (changed(0 * HOUR), "MATH1 closed at 09:20."),
    ],
)
def test_where_a_class_would_have_met_it_is_told_why_it_does_not(why, said):
    reason = outcomes.NotMeeting(class_=MATH, why=why)

    text = student.checked_in(replace(NO_CLASS, called_off=(reason, reason)))

    assert text.startswith("No class")
    assert text.count(said) == 1
    assert "Next: MATH1" in text


def test_who_is_counted_in_one_of_two_classes_is_asked_about_the_other():
    there = already(Status.LATE)
    attempt = outcomes.Attempt(
        update=UpdateKey(bot_id=7, update_id=1), account_id=100, sent_at=NINE
    )
    art = replace(MATH, id=2, code="ART")
    asked = outcomes.WhichClass(
        student=ANN, attempt=attempt, meetings=((art, a_plan()),), elsewhere=there
    )

    assert "you are late in MATH1" in student.checked_in(asked)
    assert [row[0].text for row in student.class_buttons(asked)] == ["ART Mathematics 1, 09:00"]


def test_without_an_account_or_a_photo_a_selfie_is_not_recognized():
    for outcome in (outcomes.NotLinked(), outcomes.NoTemplate(student=ANN)):
        assert "Not recognized" in student.checked_in(outcome)


def test_whoever_has_not_answered_is_asked_and_whoever_said_no_is_reminded():
    asked = student.checked_in(outcomes.NotAgreed(student=replace(ANN, agreed=None)))
    reminded = student.checked_in(outcomes.NotAgreed(student=replace(ANN, agreed=False)))

    assert common.CONSENT.text in asked
    assert reminded == common.declined_reminder()


def test_a_record_shows_marks_and_what_comes_next():
    late = a_mark(Status.LATE, at=NINE + 12 * MINUTE)
    by_hand = a_mark(Status.EXCUSED, Source.TEACHER)

    marks = [(MATH, SESSION, late), (MATH, SESSION, by_hand)]
    text = student.record(marks, [(MATH, a_plan(), "check in with a selfie")], (MATH, a_plan()))

    assert text.splitlines() == [
        "MATH1, Mon 2026-03-02 at 09:00: Late (09:12)",
        "MATH1, Mon 2026-03-02 at 09:00: Excused",
        "MATH1 is open for check-in now, until 10:00: check in with a selfie.",
        "Next: MATH1, Mon 2026-03-02 at 09:00; check-in opens at 08:45.",
    ]
    assert "No mark for today yet." in student.record([], [], None)
