"""What the fake remembers: plain containers of frozen values, so that a shallow copy isolates."""

from copy import copy
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Protocol, Self

from attendance.mail import Conversation, Lease, Message, Origin, Received
from attendance.model import (
    Act,
    CheckIn,
    Class,
    CodeTry,
    Delivery,
    Dispute,
    Edit,
    Excuse,
    Flagged,
    Guardian,
    Holiday,
    Invite,
    Kiosk,
    KioskPhoto,
    LastFace,
    Mark,
    MarkChange,
    Receipt,
    Screen,
    SentPicture,
    Session,
    Student,
    Suspicion,
    Teacher,
    Teaching,
    Trace,
    Traced,
    UpdateKey,
    Why,
)
from attendance.ports import Told
from attendance.standing import GivenWarning


@dataclass(frozen=True, kw_only=True)
class Membership:
    class_id: int
    student_id: int
    joined_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class KeptTemplate:
    student_id: int
    model: str
    state: str  # pending, active or erased
    embedding: bytes | None
    photo: bytes | None
    stored_at: datetime
    stored_revision: int = 0
    revision: int | None = None
    picture: SentPicture | None = None
    trace: Trace | None = None


@dataclass(frozen=True, kw_only=True)
class KeptSelfie:
    student_id: int
    image: bytes
    erase_at: datetime


@dataclass(frozen=True, kw_only=True)
class KeptTrace:
    traced: Traced
    file: str | None


@dataclass(frozen=True, kw_only=True)
class KeptUpdate:
    update: Received
    received_at: datetime
    available_at: datetime
    done_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True, kw_only=True)
class KeptMessage:
    message: Message
    urgent: bool
    available_at: datetime
    attempts: int = 0
    error: str | None = None
    lease: Lease | None = None
    answers: Origin | None = None
    failing_since: datetime | None = None
    behind: bool = False
    set_aside_at: datetime | None = None


@dataclass(kw_only=True)
class State:
    last_id: int = 0
    students: dict[int, Student] = field(default_factory=dict)
    teachers: dict[int, Teacher] = field(default_factory=dict)
    classes: dict[int, Class] = field(default_factory=dict)
    memberships: list[Membership] = field(default_factory=list)
    teaching: dict[tuple[int, int], Teaching] = field(default_factory=dict)
    holidays: list[Holiday] = field(default_factory=list)
    edits: dict[int, Edit] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)
    marks: dict[tuple[int, int], Mark] = field(default_factory=dict)
    check_ins: dict[tuple[UpdateKey, datetime], CheckIn] = field(default_factory=dict)
    selfies: dict[tuple[UpdateKey, datetime], KeptSelfie] = field(default_factory=dict)
    secrets: dict[int, bytes] = field(default_factory=dict)
    screens: dict[int, Screen] = field(default_factory=dict)
    code_tries: dict[tuple[UpdateKey, datetime], CodeTry] = field(default_factory=dict)
    history: dict[int, MarkChange] = field(default_factory=dict)
    flags: dict[int, Flagged] = field(default_factory=dict)
    traces: dict[tuple[UpdateKey, datetime], KeptTrace] = field(default_factory=dict)
    kiosk_photos: dict[tuple[UpdateKey, datetime], KioskPhoto] = field(default_factory=dict)
    disputes: dict[int, Dispute] = field(default_factory=dict)
    excuses: dict[int, Excuse] = field(default_factory=dict)
    unreachable: dict[int, datetime] = field(default_factory=dict)
    warnings: dict[int, GivenWarning] = field(default_factory=dict)
    guardians: dict[int, Guardian] = field(default_factory=dict)
    guardianships: dict[tuple[int, int], datetime] = field(default_factory=dict)
    asked: dict[tuple[int, int], str] = field(default_factory=dict)
    notices: dict[Told, tuple[bool, datetime]] = field(default_factory=dict)
    unjudged: set[tuple[int, int]] = field(default_factory=set)
    revision: int = 0
    templates: dict[int, KeptTemplate] = field(default_factory=dict)
    last_faces: dict[int, tuple[str, LastFace]] = field(default_factory=dict)
    lookalikes: set[tuple[int, int]] = field(default_factory=set)
    suspicions: dict[tuple[int, int, Why], Suspicion] = field(default_factory=dict)
    kiosks: dict[int, Kiosk] = field(default_factory=dict)
    invites: dict[str, Invite] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    deliveries: dict[Delivery, datetime] = field(default_factory=dict)
    audit: list[Act] = field(default_factory=list)
    inbox: dict[UpdateKey, KeptUpdate] = field(default_factory=dict)
    outbox: dict[int, KeptMessage] = field(default_factory=dict)
    conversations: dict[int, Conversation] = field(default_factory=dict)

    def copy(self) -> Self:
        return type(self)(**{part.name: copy(getattr(self, part.name)) for part in fields(self)})

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def next_revision(self) -> int:
        self.revision += 1
        return self.revision


class Working(Protocol):
    """A unit of work that lends its state while it is open."""

    @property
    def state(self) -> State: ...


class Repository:
    def __init__(self, unit: Working) -> None:
        self._unit = unit

    @property
    def _state(self) -> State:
        return self._unit.state
