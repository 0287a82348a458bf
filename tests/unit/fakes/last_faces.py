"""The faces of students' last selfies, in memory."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from attendance.model import LastFace
from storage.errors import Conflict
from tests.unit.fakes.state import Repository


class LastFaces(Repository):
    async def put(self, student_id: int, model: str, embedding: bytes, at: datetime) -> None:
        if student_id not in self._state.students:
            raise Conflict("a selfie is a student's")
        face = LastFace(student_id=student_id, embedding=embedding, kept_at=at, compared=False)
        self._state.last_faces[student_id] = (model, face)

    async def has(self, student_id: int) -> bool:
        return student_id in self._state.last_faces

    async def any_new(self, model: str) -> bool:
        return any(not face.compared for face in self._of_model(model))

    async def page(self, model: str, after: int, limit: int) -> list[LastFace]:
        return [face for face in self._of_model(model) if face.student_id > after][:limit]

    async def note_compared(self, faces: Collection[LastFace]) -> None:
        for one in faces:
            model, face = self._state.last_faces.get(one.student_id, ("", one))
            if model and face.kept_at == one.kept_at:
                self._state.last_faces[one.student_id] = (model, replace(face, compared=True))

    async def forget(self, before: datetime) -> int:
        return self._erase(lambda face: face.kept_at < before)

    async def forget_of(self, student_id: int) -> int:
        return self._erase(lambda face: face.student_id == student_id)

    def _of_model(self, model: str) -> list[LastFace]:
        found = [face for of, face in self._state.last_faces.values() if of == model]
        return sorted(found, key=lambda face: face.student_id)

    def _erase(self, which: Callable[[LastFace], bool]) -> int:
        gone = [key for key, (_, face) in self._state.last_faces.items() if which(face)]
        for key in gone:
            del self._state.last_faces[key]
        return len(gone)
