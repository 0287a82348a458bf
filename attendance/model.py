"""The nouns of attendance, as plain values.

Every moment is an aware ``datetime`` in UTC; a class's own wall clock appears only in its
``timezone`` and in the times of its meetings. Values are changed by copying them.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum


class Role(StrEnum):
    """What an account may be; one account may be several."""

    STUDENT = "student"
    TEACHER = "teacher"
    ADMIN = "admin"
    GUARDIAN = "guardian"


class Status(StrEnum):
    """What a mark says of a student in a session."""

    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"
    EXCUSED = "excused"

    @property
    def attended(self) -> bool:
        """Whether the student was there."""
        return self in (Status.PRESENT, Status.LATE)


class Source(StrEnum):
    """What a mark rests on; ``closing`` is the absence noted when a session has closed."""

    SELFIE = "selfie"
    GROUP_PHOTO = "group photo"
    TEACHER = "teacher"
    CLOSING = "closing"


@dataclass(frozen=True, kw_only=True)
class Student:
    """Somebody whose attendance is taken. ``agreed`` is None until they have answered."""

    id: int
    roll_no: str
    name: str
    account_id: int | None = None
    agreed: bool | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Teacher:
    """Somebody who takes classes and receives their summaries."""

    id: int
    name: str
    account_id: int | None = None
    linked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Guardian:
    """Somebody who is told when their children are absent, once they have agreed to that.

    They hear of what closes after ``hears_since``; None is that they want nothing, for now.
    """

    id: int
    account_id: int
    language: str | None = None  # as ISO 639-1 names it
    agreed_at: datetime | None = None
    text_version: str | None = None  # what they have agreed to
    text_hash: str | None = None
    hears_since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A weekly time of a class, by its wall clock; it ends the next day if ``ends <= starts``."""

    weekday: int  # 0 is Monday
    starts: time
    ends: time


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """One meeting at moments of its own: imported, moved there, or opened by hand."""

    starts_at: datetime
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class Change:
    """What became of the meeting that is regularly at ``starts_at``; None is called off."""

    starts_at: datetime
    becomes: Appointment | None = None


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """Local dates, both included, on which one class, or every class (None), does not meet."""

    class_id: int | None
    first: date
    last: date
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class GuardianRule:
    """Guardians hear of absences from what closes since a moment, so long after the closing."""

    after: timedelta
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Class:
    """A group that meets regularly, with the rules its sessions follow.

    It meets weekly or at imported times, within its term and not on holidays; besides at what
    single meetings were changed to, and when somebody opened it by hand. ``meets_since`` is when
    it was given these meetings: none is made up from before. Once archived it does not meet.
    """

    id: int
    code: str
    name: str
    timezone: str
    meetings: tuple[Meeting, ...]
    summary_at: time
    late_after: timedelta
    opens_before: timedelta
    meets_since: datetime
    first_day: date | None = None  # of the term, by the class's own clock
    last_day: date | None = None
    imported: tuple[Appointment, ...] = ()  # earliest first, as the others
    opened: tuple[Appointment, ...] = ()
    changes: tuple[Change, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    warn_below: int | None = None  # per cent of sessions attended
    warn_absences: int | None = None  # in a row
    guardians: GuardianRule | None = None
    archived_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Edit:
    """An admin has set up a class or a holiday: from what, to what; None is that it was not there.

    A class is kept without its holidays. Taken back at ``undone_at``.
    """

    id: int
    at: datetime
    account_id: int
    before: Class | Holiday | None
    after: Class | Holiday | None
    undone_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When one meeting of a class takes place: what a session is made from."""

    date: date  # the local date it starts on
    opens_at: datetime
    starts_at: datetime
    late_at: datetime
    closes_at: datetime

    def is_open(self, at: datetime) -> bool:
        """Whether a selfie sent at that moment counts for it."""
        return self.opens_at <= at < self.closes_at


@dataclass(frozen=True, kw_only=True)
class Session(Plan):
    """One meeting of a class. ``settled_at`` is when the absent were marked."""

    id: int
    class_id: int
    settled_at: datetime | None = None

    @property
    def was_held(self) -> bool:
        """Whether it closed and the absent were marked; one called off on its way was not held."""
        return self.settled_at is not None and self.settled_at >= self.closes_at

    @property
    def called_off(self) -> bool:
        """Whether it took place no more, or not to its end: it was settled before that."""
        return self.settled_at is not None and self.settled_at < self.closes_at

    @property
    def called_off_afterwards(self) -> bool:
        """Whether it had closed when its day became a holiday: it is settled as of its start."""
        return self.settled_at == self.starts_at


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The one status of a student in a session; ``at`` is the arrival, or the decision."""

    session_id: int
    student_id: int
    status: Status
    source: Source
    at: datetime


@dataclass(frozen=True, kw_only=True)
class MarkChange:
    """A mark was changed by somebody: from what, to what; None is no mark."""

    id: int
    session_id: int
    student_id: int
    at: datetime
    account_id: int
    before: Mark | None
    after: Mark | None


@dataclass(frozen=True, kw_only=True)
class SentPicture:
    """A picture as Telegram keeps it, by the id under which it can be sent again."""

    file_id: str
    as_document: bool = False


@dataclass(frozen=True, kw_only=True)
class UpdateKey:
    """Which update something came from: the pair that finds a repeated one."""

    bot_id: int
    update_id: int


@dataclass(frozen=True, kw_only=True)
class CheckIn:
    """One attempt of a student: when it was sent, and what was decided, and why.

    ``verdict`` is an ``outcomes.Verdict``, ``reason`` a ``policy.Reason`` of a refusal, which may
    be disputed with its ``picture``.
    """

    update: UpdateKey
    student_id: int
    sent_at: datetime
    verdict: str
    session_id: int | None = None
    status: Status | None = None
    reason: str | None = None
    score: float | None = None
    picture: SentPicture | None = None


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """A student asks a teacher to look at a refused selfie; at most one a session."""

    id: int
    session_id: int
    student_id: int
    sent_at: datetime  # the selfie
    picture: SentPicture | None  # until it is forgotten
    reason: str
    score: float | None
    opened_at: datetime
    approved: bool | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Excuse:
    """A student asks to be excused from a class on a local date, and why."""

    id: int
    student_id: int
    class_id: int
    date: date
    reason: str
    asked_at: datetime
    approved: bool | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Teaching:
    """A teacher takes a class, and hears of it what falls due after ``assigned_at``.

    ``summary_at`` is their own time for its summaries, if they set one.
    """

    teacher: Teacher
    assigned_at: datetime
    summary_at: time | None = None
    muted: bool = False


@dataclass(frozen=True, kw_only=True)
class Template:
    """One enrolled embedding (512 float32, little-endian); compared only once ``active``."""

    id: int
    student_id: int
    embedding: bytes = field(repr=False)  # never in a log


@dataclass(frozen=True, kw_only=True)
class Invite:
    """A one-time code, known by its hash, that links an account to a person.

    As a guardian's, ``person_id`` is the student whose guardian opens it.
    """

    code_hash: str
    role: Role
    person_id: int
    expires_at: datetime
    used_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a student answered to which version of the consent text, and when."""

    student_id: int
    agreed: bool
    version: str
    text_hash: str
    at: datetime


class SummaryKind(StrEnum):
    """``so far`` while a session of that day is open, ``final`` once all have closed.

    ``weekly`` is of the week up to its last school day.
    """

    SO_FAR = "so far"
    FINAL = "final"
    WEEKLY = "weekly"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One summary owed to one teacher for one class, local date and kind."""

    teacher_id: int
    class_id: int
    date: date
    kind: SummaryKind


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who wrote to us: an account, and everything it is linked to."""

    account_id: int
    is_admin: bool = False
    student: Student | None = None
    teacher: Teacher | None = None
    guardian: Guardian | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """Every role this account has."""
        found: Iterable[Role | None] = (
            Role.ADMIN if self.is_admin else None,
            Role.TEACHER if self.teacher else None,
            Role.STUDENT if self.student else None,
            Role.GUARDIAN if self.guardian else None,
        )
        return frozenset(role for role in found if role)


def in_order(roll_no: str) -> list[str | int]:
    """A key to sort roll numbers by as people do: 2 before 10."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", roll_no)]


def code(text: str) -> str:
    """A class code or roll number in the one form it is stored and compared in."""
    upper = unicodedata.normalize("NFKC", text).upper()
    return unicodedata.normalize("NFKC", upper).strip()  # upper case can take letters apart
