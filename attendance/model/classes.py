"""Classes, when they meet, and the sessions that come of it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from attendance.model.people import ConsentBy, Teacher


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


class Requirement(StrEnum):
    """What a class may ask of a check-in, in the order in which it is told."""

    SELFIE = "selfie"
    CODE = "code"
    VIDEO = "video"
    LOCATION = "location"

    @property
    def shows_face(self) -> bool:
        """Whether a face is compared, which needs the student's consent and their photos."""
        return self in (Requirement.SELFIE, Requirement.VIDEO)

    @property
    def names_meeting(self) -> bool:
        """Whether it says itself which meeting it is for."""
        return self is Requirement.CODE


class Alternative(StrEnum):
    """How students whose face may not be compared are counted where a class asks for faces."""

    CODE = "code"
    ROLL = "roll"  # their teacher marks them


@dataclass(frozen=True, kw_only=True)
class Place:
    """A point on the earth, in degrees of WGS 84: what GPS, and Telegram with it, says."""

    latitude: float
    longitude: float


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
    A check-in counts once there is everything that it ``requires``.
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
    consent_by: ConsentBy | None = None  # None is as the settings say
    requires: frozenset[Requirement] = frozenset({Requirement.SELFIE})
    alternative: Alternative = Alternative.ROLL
    place: Place | None = None
    radius: int = 100  # metres around it
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
        """Whether it had closed by then, as when its day became a holiday: settled at its start."""
        return self.settled_at == self.starts_at


@dataclass(frozen=True, kw_only=True)
class Teaching:
    """A teacher takes a class, and hears of it what falls due after ``assigned_at``.

    ``summary_at`` is their own time for its summaries, if they set one.
    """

    teacher: Teacher
    assigned_at: datetime
    summary_at: time | None = None
    muted: bool = False
