"""What is known of a student in a session, and how that came about."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from attendance.model.classes import Requirement


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
    VIDEO = "video"
    CODE = "code"
    LOCATION = "location"
    KIOSK = "kiosk"
    GROUP_PHOTO = "group photo"
    TEACHER = "teacher"
    CLOSING = "closing"

    @property
    def is_check_in(self) -> bool:
        """Whether the student checked in, so that the mark says when they came."""
        return self in (Source.SELFIE, Source.VIDEO, Source.CODE, Source.LOCATION, Source.KIOSK)


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
class UpdateKey:
    """Which update something came from: the pair that finds a repeated one."""

    bot_id: int
    update_id: int


@dataclass(frozen=True, kw_only=True)
class SentPicture:
    """A picture as Telegram keeps it, by the id under which it can be sent again."""

    file_id: str
    as_document: bool = False


@dataclass(frozen=True, kw_only=True)
class CheckIn:
    """One attempt of a student: when it was sent, and what was decided, and why.

    ``verdict`` is an ``outcomes.Verdict``, ``reason`` a ``policy.Reason`` of a refusal, which may
    be disputed with its ``picture``. One that its class asks more than is kept for a while.
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
    kind: Requirement = Requirement.SELFIE
    kept_until: datetime | None = None  # while it waits for the others


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
