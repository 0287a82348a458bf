"""Flags on check-ins, and what their pictures are found again by."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    insert,
    select,
    update,
)

from attendance.errors import NotFound
from attendance.model import MOST_OF_A_FILE, CheckIn, Flagged, KioskPhoto, Trace, Traced, UpdateKey
from storage.prepared import rows_by
from storage.sqlite import insert_new, insert_or_replace, joined_bytes
from storage.tables import TemplateState, check_ins, flags, kiosk_photos, templates, traces
from storage.transaction import Row, Transaction
from storage.vault import Vault

_KEY = ("bot_id", "update_id", "sent_at")
_FLAGS = rows_by(*flags.c[_KEY]).order_by(flags.c.id)
_ADDING = insert(traces)
_SINCE = traces.c.sent_at >= bindparam("since")
_COLUMNS = traces.c["student_id", "class_id", "sent_at", "looks"]
_OF_FILE = (
    select(*_COLUMNS)
    .where(traces.c.file == bindparam("file"), _SINCE)
    .order_by(traces.c.sent_at.desc())
    .limit(MOST_OF_A_FILE)
)
_OF_STUDENT = select(*_COLUMNS).where(
    traces.c.student_id == bindparam("student_id"), _SINCE, traces.c.looks.is_not(None)
)
_FOR_CLASS = traces.c.class_id == bindparam("class_id")
# Of thousands of rows it is the rows that take the time: so they come as one text.
_OF_OTHERS = select(joined_bytes(traces.c.looks)).where(
    _FOR_CLASS,
    _SINCE,
    traces.c.student_id != bindparam("student_id"),
    traces.c.looks.is_not(None),
)
_OF_LOOKS = (
    select(*_COLUMNS)
    .where(_FOR_CLASS, _SINCE, traces.c.looks == bindparam("looks"))
    .order_by(traces.c.sent_at.desc())
)
_OF_KIOSKS = (
    select(*kiosk_photos.c["bot_id", "update_id", "sent_at", "class_id", "refused"])
    .where(kiosk_photos.c.file == bindparam("file"), kiosk_photos.c.sent_at >= bindparam("since"))
    .order_by(kiosk_photos.c.sent_at.desc(), kiosk_photos.c.update_id.desc())
)
_ENROLLED = (
    templates.c.student_id == bindparam("student_id"),
    templates.c.state == TemplateState.ACTIVE,
)
_ENROLLED_LOOKS = select(templates.c.looks).where(*_ENROLLED, templates.c.looks.is_not(None))
_ENROLLED_FILE = select(exists().where(*_ENROLLED, templates.c.file == bindparam("file")))


class Flags:
    """Satisfies ``ports.Flags``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, flagged: Flagged) -> None:
        await self._transaction.change(insert_new(flags).values(_row(flagged)))

    async def of(self, update: UpdateKey, sent_at: datetime) -> list[Flagged]:
        values = {**asdict(update), "sent_at": sent_at}
        return [_flagged(row) for row in await self._transaction.all(_FLAGS, values)]

    async def of_sessions(self, session_ids: Collection[int]) -> dict[int, list[Flagged]]:
        query = (
            select(flags, check_ins.c.session_id)
            .join(check_ins)
            .where(check_ins.c.session_id.in_(session_ids))
            .order_by(flags.c.id)
        )
        found: defaultdict[int, list[Flagged]] = defaultdict(list)
        for row in await self._transaction.all(query):
            values = dict(row)
            found[values.pop("session_id")].append(_flagged(values))
        return dict(found)

    async def save(self, flagged: Flagged) -> None:
        saving = update(flags).where(flags.c.id == flagged.id).values(_row(flagged))
        if not await self._transaction.change(saving):
            raise NotFound("flag", flagged.id)

    async def forget(self, before: datetime) -> int:
        return await self._transaction.change(delete(flags).where(flags.c.sent_at < before))


