"""A selfie is verified: fetched and read, and its one face compared with the student's."""

from dataclasses import dataclass, field, replace

from attendance import errors, last_faces, policy
from attendance.gallery import follow
from attendance.model import Requirement, Student
from attendance.open_meetings import Meeting
from attendance.policy import Reason
from attendance.ports import Clock, Fetch, Gallery, Reader, UnitOfWork
from attendance.traces import Look
from attendance.ways import Judged


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """The faces of last selfies are kept, of those who have agreed to the text of this version."""

    text_version: str
    clock: Clock


@dataclass(frozen=True, kw_only=True)
class Faces:
    """What faces are compared with. No cosine below ``accept_score`` is the same person."""

    reader: Reader
    gallery: Gallery
    accept_score: float
    keeping: Keeping | None = None

    async def keep(self, uow: UnitOfWork, student: Student, face: bytes) -> None:
        """Keep the face of a selfie that is the student's, where that is wanted."""
        if self.keeping:
            await last_faces.keep(
                uow,
                student,
                face,
                model=self.reader.model,
                text_version=self.keeping.text_version,
                at=self.keeping.clock(),
            )

    async def verify(self, uow: UnitOfWork, student: Student, face: bytes) -> Judged:
        """Whether an embedding is the student's, by all templates there are at this moment."""
        await follow(uow, self.gallery, self.reader.model)
        lookalikes = await uow.lookalikes.of(student.id)
        comparison = self.gallery.compare(face, student.id, lookalikes=lookalikes)
        reason = policy.verify(comparison, self.accept_score)
        return Judged(reason=reason, score=comparison.claimed)


@dataclass(frozen=True, kw_only=True)
class Selfie:
    """A photo that shows one face."""

    faces: Faces
    fetch: Fetch
    kind: Requirement = Requirement.SELFIE

    async def look(self) -> "SeenSelfie":
        """Read the photo; what is no picture is not kept."""
        try:
            image = await self.fetch()
            reading = await self.faces.reader.read(image, most=policy.FACES_NEEDED)
        except errors.UnreadableImage as error:
            reason = Reason.TOO_LARGE if error.too_large else Reason.NOT_A_PICTURE
            return SeenSelfie(faces=self.faces, face=reason)
        face = policy.single_face(reading)
        seen = face if isinstance(face, Reason) else face.embedding.tobytes()
        look = Look(appearance=reading.appearance, taken_at=reading.taken_at)
        return SeenSelfie(faces=self.faces, face=seen, image=image, looks=look)


@dataclass(frozen=True, kw_only=True)
class SeenSelfie:
    """The embedding of the one good face in a photo, or what is wrong; and the photo itself."""

    faces: Faces
    face: bytes | Reason = field(repr=False)
    image: bytes | None = field(default=None, repr=False)
    looks: Look = field(default_factory=Look)

    async def judge(
        self, uow: UnitOfWork, student: Student, meetings: tuple[Meeting, ...]
    ) -> Judged:
        """The face is the student's, or not, for whichever meeting."""
        if isinstance(self.face, Reason):
            return Judged(reason=self.face, look=self.looks)
        judged = await self.faces.verify(uow, student, self.face)
        if judged.reason is None:
            await self.faces.keep(uow, student, self.face)
        held = () if judged.reason else meetings
        return replace(judged, meetings=held, look=self.looks)
