"""What speaks against a check-in, and what it is recognised by."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from attendance.model.register import UpdateKey

MOST_OF_A_FILE = 100  # earlier pictures that are looked at, when one file is sent again and again


class Flag(StrEnum):
    """What looked odd about a check-in; a person decides what it means.

    Whoever finds something else adds its name here, and its words in ``bot.replies.flags``.
    """

    FORWARDED = "forwarded"
    VIA_BOT = "via another bot"
    CODE_PASSED_ON = "code passed on"
    SAME_FILE = "same file"
    SAME_PICTURE = "same picture"
    ENROLMENT_PHOTO = "enrolment photo"
    OTHER_DAY = "another day"


@dataclass(frozen=True, kw_only=True)
class Flagged:
    """A flag on a check-in, which its update and its date tell.

    ``earlier_at`` is when its picture was sent or taken before, ``other_id`` the student who sent
    it then, if it was another. ``accepted`` is what a teacher has decided.
    """

    id: int
    update: UpdateKey
    sent_at: datetime
    student_id: int
    flag: Flag
    earlier_at: datetime | None = None
    other_id: int | None = None
    accepted: bool | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Trace:
    """What a picture is found again by: Telegram's name of its file, and how it looks.

    ``looks`` is a perceptual hash; there is none of what shows no face.
    """

    file: str | None = field(default=None, repr=False)
    looks: bytes | None = field(default=None, repr=False)

    def __bool__(self) -> bool:
        return bool(self.file or self.looks)


@dataclass(frozen=True, kw_only=True)
class KioskPhoto:
    """A photo that a kiosk of a class has sent; ``refused`` is why it marked nobody.

    ``file`` is Telegram's name of its file.
    """

    update: UpdateKey
    sent_at: datetime
    class_id: int
    file: str = field(repr=False)
    refused: Flag | None = None


@dataclass(frozen=True, kw_only=True)
class Traced:
    """A picture that was sent before, and for which class."""

    student_id: int
    class_id: int
    sent_at: datetime
    looks: bytes | None = field(default=None, repr=False)
