"""Who an account may be, and how it came to be: people, invites and what they agreed to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What an account may be; one account may be several, but a kiosk is nothing else."""

    STUDENT = "student"
    TEACHER = "teacher"
    ADMIN = "admin"
    GUARDIAN = "guardian"
    KIOSK = "kiosk"


class ConsentBy(StrEnum):
    """Who is asked whether a student's face may be compared."""

    STUDENT = "student"
    GUARDIAN = "guardian"


class Subject(StrEnum):
    """What an answer is about: comparing the face, or keeping and showing photos."""

    FACE = "face"
    PHOTO = "photo"


@dataclass(frozen=True, kw_only=True)
class Student:
    """Somebody whose attendance is taken. ``agreed`` is None until they have answered.

    ``keeps_photo`` is their other answer: whether their teachers may be shown an enrolment photo.
    ``selfie_days`` is for how long their selfies may be kept, 0 for not at all.
    """

    id: int
    roll_no: str
    name: str
    account_id: int | None = None
    agreed: bool | None = None
    agreed_by: ConsentBy | None = None  # on whose answer it rests
    left_at: datetime | None = None
    keeps_photo: bool | None = None
    selfie_days: int | None = None

    @property
    def decides(self) -> bool:
        """Whether it is on their own word that their face is compared."""
        return bool(self.agreed) and self.agreed_by is not ConsentBy.GUARDIAN


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
class Kiosk:
    """An account that stands at the door of a class, and marks who shows it their face."""

    account_id: int
    class_id: int
    linked_at: datetime


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who wrote to us: an account, and everything it is linked to."""

    account_id: int
    is_admin: bool = False
    student: Student | None = None
    teacher: Teacher | None = None
    guardian: Guardian | None = None
    kiosk: Kiosk | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """Every role this account has. A kiosk is in everybody's hands: it has no other."""
        if self.kiosk:
            return frozenset({Role.KIOSK})
        found: Iterable[Role | None] = (
            Role.ADMIN if self.is_admin else None,
            Role.TEACHER if self.teacher else None,
            Role.STUDENT if self.student else None,
            Role.GUARDIAN if self.guardian else None,
        )
        return frozenset(role for role in found if role)


@dataclass(frozen=True, kw_only=True)
class Template:
    """One enrolled embedding (512 float32, little-endian); compared only once ``active``."""

    id: int
    student_id: int
    embedding: bytes = field(repr=False)  # never in a log


@dataclass(frozen=True, kw_only=True)
class Invite:
    """A one-time code, known by its hash, that links an account to a person.

    As a guardian's, ``person_id`` is the student whose guardian opens it; as a kiosk's, the class.
    """

    code_hash: str
    role: Role
    person_id: int
    expires_at: datetime
    used_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What was answered about a student, to which version of which text, when and by whom.

    ``guardian_id`` is empty once that guardian has been forgotten.
    """

    student_id: int
    agreed: bool
    version: str
    text_hash: str
    at: datetime
    about: Subject = Subject.FACE
    by: ConsentBy = ConsentBy.STUDENT
    guardian_id: int | None = None
