"""What comes of a selfie: the attempt, and everything that can be answered to it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from attendance.model import (
    Change,
    Class,
    Holiday,
    Mark,
    Plan,
    Requirement,
    SentPicture,
    Session,
    Student,
    UpdateKey,
)
from attendance.policy import Reason


class Verdict(StrEnum):
    """What became of a check-in; the names under which it is stored."""

    MARKED = "marked"
    REFUSED = "refused"
    ALREADY = "already"
    NO_CLASS = "no class"
    NO_TEMPLATE = "no template"
    ASKED = "which class"
    KEPT = "kept"  # its class asks for more
    UNASKED = "not asked for"
    SHOWN = "turns shown"  # for a film to answer


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What an account sent to be counted. ``sent_at`` is Telegram's date.

    ``picture`` is what it can be sent to a teacher by, if it is refused, and ``file`` Telegram's
    name of its file, the same wherever that is sent.
    """

    update: UpdateKey
    account_id: int
    sent_at: datetime
    picture: SentPicture | None = None
    file: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class NotLinked:
    """The account belongs to no student."""


@dataclass(frozen=True, kw_only=True)
class NotAgreed:
    """The student has not agreed to be compared: they said no, or have not answered."""

    student: Student


@dataclass(frozen=True, kw_only=True)
class NoTemplate:
    """There is no photo of the student to compare with."""

    student: Student


@dataclass(frozen=True, kw_only=True)
class NotMeeting:
    """A class would have met, but for a holiday or a change of that meeting."""

    class_: Class
    why: Holiday | Change


@dataclass(frozen=True, kw_only=True)
class NoClass:
    """No session of the student's classes was open; the next one, if there is one soon."""

    student: Student
    upcoming: tuple[Class, Plan] | None
    called_off: tuple[NotMeeting, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Marked:
    """The student is present, or late."""

    student: Student
    class_: Class
    session: Session
    mark: Mark
    before: Mark | None = None  # the absence that this mark replaces


@dataclass(frozen=True, kw_only=True)
class Already:
    """The student had a mark that stands: they were there, or a teacher decided."""

    student: Student
    class_: Class
    session: Session
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """The class asks for more: for what is ``missing``, by ``until``.

    ``kept`` is what it has; where that is nothing, what was sent is not what the class asks for.
    ``expired`` was given too long ago, and is missing again.
    """

    student: Student
    class_: Class
    missing: tuple[Requirement, ...]
    kept: tuple[Requirement, ...] = ()
    until: datetime | None = None
    expired: tuple[Requirement, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Refused:
    """What was sent was not accepted; what the class was given before is ``still`` kept."""

    student: Student
    class_: Class
    reason: Reason
    still: Lacking | None = None


@dataclass(frozen=True, kw_only=True)
class WhichClass:
    """The photo is the student's, and several of their meetings take place at once.

    ``elsewhere`` is a mark that they have of another one of these; ``meetings`` are the rest.
    """

    student: Student
    attempt: Attempt
    meetings: tuple[tuple[Class, Plan], ...]
    elsewhere: Already | None = None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which of several meetings the attempt of an update was for, as its student says."""

    update: UpdateKey
    sent_at: datetime
    account_id: int
    class_id: int
    starts_at: datetime


Outcome = (
    NotLinked | NotAgreed | NoTemplate | NoClass | Marked | Lacking | Already | Refused | WhichClass
)
