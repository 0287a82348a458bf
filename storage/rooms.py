"""Secrets of sessions, where their codes are shown, and the codes that students gave."""

import logging
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select

from attendance.model import CodeTry, Screen, UpdateKey
from storage import errors
from storage.sqlite import insert_or_replace
from storage.tables import code_tries, room_secrets, screens, sessions
from storage.transaction import Row, Transaction
from storage.vault import Vault

log = logging.getLogger(__name__)


class Rooms:
    """Satisfies ``ports.Rooms``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    async def secret(self, session_id: int) -> bytes | None:
        query = select(room_secrets.c.secret).where(room_secrets.c.session_id == session_id)
        row = await self._transaction.first(query)
        try:
            return self._vault.unseal(row["secret"], session_id) if row else None
        except errors.SealBroken:
            log.error("the secret of a session cannot be decrypted: session_id=%d", session_id)
            return None

    async def keep(self, session_id: int, secret: bytes) -> None:
        row = {"session_id": session_id, "secret": self._vault.seal(secret, session_id)}
        await self._transaction.change(insert_or_replace(room_secrets, row))

    async def screens(self) -> list[Screen]:
        rows = await self._transaction.all(select(screens).order_by(screens.c.chat_id))
        return [Screen(**row) for row in rows]

    async def screen(self, chat_id: int) -> Screen | None:
        row = await self._transaction.first(select(screens).where(screens.c.chat_id == chat_id))
        return Screen(**row) if row else None

    async def show(self, screen: Screen) -> None:
        await self._transaction.change(insert_or_replace(screens, asdict(screen)))

    async def hide(self, screen: Screen) -> bool:
        same = (screens.c.chat_id == screen.chat_id) & (screens.c.message_id == screen.message_id)
        return bool(await self._transaction.change(delete(screens).where(same)))

    async def add(self, given: CodeTry) -> None:
        row = asdict(given)
        await self._transaction.change(insert(code_tries).values(row | row.pop("update")))

    async def by_update(self, key: UpdateKey, sent_at: datetime) -> CodeTry | None:
        values = asdict(key) | {"sent_at": sent_at}
        same = [code_tries.c[name] == value for name, value in values.items()]
        row = await self._transaction.first(select(code_tries).where(*same))
        return _to_try(row) if row else None

    async def of_student(self, student_id: int, since: datetime) -> list[CodeTry]:
        theirs = (code_tries.c.student_id == student_id) & (code_tries.c.sent_at > since)
        return await self._tries(select(code_tries).where(theirs))

    async def of_session(self, session_id: int) -> list[CodeTry]:
        return await self._tries(select(code_tries).where(code_tries.c.session_id == session_id))

    async def forget(self, closed_before: datetime, *, given_before: datetime) -> None:
        settled = sessions.c.settled_at.is_not(None) & (sessions.c.closes_at < closed_before)
        over = settled | (sessions.c.closes_at < given_before)
        theirs = room_secrets.c.session_id.in_(select(sessions.c.id).where(over))
        erased = await self._transaction.change(delete(room_secrets).where(theirs))
        self._transaction.erases |= bool(erased)
        await self._transaction.change(
            delete(code_tries).where(code_tries.c.sent_at < given_before)
        )

    async def _tries(self, query: Select[Any]) -> list[CodeTry]:
        rows = await self._transaction.all(query.order_by(code_tries.c.sent_at))
        return [_to_try(row) for row in rows]


def _to_try(row: Row) -> CodeTry:
    values = dict(row)
    key = UpdateKey(bot_id=values.pop("bot_id"), update_id=values.pop("update_id"))
    return CodeTry(update=key, **values)
