"""A class whose sessions of today are over, and every selfie that will have been sent in them.

Three photographed people stand for all students: those with the same face are paired as lookalikes,
as twins would be, so that recognition is the real one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

from attendance import classes, enrolment, lookalikes
from attendance.classes import ClassDefined, Rules
from attendance.enrolment import Enrolled
from attendance.model import Meeting, Status, Student
from attendance.ports import UnitOfWork
from bot.demo import Sitter
from recognition.reader import Reader
from storage.opening import open_storage

CODE = "CHAOS"
FIRST_ACCOUNT = 5000
ALREADY, REFUSED = "already", "Not recognized"
PRESENT, LATE = "Present", "Late"
_EVENING = 22  # o'clock by the class's clock, whenever it is run: all of today's sessions are over
_FIRST_HOUR = 6
_MINUTE = timedelta(minutes=1)
_STATUS = {PRESENT: Status.PRESENT, LATE: Status.LATE}


@dataclass(frozen=True, kw_only=True)
class Selfie:
    """A photo to send. ``face`` is whose, ``sent_at`` what Telegram says of it."""

    student: int
    session: int
    face: int
    sent_at: datetime
    expected: str
    """The word by which its one right answer is known."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How large it is: everybody comes to every session, some twice, some with a wrong face."""

    students: int = 60
    sessions: int = 15
    strangers: int = 40
    now: datetime

    @property
    def timezone(self) -> str:
        """A zone, without summer time, in which it is evening."""
        ahead = _EVENING - self.now.astimezone(UTC).hour
        return f"Etc/GMT{-(ahead if ahead <= 12 else ahead - 24):+d}"  # noqa: PLR2004 - POSIX: west is plus

    @property
    def midnight(self) -> datetime:
        """When the class's day began."""
        local = self.now.astimezone(ZoneInfo(self.timezone))
        return local.replace(hour=0, minute=0, second=0, microsecond=0)

    def starts(self, session: int) -> datetime:
        """When a session began."""
        return self.midnight + timedelta(hours=_FIRST_HOUR + session)

    def selfies(self, faces: int) -> list[Selfie]:
        """All of them, those of a student in the order of their dates."""
        found = []
        for student in range(self.students):
            face = student % faces
            for session in range(self.sessions):
                starts = self.starts(session)
                common = {"student": student, "session": session}
                if session == self.sessions - 1 and student < self.strangers:
                    found.append(_wrong(starts, (face + 1) % faces, common))
                late = (student + session) % 3 == 0
                sent_at = starts + (15 if late else 5) * _MINUTE
                right = LATE if late else PRESENT
                found.append(Selfie(face=face, sent_at=sent_at, expected=right, **common))
                if session == 0:
                    again = starts + 20 * _MINUTE
                    found.append(Selfie(face=face, sent_at=again, expected=ALREADY, **common))
        return sorted(found, key=lambda one: (one.sent_at, one.student))


def _wrong(starts: datetime, face: int, common: dict[str, int]) -> Selfie:
    return Selfie(face=face, sent_at=starts + 2 * _MINUTE, expected=REFUSED, **common)


def expected_marks(selfies: Sequence[Selfie]) -> dict[tuple[int, int], Status]:
    """What must be in the database at the end, by student and session."""
    return {
        (one.student, one.session): _STATUS[one.expected]
        for one in selfies
        if one.expected in _STATUS
    }


async def prepare(folder: Path, plan: Plan, sitters: Sequence[Sitter], reader: Reader) -> None:
    """A database in which everybody is enrolled, linked and has agreed."""
    url = f"sqlite+aiosqlite:///{folder / 'rollcall.db'}"
    async with open_storage(url=url, key_file=folder / "rollcall.key") as units, units() as uow:
        await _add_class(uow, plan)
        faces = [reader.read(sitter.enrolled).faces[0].embedding.tobytes() for sitter in sitters]
        people = [
            await _add_student(uow, plan, number, faces[number % len(faces)], reader.model)
            for number in range(plan.students)
        ]
        for face in range(len(faces)):
            for one, other in combinations(people[face :: len(faces)], 2):
                await lookalikes.pair(uow, one, other, plan.midnight)
        await uow.commit()


async def _add_class(uow: UnitOfWork, plan: Plan) -> None:
    hours = [_FIRST_HOUR + session for session in range(plan.sessions)]
    meetings = tuple(
        Meeting(weekday=day, starts=time(hour), ends=time(hour, 30))
        for day in range(7)
        for hour in hours
    )
    rules = Rules(
        timezone=plan.timezone,
        summary_at=time(23, 59),
        late_after=10 * _MINUTE,
        opens_before=10 * _MINUTE,
        warn_below=None,
        warn_absences=None,
    )
    defined = await classes.define(
        uow, class_code=CODE, name="Chaos", meetings=meetings, rules=rules, at=plan.midnight
    )
    assert isinstance(defined, ClassDefined)  # noqa: S101 - the database was empty


async def _add_student(
    uow: UnitOfWork, plan: Plan, number: int, face: bytes, model: str
) -> Student:
    enrolled = await enrolment.enrol(
        uow, roll_no=str(number), class_code=CODE, name=f"Student {number}", at=plan.midnight
    )
    assert isinstance(enrolled, Enrolled)  # noqa: S101 - the class is there
    student = replace(enrolled.student, account_id=FIRST_ACCOUNT + number, agreed=True)
    await uow.students.save(student)
    photo = hashlib.sha256(f"{number}".encode()).digest()
    await uow.templates.add(
        student_id=student.id, model=model, embedding=face, photo=photo, at=plan.midnight
    )
    return student
