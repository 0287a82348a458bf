"""A film of a head is verified: it turns as it was asked to, and is the student's."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from attendance import errors, liveness, policy
from attendance.liveness import Order
from attendance.model import Flag, Requirement, Student
from attendance.open_meetings import Meeting
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
        tries = await uow.check_ins.refused_for(student.id, session.id, _GUESSES)
        if tries >= liveness.MOST_TRIES:
            return Judged(reason=Reason.TOO_OFTEN)
        if self.look.file and await uow.traces.of_file(self.look.file, plan.opens_at - KEPT):
            return Judged(reason=Reason.NOT_NEW, flags=(Flag.SAME_FILE,), look=self.look)
        if isinstance(self.face, Reason):
            return Judged(reason=self.face, look=self.look)
        judged = await self.faces.verify(uow, student, self.face)
        return replace(judged, meetings=() if judged.reason else meetings, look=self.look)
