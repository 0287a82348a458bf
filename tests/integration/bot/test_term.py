"""A term of thirty classes in three zones, by a fake clock, against what it should have been."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime

import pytest

from attendance.check_in import CheckInDesk
from attendance.model import (
    Class,
    Holiday,
    Meeting,
    UpdateKey,
)
from attendance.outcomes import Attempt
from bot.intake import Contact
from bot.jobs import Timekeeper
from bot.settings import Privacy
from storage import opening, sqlite
from tests.integration.bot import simulated_term as term
from tests.unit.bot.fakes import FakeClock, FakeThreads
from tests.unit.fakes.recognition import FakeGallery, FakeReader

BEFORE = term.COURSES[0].moment(term.FIRST, term.HOURS[0][0]) - 2 * term.DAY


@pytest.fixture(autouse=True)
def no_power_cut(monkeypatch):
    """What is written need not be forced to the disk."""
    settings = [one.replace("synchronous = FULL", "synchronous = OFF") for one in sqlite._SETTINGS]
    monkeypatch.setattr(sqlite, "_SETTINGS", tuple(settings))


@pytest.fixture
async def units(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'term.db'}"
    async with opening.open_storage(url=url, key_file=tmp_path / "key") as units:
        await prepare(units)
        yield units


async def prepare(units):
    async with units() as uow:
        for course in term.COURSES:
            await uow.classes.add(a_class(course))
        for number in range(1, term.CLASSES * term.STUDENTS + 1):
            await uow.students.add(f"{number}", f"Student {number}")
        for number in range(1, term.TEACHERS + 1):
            teacher = await uow.teachers.add(f"Teacher {number}")
            account = {"account_id": 9000 + number, "linked_at": BEFORE}
            await uow.teachers.save(replace(teacher, **account))
        for course in term.COURSES:
            await fill(uow, course)
        for day in term.HOLIDAYS:
            await uow.holidays.add(Holiday(class_id=None, first=day, last=day))
        await uow.commit()


def a_class(course):
    starts, ends, summary_at = course.hours
    return Class(
        id=0,
        code=course.code,
        name="",
        timezone=course.zone,
        meetings=tuple(Meeting(weekday=day, starts=starts, ends=ends) for day in range(5)),
        summary_at=summary_at,
        late_after=term.LATE,
        opens_before=term.OPENS,
        meets_since=BEFORE,
        first_day=term.FIRST,
        last_day=term.LAST,
    )


async def fill(uow, course):
    """Students and teacher of a class; the monitor has an account and a face."""
    for student in course.students:
        await uow.classes.join(course.number, student, BEFORE)
    await uow.classes.assign(course.number, course.teacher, BEFORE)
    if course.is_muted:
        (teaching,) = await uow.classes.teachers(course.number)
        await uow.classes.save_teaching(course.number, replace(teaching, muted=True))
    monitor = await uow.students.get(course.monitor)
    await uow.students.save(replace(monitor, account_id=course.monitor, agreed=True))
    face = f"face {course.monitor}".encode()
    await uow.templates.add(
        student_id=course.monitor, model="fake", embedding=face, photo=face, at=BEFORE
    )


class Service:
    """The bot, as far as the clock moves it."""

    def __init__(self, units):
        self.units, self.clock = units, FakeClock(BEFORE)
        self.contact = Contact()
        self.desk = CheckInDesk(
            units=units,
            clock=self.clock,
            reader=FakeReader(),
            gallery=FakeGallery(),
            accept_score=0.4,
        )
        self.keeper = Timekeeper(
            units=units,
            clock=self.clock,
            contact=self.contact,
            processes=FakeThreads(),
            draw_day=lambda *_: b"png",
            draw_week=lambda *_: b"png",
            privacy=Privacy(),
        )
        self.updates = 0

    async def tick(self, at):
        self.clock.now = at
        self.contact.heard(at, more=False)
        await self.keeper.tick()

    async def hear_late(self, lesson):
        """The monitor's selfie comes through when the absent have been marked."""
        self.updates += 1
        face = f"face {lesson.course.monitor}".encode()

        async def fetch():
            return face

        async def nothing_else(uow, outcome):
            pass

        attempt = Attempt(
            update=UpdateKey(bot_id=7, update_id=self.updates),
            account_id=lesson.course.monitor,
            sent_at=lesson.monitor_at,
        )
        await self.desk.prove(attempt, self.desk.selfie(fetch), nothing_else)


