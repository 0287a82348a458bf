"""The code that is shown in the room: six digits of a secret of the session, by the time.

Whether a code counts goes by Telegram's date of the message that gives it, never by when we read
it: a backlog makes no code old. It counts while it is shown and one step longer, for people need a
moment to type; and one step earlier, for our clock may be ahead of Telegram's. A code that nobody
has been shown yet is known to nobody, so that costs nothing but a guess (RFC 6238, 5.2 and 6).
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from attendance import errors, open_meetings
from attendance.model import (
    Alternative,
    Class,
    CodeTry,
    Requirement,
    Screen,
    Session,
    Student,
)
from attendance.open_meetings import Meeting
from attendance.outcomes import Attempt
from attendance.policy import Reason
from attendance.ports import Codes, UnitOfWork
from attendance.summary import of_session
from attendance.ways import Judged

DIGITS = 6
MOST_WRONG = 5  # of one student in that time; three of a million codes count: 15 in a million
WITHIN = timedelta(minutes=10)
KEPT = timedelta(days=7)  # who gave which code: for as long as teachers settle a session
LASTS = timedelta(minutes=10)  # a secret, after the closing: for what was begun before that

_SECRET_BYTES = 20  # 160 bits, as RFC 4226 recommends
_COUNTS = (0, 1, -1)  # steps back
_OLD = 15  # steps back: within five minutes a code is late rather than wrong
_KEY_LENGTH = 22  # characters of 6 bits: 128 bits and more


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many of a session are in, of how many who belong to it."""

    attended: int
    expected: int


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What is shown in the room at a moment."""

    class_: Class
    session: Session
    code: str
    until: datetime
    counts: Counts


@dataclass(frozen=True, kw_only=True)
class RoomCode:
    """A code that was typed, or scanned: then its QR names the session. A ``ways.Way``."""

    codes: Codes
    attempt: Attempt
    code: str
    session_id: int | None = None
    kind: Requirement = Requirement.CODE
    image: None = None

    async def look(self) -> "RoomCode":
        """There is nothing to look at but the digits."""
        return self

    async def judge(
        self, uow: UnitOfWork, student: Student, meetings: tuple[Meeting, ...]
    ) -> Judged:
        """Hold for the meeting whose code it is, unless too many were wrong before."""
        rooms = [
            one
            for one in [await _room(uow, meeting) for meeting in meetings]
            if one and self.session_id in (None, one.session.id)
        ]
        if not rooms:
            return Judged(reason=Reason.NO_CODE if self.session_id is None else Reason.OTHER_CODE)
        wrong = await self._wrong(uow, student)
        if _are_too_many(wrong, self.attempt.sent_at):
            return Judged(reason=Reason.TOO_MANY_CODES)
        for room in rooms:
            shown_at = self._shown_at(room, _COUNTS)
            if shown_at is not None:
                await uow.rooms.add(self._try(student, room, shown_at))
                return Judged(meetings=(room.meeting,))
        if any(self._shown_at(room, range(2, _OLD + 1)) for room in rooms):
            return Judged(reason=Reason.OLD_CODE)
        given = self._try(student, rooms[0], None)
        await uow.rooms.add(given)
        return Judged(reason=_if_wrong([*wrong, given]))

    def _shown_at(self, room: "_Room", steps: Iterable[int]) -> datetime | None:
        """Since when it was shown, if that was so many steps ago."""
        since = shown_since(self.codes, self.attempt.sent_at)
        for moment in (since - back * self.codes.step for back in steps):
            if hmac.compare_digest(self.codes.at(room.secret, moment), self.code):
                return moment
        return None

    async def _wrong(self, uow: UnitOfWork, student: Student) -> list[CodeTry]:
        """Far enough back to tell whether there were too many at any moment that counts now."""
        at = self.attempt.sent_at
        tries = await uow.rooms.of_student(student.id, at - 2 * WITHIN)
        return [one for one in tries if one.shown_at is None and one.sent_at <= at]

    def _try(self, student: Student, room: "_Room", shown_at: datetime | None) -> CodeTry:
        return CodeTry(
            update=self.attempt.update,
            student_id=student.id,
            session_id=room.session.id,
            sent_at=self.attempt.sent_at,
            shown_at=shown_at,
        )


@dataclass(frozen=True, kw_only=True)
class _Room:
    """A meeting whose code is shown, or has been."""

    meeting: Meeting
    session: Session
    secret: bytes


def _are_too_many(wrong: Iterable[CodeTry], at: datetime) -> bool:
    """Whether no code is taken after these, as of a moment."""
    return sum(at - WITHIN < one.sent_at <= at for one in wrong) >= MOST_WRONG


def _if_wrong(wrong: Sequence[CodeTry]) -> Reason:
    """Why the last of these is refused. Whoever goes on guessing has had their last code before."""
    *earlier, given = wrong
    if not _are_too_many(wrong, given.sent_at):
        return Reason.WRONG_CODE
    begins = given.sent_at - WITHIN
    lasts = (one for one in earlier if _are_too_many(earlier, one.sent_at))
    went_on = any(one.sent_at > begins for one in lasts)
    return Reason.TOO_MANY_CODES if went_on else Reason.LAST_CODE


async def secret_of(uow: UnitOfWork, session: Session) -> bytes:
    """The secret of a session, made if it has none."""
    secret = await uow.rooms.secret(session.id)
    if secret is None:
        secret = secrets.token_bytes(_SECRET_BYTES)
        await uow.rooms.keep(session.id, secret)
    return secret


async def shown(uow: UnitOfWork, codes: Codes, session_id: int, at: datetime) -> Shown | None:
    """What is to be shown of a session; nothing when it is not open, or has no secret."""
    try:
        session = await uow.sessions.get(session_id)
    except errors.NotFound:
        return None
    secret = await uow.rooms.secret(session_id)
    if secret is None or session.called_off or not session.is_open(at):
        return None
    return Shown(
        class_=await uow.classes.get(session.class_id),
        session=session,
        code=codes.at(secret, at),
        until=shown_since(codes, at) + codes.step,
        counts=await counts(uow, session),
    )


async def counts(uow: UnitOfWork, session: Session) -> Counts:
    """Who is in, as a number."""
    people = (await of_session(uow, session)).people
    attended = [one for one in people if one.status and one.status.attended]
    return Counts(attended=len(attended), expected=len(people))


def is_asked(class_: Class) -> bool:
    """Whether the class asks anybody for its code."""
    return Requirement.CODE in class_.requires or class_.alternative is Alternative.CODE


def shown_since(codes: Codes, at: datetime) -> datetime:
    """When the code of a moment was first shown."""
    seconds = codes.step.total_seconds()
    return datetime.fromtimestamp(at.timestamp() // seconds * seconds, UTC)


def page_key(secret: bytes, screen: Screen) -> str:
    """What the address of a screen's page ends with: nobody can guess it, and it ends with it."""
    shown = f"page {screen.chat_id} {screen.since.isoformat()}"
    digest = hmac.digest(secret, shown.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode()[:_KEY_LENGTH]


def is_key(key: str, secret: bytes, screen: Screen) -> bool:
    """Whether this is the key of a screen's page."""
    return hmac.compare_digest(key.encode(), page_key(secret, screen).encode())


async def _room(uow: UnitOfWork, meeting: Meeting) -> _Room | None:
    session = await open_meetings.session_of(uow, meeting)
    secret = await uow.rooms.secret(session.id) if session else None
    return _Room(meeting=meeting, session=session, secret=secret) if session and secret else None
