"""A film of a head is verified: it turns as it was asked to, and is the student's."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from attendance import attempts, errors, liveness, policy
from attendance.liveness import Order
from attendance.model import Flag, Requirement, Session, Student
from attendance.open_meetings import Meeting
from attendance.outcomes import Attempt, Refused, Verdict
from attendance.policy import Reason
from attendance.ports import ClipReader, Fetch, UnitOfWork
from attendance.traces import KEPT, Look
from attendance.verification import Faces
from attendance.ways import Judged

# What a guess may be refused for; a film that is late or damaged is none.
_GUESSES = (
    Reason.OTHER_TURNS,
    Reason.FLAT,
    Reason.OTHER_PERSON,
    Reason.NO_MATCH,
    Reason.OTHER_MATCHES,
)
_NONE_EARLIER = timedelta(seconds=1)  # Telegram's dates are whole seconds


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The turns that somebody was asked for, and when Telegram took the question."""

    order: Order
    at: datetime

    def holds_at(self, moment: datetime) -> bool:
        """Whether an answer that Telegram took then was in time."""
        return self.at - _NONE_EARLIER <= moment <= self.at + liveness.VALID_FOR

    def is_new_at(self, moment: datetime) -> bool:
        """Whether it was asked so lately that whoever asks again has not seen it yet."""
        return timedelta() <= moment - self.at < liveness.JUST_NOW


@dataclass(frozen=True, kw_only=True)
class Film:
    """A short film that answers a question; ``file`` is Telegram's name of it."""

    faces: Faces
    clips: ClipReader
    fetch: Fetch
    asked: Asked
    sent_at: datetime
    file: str = field(repr=False)
    kind: Requirement = Requirement.VIDEO

    async def look(self) -> "SeenFilm":
        """Read the film, if it came in time."""
        seen = SeenFilm(faces=self.faces, look=Look(file=self.file))
        if not self.asked.holds_at(self.sent_at):
            return replace(seen, face=Reason.TOO_LATE)
        try:
            reading = await self.clips.read_clip(await self.fetch())
        except errors.UnreadableImage:
            return replace(seen, face=Reason.NOT_A_FILM)
        least = self.faces.accept_score
        reason = liveness.judge(reading, self.asked.order, same_person=least)
        face = reading.faces[0] if reading.faces else None
        if face is None or reason is not None:
            return replace(seen, face=reason or Reason.NO_FACE)
        return replace(seen, face=policy.flaw(face) or face.embedding.tobytes())


@dataclass(frozen=True, kw_only=True)
class SeenFilm:
    """The face of a film as it looks straight ahead, or what is wrong. The film itself is gone."""

    faces: Faces
    look: Look
    face: bytes | Reason = field(default=Reason.NO_FACE, repr=False)
    image: bytes | None = None

    async def judge(
        self, uow: UnitOfWork, student: Student, meetings: tuple[Meeting, ...]
    ) -> Judged:
        """The face is the student's, the film is new, and there were not too many before."""
        class_, plan = meetings[0]
        session = await uow.sessions.ensure(class_.id, plan)
        if await _has_tried_all(uow, student, session):
            return Judged(reason=Reason.TOO_OFTEN)
        if self.look.file and await uow.traces.of_file(self.look.file, plan.opens_at - KEPT):
            return Judged(reason=Reason.NOT_A_NEW_FILM, flags=(Flag.SAME_FILE,), look=self.look)
        if isinstance(self.face, Reason):
            return Judged(reason=self.face, look=self.look)
        judged = await self.faces.verify(uow, student, self.face)
        return replace(judged, meetings=() if judged.reason else meetings, look=self.look)


async def ask(
    uow: UnitOfWork, attempt: Attempt, student: Student, meeting: Meeting
) -> Refused | None:
    """Note that turns are shown to a student; or refuse to show any, after too many."""
    if await uow.check_ins.by_update(attempt.update, attempt.sent_at):
        return None  # noted before, but perhaps not shown
    class_, plan = meeting
    session = await uow.sessions.ensure(class_.id, plan)
    shown = await uow.check_ins.decided_as(student.id, session.id, Verdict.SHOWN)
    if shown >= liveness.MOST_QUESTIONS or await _has_tried_all(uow, student, session):
        return Refused(student=student, class_=class_, reason=Reason.TOO_OFTEN)
    question = attempts.stored(attempt, Requirement.VIDEO, student, Verdict.SHOWN)
    await uow.check_ins.add(replace(question, session_id=session.id))
    return None


async def _has_tried_all(uow: UnitOfWork, student: Student, session: Session) -> bool:
    tries = await uow.check_ins.refused_for(student.id, session.id, _GUESSES)
    return tries >= liveness.MOST_TRIES