def arrive(database, lessons):
    """Everybody whose selfie was read in time: what those have written, past the program."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for lesson in lessons:
            times = (lesson.starts - term.OPENS, lesson.starts, lesson.starts + term.LATE)
            connection.execute(
                "INSERT OR IGNORE INTO sessions"
                " (class_id, date, opens_at, starts_at, late_at, closes_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (lesson.course.number, f"{lesson.day}", *map(_text, (*times, lesson.ends))),
            )
            ((session,),) = connection.execute(
                "SELECT id FROM sessions WHERE class_id = ? AND starts_at = ?",
                (lesson.course.number, _text(lesson.starts)),
            )
            marks = [
                (session, student, lesson.status(student), "selfie", _text(at))
                for student, at in lesson.arrivals.items()
            ]
            connection.executemany("INSERT INTO marks VALUES (?, ?, ?, ?, ?)", marks)


def _text(at):
    return f"{at:%Y-%m-%d %H:%M:%S.000000}"


async def test_a_term_comes_to_what_it_should(units, tmp_path):
    lessons = term.lessons()
    assert (len(term.SCHOOL_DAYS), len(lessons)) == (60, 1800)
    service = Service(units)
    await service.desk.refresh()
    to_come = list(lessons)
    for at in term.ticks(lessons):
        if at == term.DOWN[1]:
            service = Service(units)
            await service.desk.refresh()
        closed = [one for one in to_come if one.ends <= at]
        to_come = to_come[len(closed) :]
        if closed:
            arrive(tmp_path / "term.db", closed)
        await service.tick(at)
        for lesson in closed:
            if lesson.monitor_at:
                await service.hear_late(lesson)

    def query(sql):
        with closing(sqlite3.connect(tmp_path / "term.db")) as connection:
            return connection.execute(sql).fetchall()

    expect_marks(lessons, query)
    expect_deliveries(lessons, query)
    expect_messages(lessons, query)


def expect_marks(lessons, query):
    found = query(
        "SELECT class_id, date, student_id, status FROM marks JOIN sessions ON id=session_id"
    )
    expected = {
        (lesson.course.number, lesson.day.isoformat(), student, lesson.status(student))
        for lesson in lessons
        for student in lesson.course.students
    }
    assert len(found) == len(expected)
    assert set(found) == expected


def expect_deliveries(lessons, query):
    found = query("SELECT teacher_id, class_id, date, kind, made_at FROM deliveries")
    told = {
        (teacher, class_, date.fromisoformat(day), kind, datetime.fromisoformat(f"{at}+00:00"))
        for teacher, class_, day, kind, at in found
    }
    due = [*term.deliveries(lessons)]
    expected = {(one.teacher, one.course, one.day, one.kind, one.made_at) for one in due}
    assert len(found) == len(due)
    assert told == expected


def expect_messages(lessons, query):
    """One message for each delivery, with the numbers of its day, and to whom it belongs."""
    rows = query("SELECT chat_id, payload, picture FROM outbox WHERE rank = 1")
    texts = [(chat_id, json.loads(payload)["text"], picture) for chat_id, payload, picture in rows]
    due = [*term.deliveries(lessons)]
    assert len(texts) == len(due)
    assert sum("offline" in text for _, text, _ in texts) == sum(one.offline for one in due) > 0
    finals = Counter(
        (chat_id, *_head(text)) for chat_id, text, picture in texts if picture and _is_final(text)
    )
    by_lesson = {(one.course.number, one.day): one for one in lessons}
    expected = Counter(
        (
            9000 + one.teacher,
            term.COURSES[one.course - 1].code,
            one.day.isoformat(),
            by_lesson[one.course, one.day].counts(),
        )
        for one in due
        if one.kind == "final"
    )
    assert finals == expected


def _is_final(text):
    return "so far" not in text and "the week" not in text.splitlines()[0]


def _head(text):
    """Class, date and numbers of a summary."""
    lines = text.splitlines()
    counts = next(line for line in lines if line.endswith("excused"))
    return lines[0].split()[0], lines[1].split()[1], counts