class Traces:
    """Satisfies ``ports.Traces``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    async def add(self, check_in: CheckIn, class_id: int, trace: Trace) -> None:
        row = {
            **asdict(check_in.update),
            "sent_at": check_in.sent_at,
            "student_id": check_in.student_id,
            "class_id": class_id,
            **self._kept(trace),
        }
        await self._transaction.change(_ADDING, row)

    async def of_file(self, file: str, since: datetime) -> list[Traced]:
        return await self._found(_OF_FILE, file=self._digest(file), since=since)

    async def of_student(self, student_id: int, since: datetime) -> list[Traced]:
        return await self._found(_OF_STUDENT, student_id=student_id, since=since)

    async def looks_of_others(self, class_id: int, student_id: int, since: datetime) -> list[bytes]:
        values = {"class_id": class_id, "student_id": student_id, "since": since}
        found: str | None = await self._transaction.value(_OF_OTHERS, values)
        return [bytes.fromhex(one) for one in found.split(",")] if found else []

    async def of_looks(self, class_id: int, looks: bytes, since: datetime) -> list[Traced]:
        return await self._found(_OF_LOOKS, class_id=class_id, looks=looks, since=since)

    async def enrolled(self, student_id: int) -> list[bytes]:
        found = await self._transaction.all(_ENROLLED_LOOKS, {"student_id": student_id})
        return [row["looks"] for row in found]

    async def is_enrolled(self, student_id: int, file: str) -> bool:
        values = {"student_id": student_id, "file": self._digest(file)}
        return bool(await self._transaction.value(_ENROLLED_FILE, values))

    async def enrol(self, template_id: int, trace: Trace) -> None:
        kept = (templates.c.id == template_id) & (templates.c.state != TemplateState.ERASED)
        await self._transaction.change(update(templates).where(kept).values(self._kept(trace)))

    async def keep_of_kiosk(self, photo: KioskPhoto) -> None:
        row = _keyed(asdict(photo)) | {"file": self._digest(photo.file)}
        await self._transaction.change(insert_or_replace(kiosk_photos, row))

    async def of_kiosks(self, file: str, since: datetime) -> list[KioskPhoto]:
        values = {"file": self._digest(file), "since": since}
        found = await self._transaction.all(_OF_KIOSKS, values)
        return [KioskPhoto(file=file, **_unkeyed(row)) for row in found]

    async def forget(self, before: datetime) -> int:
        erased = await self._erase(kiosk_photos, kiosk_photos.c.sent_at < before)
        return erased + await self._erase(traces, traces.c.sent_at < before)

    async def forget_of(self, student_id: int) -> int:
        return await self._erase(traces, traces.c.student_id == student_id)

    async def _found(self, query: Select[Any], **values: object) -> list[Traced]:
        return [Traced(**row) for row in await self._transaction.all(query, values)]

    async def _erase(self, table: Table, which: ColumnElement[bool]) -> int:
        erased = await self._transaction.change(delete(table).where(which))
        self._transaction.erases |= bool(erased)
        return erased

    def _kept(self, trace: Trace) -> dict[str, bytes | None]:
        return {"file": self._digest(trace.file) if trace.file else None, "looks": trace.looks}

    def _digest(self, file: str) -> bytes:
        return self._vault.photo_digest(file.encode())


def _row(flagged: Flagged) -> dict[str, object]:
    values = _keyed(asdict(flagged))
    del values["id"]
    return values


def _keyed(values: dict[str, Any]) -> dict[str, object]:
    """With the two columns of the update instead of it."""
    key: dict[str, object] = values.pop("update")
    return key | values


def _flagged(row: Row) -> Flagged:
    return Flagged(**_unkeyed(row))


def _unkeyed(row: Row) -> dict[str, Any]:
    """With the update instead of its two columns."""
    values = dict(row)
    key = UpdateKey(bot_id=values.pop("bot_id"), update_id=values.pop("update_id"))
    return {"update": key, **values}
