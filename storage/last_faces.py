"""The faces of students' last selfies, sealed."""

import logging
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select, update

from attendance.model import LastFace
from storage import errors
from storage.sqlite import insert_or_replace
from storage.tables import last_faces
from storage.transaction import Row, Transaction
from storage.vault import SEALED_LAST_FACES, Vault

log = logging.getLogger(__name__)


class LastFaces:
    """Satisfies ``ports.LastFaces``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    async def put(self, student_id: int, model: str, embedding: bytes, at: datetime) -> None:
        row = {"student_id": student_id, "model": model, "kept_at": at, "compared": False}
        row["embedding"] = self._vault.seal(embedding, *_owner(row))
        await self._transaction.change(insert_or_replace(last_faces, row))

    async def has(self, student_id: int) -> bool:
        return bool(await self._transaction.value(select(exists().where(_of(student_id)))))

    async def any_new(self, model: str) -> bool:
        new = (last_faces.c.model == model) & last_faces.c.compared.is_(False)
        return bool(await self._transaction.value(select(exists().where(new))))

    async def page(self, model: str, after: int, limit: int) -> list[LastFace]:
        following = select(last_faces).where(last_faces.c.model == model)
        following = following.order_by(last_faces.c.student_id).limit(limit)
        while rows := await self._transaction.all(following.where(last_faces.c.student_id > after)):
            if found := [one for row in rows if (one := self._intact(row))]:
                return found
            after = rows[-1]["student_id"]
        return []

    async def note_compared(self, faces: Collection[LastFace]) -> None:
        for one in faces:
            same = _of(one.student_id) & (last_faces.c.kept_at == one.kept_at)
            await self._transaction.change(update(last_faces).where(same).values(compared=True))

    async def forget(self, before: datetime) -> int:
        return await self._erase(last_faces.c.kept_at < before)

    async def forget_of(self, student_id: int) -> int:
        return await self._erase(_of(student_id))

    def _intact(self, row: Row) -> LastFace | None:
        try:
            embedding = self._vault.unseal(row["embedding"], *_owner(row))
        except errors.SealBroken:
            log.error("a selfie's face cannot be decrypted: student_id=%d", row["student_id"])
            return None
        return LastFace(
            student_id=row["student_id"],
            embedding=embedding,
            kept_at=row["kept_at"],
            compared=row["compared"],
        )

    async def _erase(self, which: ColumnElement[bool]) -> int:
        erased = await self._transaction.change(delete(last_faces).where(which))
        self._transaction.erases |= bool(erased)
        return erased


def _of(student_id: int) -> ColumnElement[bool]:
    return last_faces.c.student_id == student_id


def _owner(row: Row) -> list[object]:
    return [row[column.name] for column in SEALED_LAST_FACES.owner]
