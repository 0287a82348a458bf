"""What ``make chaos`` expects and counts, so that it can fail."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from attendance.model import Status
from benchmarks.chaos import counting
from benchmarks.chaos.counting import Answers
from benchmarks.chaos.school import ALREADY, LATE, PRESENT, REFUSED, Plan, expected_marks
from simulator.feed import Feed

NOW = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
PLAN = Plan(students=2, sessions=2, strangers=1, now=NOW)
TABLES = """
    CREATE TABLE students (id, roll_no);
    CREATE TABLE sessions (id, starts_at);
    CREATE TABLE marks (session_id, student_id, status, source);
    CREATE TABLE check_ins (student_id, session_id, verdict);
    CREATE TABLE inbox (done_at, error);
    CREATE TABLE outbox (id);
"""


class Aftermath:
    """Everything as it should be, until a test spoils it."""

    def __init__(self, path):
        self.path = path
        self.sent = dict(enumerate(PLAN.selfies(faces=3), start=1))
        self.answers = {photo: [f"Student: {one.expected}."] for photo, one in self.sent.items()}
        self.execute(TABLES)
        for number in range(PLAN.students):
            self.execute(f"INSERT INTO students VALUES ({number + 1}, '{number}')")
        for session in range(PLAN.sessions):
            starts = PLAN.starts(session).astimezone(UTC).replace(tzinfo=None)
            self.execute(f"INSERT INTO sessions VALUES ({session + 1}, '{starts}')")
        for (student, session), status in expected_marks(list(self.sent.values())).items():
            row = f"{session + 1}, {student + 1}"
            self.execute(f"INSERT INTO marks VALUES ({row}, '{status}', 'selfie')")
            row = f"{student + 1}, {session + 1}"
            self.execute(f"INSERT INTO check_ins VALUES ({row}, 'marked')")

    def execute(self, script):
        connection = sqlite3.connect(self.path)
        connection.executescript(script)
        connection.close()

    @property
    def lost(self):
        found = counting.lost(self.sent, self.answers, self.path, PLAN)
        return {what: count for what, count in found.items() if count}

    @property
    def doubled(self):
        found = counting.doubled(self.sent, self.answers, self.path, PLAN)
        return {what: count for what, count in found.items() if count}


@pytest.fixture
def aftermath(tmp_path):
    return Aftermath(tmp_path / "aftermath.db")


def test_the_whole_form_is_a_thousand_selfies_of_sixty_students():
    selfies = Plan(now=NOW).selfies(faces=3)

    assert len(selfies) == 1000
    assert len({one.student for one in selfies}) == 60
    assert len(expected_marks(selfies)) == 900
    assert len({(one.student, one.sent_at) for one in selfies}) == 1000
    assert {one.expected for one in selfies} == {PRESENT, LATE, ALREADY, REFUSED}


@pytest.mark.parametrize("hour", range(24))
def test_whenever_it_is_run_the_sessions_are_over_and_of_today(hour):
    plan = Plan(now=NOW.replace(hour=hour))

    assert plan.midnight < plan.starts(0)
    assert plan.starts(plan.sessions - 1) + timedelta(minutes=30) < plan.now
    assert plan.now + timedelta(hours=1) < plan.midnight + timedelta(days=1)


def test_when_all_is_well_nothing_is_lost_or_doubled(aftermath):
    assert aftermath.lost == {}
    assert aftermath.doubled == {}
    assert counting.repeated(aftermath.sent, aftermath.answers) == 0


def test_one_repetition_is_shown_and_a_second_one_counts(aftermath):
    aftermath.answers[1] *= 2
    aftermath.answers[2] *= 3

    assert counting.repeated(aftermath.sent, aftermath.answers) == 2
    assert aftermath.doubled == {"photos answered more than twice": 1}
    assert aftermath.lost == {}


def test_a_photo_that_is_decided_in_two_ways_is_doubled(aftermath):
    photo = next(key for key, one in aftermath.sent.items() if one.expected == PRESENT)
    aftermath.answers[photo].append("Student: already marked Present at 09:05.")

    assert aftermath.doubled == {"photos decided in two ways": 1}


def test_what_has_no_answer_or_a_wrong_one_or_an_apology_is_lost(aftermath):
    present = [key for key, one in aftermath.sent.items() if one.expected == PRESENT]
    aftermath.answers[present[0]] = []
    aftermath.answers[present[1]] = ["Not recognized: no face."]
    aftermath.answers[present[2]] = ["Sorry, something went wrong: reference ABC123."]

    assert aftermath.lost == {"photos without an answer": 2, "photos with a wrong answer": 1}


def test_a_mark_that_is_missing_or_wrong_is_lost(aftermath):
    aftermath.execute("DELETE FROM marks WHERE session_id = 1 AND student_id = 1")
    aftermath.execute(
        f"UPDATE marks SET status = '{Status.ABSENT}' WHERE session_id = 2 AND student_id = 2"
    )

    assert aftermath.lost == {"marks missing or wrong": 2}


def test_what_is_set_aside_or_left_is_lost(aftermath):
    aftermath.execute("INSERT INTO inbox VALUES ('now', 'ABC123 ZeroDivisionError')")
    aftermath.execute("INSERT INTO inbox VALUES (NULL, NULL); INSERT INTO outbox VALUES (1)")

    assert aftermath.lost == {"updates set aside": 1, "updates and messages left": 2}


def test_a_selfie_that_counts_twice_is_doubled(aftermath):
    aftermath.execute("INSERT INTO check_ins VALUES (1, 1, 'marked')")

    assert aftermath.doubled == {"selfies counted twice": 1}


async def test_answers_are_known_by_the_photo_that_they_reply_to():
    feed = Feed()
    answers = Answers(feed)
    for from_bot, reply_to in ((True, 7), (True, None), (False, 7), (True, 7)):
        message = {"from_bot": from_bot, "reply_to": reply_to, "text": "Present"}
        feed.publish("message", 1, message=message)
        await answers.listen()

    assert answers.to == {7: ["Present", "Present"]}
