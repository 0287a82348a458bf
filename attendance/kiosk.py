"""A kiosk stands at the door of a class: whoever shows it their face is marked.

Nobody says who they are, and nobody looks over what it does, so it takes more than a group photo
does: a face is identified among the class, must pass as a selfie of that student among the whole
school, and must not be as like another student of the class. What it marks can be taken back by
whoever stands there, for a minute.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from attendance import errors, group_photo, marking, policy
from attendance.gallery import follow
from attendance.model import Kiosk, Mark, MarkChange, Session, Source, Student
from attendance.policy import Reason
from attendance.ports import Face, Fetch, Gallery, Identity, Reader, UnitOfWork
from attendance.summary import roster

MOST_FACES = 10  # that fit in front of a tablet; each gets a line and a button
UNDONE_WITHIN = timedelta(minutes=1)  # whoever was taken for somebody else still stands there
LEFT_ALONE = 2 * UNDONE_WITHIN  # a new photo at once would find the same person again


class Unknown(StrEnum):
    """Why a face is nobody's, though the picture of it is good enough."""

    NOBODY = "nobody of the class"
    ALIKE = "as like another"
    DENIED = "was said not to be them"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A face, and whom it shows, or why it is nobody's."""

    face: Face
    who: Student | Unknown | Reason


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Somebody who is there. ``change`` is how the photo has marked them, None if it was before."""

    student: Student
    mark: Mark
    change: MarkChange | None


Result = Counted | Unknown | Reason


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """The mark is as it was before; ``change`` None if it had been taken back already."""

    student: Student
    before: MarkChange
    change: MarkChange | None


@dataclass(frozen=True, kw_only=True)
class TooLate:
    """Whoever it was may have gone in, or somebody has changed the mark."""

    student: Student


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The faces in a photo, from left to right; ``taken_at`` is by the camera's clock."""

    faces: Sequence[Face]
    taken_at: datetime | None


async def look(reader: Reader, fetch: Fetch) -> Shown | Reason:
    """Those who stand before the kiosk, or why there is nobody.

    Somebody further away is passing by, as in a selfie.
    """
    try:
        reading = await reader.read(await fetch(), most=MOST_FACES)
    except errors.UnreadableImage as error:
        return Reason.TOO_LARGE if error.too_large else Reason.NOT_A_PICTURE
    if not reading.faces:
        return Reason.TOO_DARK if Reason.TOO_DARK in reading.problems else Reason.NO_FACE
    faces = sorted(policy.foreground(reading.faces), key=lambda face: face.box[0])
    return Shown(faces=faces, taken_at=reading.taken_at)


@dataclass(frozen=True, kw_only=True)
class Recogniser:
    """Says whom faces show. No cosine below ``accept_score`` counts as the same person."""

    gallery: Gallery
    model: str
    accept_score: float

    async def recognise(
        self, uow: UnitOfWork, session: Session, faces: Sequence[Face]
    ) -> list[Seen]:
        """Whom the faces show, of the students of the session who have agreed to be compared."""
        await follow(uow, self.gallery, self.model)
        agreed = {one.id: one for one in await roster(uow, session) if one.agreed}
        embeddings = [face.embedding.tobytes() for face in faces]
        found = self.gallery.identify(embeddings, among=agreed.keys())
        there = {one.student_id for one in found}
        return [
            Seen(face=face, who=await self._who(uow, face, identity, agreed, there))
            for face, identity in zip(faces, found, strict=True)
        ]

    async def _who(
        self,
        uow: UnitOfWork,
        face: Face,
        identity: Identity,
        agreed: dict[int, Student],
        there: set[int | None],
    ) -> Student | Unknown | Reason:
        if identity.student_id is None:
            return policy.worst_problem(face) or Unknown.NOBODY
        if not policy.tells_apart(identity) and identity.runner_up_id not in there:
            return Unknown.ALIKE
        lookalikes = await uow.lookalikes.of(identity.student_id)
        comparison = self.gallery.compare(
            face.embedding.tobytes(), identity.student_id, lookalikes=lookalikes
        )
        if policy.verify(comparison, self.accept_score):
            return policy.worst_problem(face) or Unknown.NOBODY
        return agreed[identity.student_id]


async def count(
    uow: UnitOfWork,
    kiosk: Kiosk,
    session: Session,
    seen: Sequence[Seen],
    *,
    sent_at: datetime,
    at: datetime,
) -> list[Result]:
    """Mark those who were recognised, as a group photo would, and say what became of each face.

    Who has just been said not to be there is left alone for a while.
    """
    denied, known = set(), []
    for student in (one.who for one in seen if isinstance(one.who, Student)):
        if await _was_denied(uow, kiosk, session, student, at):
            denied.add(student.id)
        else:
            known.append(student.id)
    changes = await group_photo.mark(
        uow, session, known, sent_at=sent_at, by=kiosk.account_id, at=at, source=Source.KIOSK
    )
    changed = {one.student_id: one for one in changes}
    return [await _result(uow, session, one.who, denied, changed) for one in seen]


async def take_back(
    uow: UnitOfWork, kiosk: Kiosk, change_id: int, at: datetime
) -> TakenBack | TooLate | None:
    """Undo what this kiosk has marked, for a minute; None where it has marked no such thing."""
    try:
        made = await uow.history.get(change_id)
    except errors.NotFound:
        return None
    session = await uow.sessions.get(made.session_id)
    if made.account_id != kiosk.account_id or session.class_id != kiosk.class_id or not made.after:
        return None
    student = await uow.students.get(made.student_id)
    if (await uow.history.of(session.id, student.id))[-1] != made and await _was_denied(
        uow, kiosk, session, student, at
    ):
        return TakenBack(student=student, before=made, change=None)
    if made.at + UNDONE_WITHIN < at:
        return TooLate(student=student)
    undone = await marking.undo(uow, made, by=kiosk.account_id, at=at)
    if undone is None:
        return TooLate(student=student)
    return TakenBack(student=student, before=made, change=undone)


async def _result(
    uow: UnitOfWork,
    session: Session,
    who: Student | Unknown | Reason,
    denied: Collection[int],
    changed: Mapping[int, MarkChange],
) -> Result:
    if not isinstance(who, Student):
        return who
    if who.id in denied:
        return Unknown.DENIED
    mark = await uow.marks.find(session.id, who.id)
    if mark is None:  # they have left or said no since the photo was looked at
        return Unknown.NOBODY
    return Counted(student=who, mark=mark, change=changed.get(who.id))


async def _was_denied(
    uow: UnitOfWork, kiosk: Kiosk, session: Session, student: Student, at: datetime
) -> bool:
    """Whether this kiosk's last word on them was that they are not there, a moment ago."""
    changes = await uow.history.of(session.id, student.id)
    last = changes[-1] if changes else None
    if last is None or last.account_id != kiosk.account_id or at - last.at >= LEFT_ALONE:
        return False
    return last.after is None or not last.after.status.attended
