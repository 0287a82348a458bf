"""A teacher sends a photo of the class: everybody recognised in it is marked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from attendance import errors, marking
from attendance.gallery import follow
from attendance.model import Class, Mark, MarkChange, Session, Source, Status, Student
from attendance.policy import Reason
from attendance.ports import Face, Fetch, Gallery, Reader, UnitOfWork
from attendance.summary import roster


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One face of the photo, and whom it shows; None is somebody unknown."""

    face: Face
    student: Student | None


async def look(reader: Reader, fetch: Fetch) -> Sequence[Face] | Reason:
    """Every face of the photo from left to right, or why there is none."""
    try:
        reading = await reader.read(await fetch())
    except errors.UnreadableImage as error:
        return Reason.TOO_LARGE if error.too_large else Reason.NOT_A_PICTURE
    return sorted(reading.faces, key=lambda face: face.box[0]) or Reason.NO_FACE


async def recognise(
    uow: UnitOfWork, gallery: Gallery, model: str, session: Session, faces: Sequence[Face]
) -> list[Seen]:
    """Whom the faces show, of the students of the session who have agreed to be compared."""
    await follow(uow, gallery, model)
    agreed = {one.id: one for one in await roster(uow, session) if one.agreed}
    found = gallery.identify([face.embedding.tobytes() for face in faces], among=agreed.keys())
    return [
        Seen(face=face, student=None if one.student_id is None else agreed[one.student_id])
        for face, one in zip(faces, found, strict=True)
    ]


async def session_at(uow: UnitOfWork, class_: Class, sent_at: datetime) -> Session | None:
    """The session that was open when the photo was sent: arrival is Telegram's date."""
    session = await marking.meant(uow, class_, sent_at)
    return session if session and session.is_open(sent_at) else None


async def mark(
    uow: UnitOfWork,
    session: Session,
    student_ids: Collection[int],
    *,
    sent_at: datetime,
    by: int,
    at: datetime,
    source: Source = Source.GROUP_PHOTO,
) -> list[MarkChange]:
    """Mark who was recognised, unless they were there before or a teacher has decided.

    Whoever has left or said no since the photo was looked at is not marked by it.
    """
    changes = []
    agreed = {one.id for one in await roster(uow, session) if one.agreed}
    for student_id in (one for one in student_ids if one in agreed):
        before = await uow.marks.find(session.id, student_id)
        if before and (before.status.attended or before.source is Source.TEACHER):
            continue
        after = Mark(
            session_id=session.id,
            student_id=student_id,
            status=status_at(session, sent_at),
            source=source,
            at=sent_at,
        )
        changes.append(await marking.put(uow, before, after, by=by, at=at))
    return changes


def status_at(session: Session, sent_at: datetime) -> Status:
    """What somebody is who was first seen at that moment."""
    return Status.LATE if sent_at > session.late_at else Status.PRESENT
