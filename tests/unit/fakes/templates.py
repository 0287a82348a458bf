"""Templates in memory, followed by revision; what was erased leaves its id behind."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from attendance.model import Template
from tests.unit.fakes.people import stored
from tests.unit.fakes.state import KeptTemplate, Repository


@dataclass(frozen=True, kw_only=True)
class Changes:
    revision: int
    added: tuple[Template, ...]
    removed: tuple[int, ...]


class Templates(Repository):
    async def add(
        self, *, student_id: int, model: str, embedding: bytes, photo: bytes, at: datetime
    ) -> int | None:
        student = stored(self._state.students, "student", student_id)
        wanted = (student_id, model, photo)
        if any((t.student_id, t.model, t.photo) == wanted for t in self._kept()):
            return None
        template_id = self._state.next_id()
        self._state.templates[template_id] = KeptTemplate(
            student_id=student_id,
            model=model,
            state="active" if student.agreed else "pending",
            embedding=embedding,
            photo=photo,
            stored_at=at,
            stored_revision=self._state.revision,
            revision=self._state.next_revision() if student.agreed else None,
        )
        return template_id

    async def count(self, student_id: int, model: str) -> int:
        wanted = (student_id, model)
        return sum((t.student_id, t.model) == wanted for t in self._kept())

    async def counts(self, model: str) -> Counter[int]:
        return Counter(t.student_id for t in self._kept() if t.model == model)

    async def has(self, student_id: int, template_id: int) -> bool:
        wanted = self._state.templates.get(template_id)
        return any(t is wanted and t.student_id == student_id for t in self._kept())

    async def has_photo(self, student_id: int, model: str, photo: bytes) -> bool:
        wanted = (student_id, model, photo)
        return any((t.student_id, t.model, t.photo) == wanted for t in self._kept())

    async def active(self, student_id: int, model: str, *, but: Collection[bytes]) -> list[bytes]:
        wanted = (student_id, model, "active")
        return [
            t.embedding
            for t in self._kept()
            if (t.student_id, t.model, t.state) == wanted and t.photo not in but and t.embedding
        ]

    async def new_to(self, template_id: int) -> set[int]:
        own = self._state.templates[template_id]
        return {
            t.student_id
            for t in self._kept()
            if t.model == own.model and t.student_id != own.student_id and t.state == "active"
            if t.revision is not None and t.revision > own.stored_revision
        }

    async def activate(self, student_id: int) -> int:
        return self._change(
            lambda t: t.student_id == student_id and t.state == "pending",
            lambda t, revision: replace(t, state="active", revision=revision),
        )

    async def suspend(self, student_id: int, at: datetime) -> int:
        return self._change(
            lambda t: t.student_id == student_id and t.state == "active",
            lambda t, revision: replace(t, state="pending", revision=revision, stored_at=at),
        )

    async def erase(self, student_id: int) -> int:
        return self._erase(lambda t: t.student_id == student_id)

    async def erase_one(self, student_id: int, template_id: int) -> bool:
        kept = self._state.templates.get(template_id)
        return bool(self._erase(lambda t: t is kept and t.student_id == student_id))

    async def erase_pending(self, before: datetime) -> int:
        return self._erase(lambda t: t.state == "pending" and t.stored_at < before)

    async def revision(self) -> int:
        return self._state.revision

    async def since(self, model: str, revision: int) -> Changes:
        later = {
            template_id: t
            for template_id, t in self._state.templates.items()
            if t.model == model and t.revision is not None and t.revision > revision
        }
        return Changes(
            revision=self._state.revision,
            added=tuple(
                Template(id=template_id, student_id=t.student_id, embedding=t.embedding)
                for template_id, t in later.items()
                if t.embedding is not None and t.state == "active"
            ),
            removed=tuple(one for one, t in later.items() if t.state != "active"),
        )

    def _kept(self) -> list[KeptTemplate]:
        return [t for t in self._state.templates.values() if t.state != "erased"]

    def _erase(self, which: Callable[[KeptTemplate], bool]) -> int:
        return self._change(
            lambda t: t.state != "erased" and which(t),
            lambda t, revision: replace(
                t,
                state="erased",
                embedding=None,
                photo=None,
                picture=None,
                trace=None,
                revision=revision,
            ),
        )

    def _change(
        self,
        which: Callable[[KeptTemplate], bool],
        changed: Callable[[KeptTemplate, int], KeptTemplate],
    ) -> int:
        chosen = {i: t for i, t in self._state.templates.items() if which(t)}
        if chosen:
            revision = self._state.next_revision()
            self._state.templates |= {i: changed(t, revision) for i, t in chosen.items()}
        return len(chosen)
