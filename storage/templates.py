"""Enrolled embeddings: encrypted at rest, and followed by galleries from revision to revision."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, exists, func, select, update

from attendance.errors import NotFound
from attendance.model import Template
from storage import errors
from storage.sqlite import insert_new
from storage.tables import TemplateState, gallery_state, students, templates
from storage.transaction import Row, Transaction
from storage.vault import Vault

log = logging.getLogger(__name__)

_REVISION = select(gallery_state.c.revision).scalar_subquery()
_NEXT_REVISION = select(gallery_state.c.revision + 1).scalar_subquery()
_CURRENT = select(gallery_state.c.revision)
_COUNT = select(func.count()).where(
    templates.c.student_id == bindparam("student_id"),
    templates.c.model == bindparam("model"),
    templates.c.state != TemplateState.ERASED,
)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Satisfies ``ports.Changes``."""

    revision: int
    added: Sequence[Template]
    removed: Sequence[int]


class Templates:
    """Satisfies ``ports.Templates``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    async def add(
        self, *, student_id: int, model: str, embedding: bytes, photo: bytes, at: datetime
    ) -> int | None:
        active = await self._has_agreed(student_id)
        adding = insert_new(templates).values(
            student_id=student_id,
            model=model,
            state=TemplateState.ACTIVE if active else TemplateState.PENDING,
            embedding=self._vault.seal(embedding, student_id, model),
            photo_digest=self._vault.photo_digest(photo),
            revision=_NEXT_REVISION if active else None,
            stored_at=at,
            stored_revision=_REVISION,
        )
        added = await self._transaction.value(adding.returning(templates.c.id))
        if added is not None and active:
            await self._raise_revision()
        return None if added is None else int(added)

    async def count(self, student_id: int, model: str) -> int:
        values = {"student_id": student_id, "model": model}
        return int(await self._transaction.value(_COUNT, values))

    async def counts(self, model: str) -> dict[int, int]:
        kept = (templates.c.model == model) & (templates.c.state != TemplateState.ERASED)
        query = select(templates.c.student_id, func.count().label("count")).where(kept)
        found = await self._transaction.all(query.group_by(templates.c.student_id))
        return {row["student_id"]: row["count"] for row in found}

    async def has(self, student_id: int, template_id: int) -> bool:
        same = (
            templates.c.id == template_id,
            templates.c.student_id == student_id,
            templates.c.state != TemplateState.ERASED,
        )
        return bool(await self._transaction.value(select(exists().where(*same))))

    async def has_photo(self, student_id: int, model: str, photo: bytes) -> bool:
        same = (
            templates.c.student_id == student_id,
            templates.c.model == model,
            templates.c.photo_digest == self._vault.photo_digest(photo),
        )
        return bool(await self._transaction.value(select(exists().where(*same))))

    async def active(self, student_id: int, model: str, *, but: Collection[bytes]) -> list[bytes]:
        wanted = (
            templates.c.student_id == student_id,
            templates.c.model == model,
            templates.c.state == TemplateState.ACTIVE,
        )
        query = select(templates).where(*wanted).order_by(templates.c.id)
        left_out = {self._vault.photo_digest(photo) for photo in but}
        found = [
            self._intact(row)
            for row in await self._transaction.all(query)
            if row["photo_digest"] not in left_out
        ]
        return [one.embedding for one in found if one]

    async def new_to(self, template_id: int) -> set[int]:
        other = templates.alias()
        newer = (other.c.model == templates.c.model) & (
            other.c.revision > templates.c.stored_revision
        )
        query = (
            select(other.c.student_id)
            .distinct()
            .where(
                templates.c.id == template_id,
                newer,
                other.c.state == TemplateState.ACTIVE,
                other.c.student_id != templates.c.student_id,
            )
        )
        return {row["student_id"] for row in await self._transaction.all(query)}

    async def activate(self, student_id: int) -> int:
        activating = update(templates).values(state=TemplateState.ACTIVE, revision=_NEXT_REVISION)
        pending = templates.c.state == TemplateState.PENDING
        return await self._change(activating.where(templates.c.student_id == student_id, pending))

    async def suspend(self, student_id: int, at: datetime) -> int:
        active = (templates.c.student_id == student_id) & (
            templates.c.state == TemplateState.ACTIVE
        )
        waiting = {
            "state": TemplateState.PENDING,
            "revision": _NEXT_REVISION,
            "stored_at": at,
        }
        return await self._change(update(templates).where(active).values(waiting))

    async def erase(self, student_id: int) -> int:
        return await self._erase(templates.c.student_id == student_id)

    async def erase_one(self, student_id: int, template_id: int) -> bool:
        own = (templates.c.student_id == student_id) & (templates.c.id == template_id)
        return await self._erase(own) == 1

    async def erase_pending(self, before: datetime) -> int:
        pending = templates.c.state == TemplateState.PENDING
        return await self._erase(pending & (templates.c.stored_at < before))

    async def revision(self) -> int:
        return int(await self._transaction.value(_CURRENT))

    async def since(self, model: str, revision: int) -> Changes:
        later = (templates.c.model == model) & (templates.c.revision > revision)
        found = await self._transaction.all(
            select(templates).where(later).order_by(templates.c.revision, templates.c.id)
        )
        return Changes(
            revision=await self.revision(),
            added=[one for row in found if _is_active(row) and (one := self._intact(row))],
            removed=[row["id"] for row in found if not _is_active(row)],
        )

    def _intact(self, row: Row) -> Template | None:
        try:
            return self._template(row)
        except errors.TemplateDamaged as error:
            log.error("template left out: %s", error)
            return None

    async def _has_agreed(self, student_id: int) -> bool:
        query = select(students.c.agreed).where(students.c.id == student_id)
        row = await self._transaction.first(query)
        if row is None:
            raise NotFound("student", student_id)
        return bool(row["agreed"])

    async def _erase(self, which: ColumnElement[bool]) -> int:
        erased = await self._change(_erasing(which))
        self._transaction.erases |= bool(erased)
        return erased

    async def _change(self, changing: Update) -> int:
        changed = await self._transaction.change(changing)
        if changed:
            await self._raise_revision()
        return changed

    async def _raise_revision(self) -> None:
        raised = gallery_state.c.revision + 1
        await self._transaction.change(update(gallery_state).values(revision=raised))

    def _template(self, row: Row) -> Template:
        try:
            embedding = self._vault.unseal(row["embedding"], row["student_id"], row["model"])
        except errors.SealBroken as error:
            raise errors.TemplateDamaged(row["id"], row["student_id"]) from error
        return Template(id=row["id"], student_id=row["student_id"], embedding=embedding)


def _is_active(row: Row) -> bool:
    return bool(row["state"] == TemplateState.ACTIVE)


def _erasing(which: ColumnElement[bool]) -> Update:
    erased: dict[str, Any] = {
        "state": TemplateState.ERASED,
        "embedding": None,
        "photo_digest": None,
        "file_id": None,
        "as_document": None,
        "file": None,
        "looks": None,
        "revision": _NEXT_REVISION,
    }
    kept = templates.c.state != TemplateState.ERASED
    return update(templates).where(which, kept).values(erased)
