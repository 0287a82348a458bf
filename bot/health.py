"""Whether the service is well, as ``GET /healthz`` tells it; no name and no secret is in it."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from attendance.ports import Clock, Units
from bot.intake import Contact
from storage.errors import StorageError

_WAITS_LONG = timedelta(minutes=2)  # a selfie is answered in a second, a class of 300 in 15
_LITTLE_SPACE = 100 * 2**20  # bytes; a school writes less in a week

Ping = Callable[[], Awaitable[None]]


class Status(StrEnum):
    """``FAILED`` cannot work at all, ``DEGRADED`` not as it should; ``why`` says what is wrong."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """How the service is; times in seconds, None where nothing is known."""

    status: Status
    why: str | None = None
    models_loaded: bool
    telegram_silence: float | None
    inbox_updates: int = 0
    inbox_age: float = 0
    outbox_messages: int = 0


@dataclass(frozen=True, kw_only=True)
class Health:
    """Looks at everything the service needs. ``folder`` is where the database is."""

    units: Units
    ping: Ping
    contact: Contact
    clock: Clock
    models_loaded: Callable[[], bool]
    folder: Path | None = None

    async def look(self) -> Condition:
        """How it is now."""
        loaded, silence = self.models_loaded(), self._silence()
        try:
            await self.ping()
            condition = await self._backlog(loaded, silence)
        except StorageError as error:
            return Condition(
                status=Status.FAILED,
                why=str(error),
                models_loaded=loaded,
                telegram_silence=silence,
            )
        return condition

    def _silence(self) -> float | None:
        heard = self.contact.last_heard
        return max(0.0, (self.clock() - heard).total_seconds()) if heard else None

    async def _backlog(self, loaded: bool, silence: float | None) -> Condition:
        async with self.units(reading=True) as uow:
            oldest = await uow.inbox.oldest_waiting()
            updates = await uow.inbox.count_waiting()
            messages = await uow.outbox.count()
        age = max(0.0, (self.clock() - oldest).total_seconds()) if oldest else 0.0
        why = [
            *self._of_telegram(),
            *self._of_models(loaded),
            *_of_inbox(updates, age),
            *await self._of_disk(),
        ]
        return Condition(
            status=Status.DEGRADED if why else Status.OK,
            why="; ".join(why) or None,
            models_loaded=loaded,
            telegram_silence=silence,
            inbox_updates=updates,
            inbox_age=age,
            outbox_messages=messages,
        )

    def _of_telegram(self) -> list[str]:
        heard = self.contact.last_heard
        if heard is None:
            return ["Telegram has not been heard yet"]
        if not self.contact.hears(self.clock()):
            return [f"Telegram was last heard at {_moment(heard)}"]
        return [self.contact.trouble] if self.contact.trouble else []

    def _of_models(self, loaded: bool) -> list[str]:
        return [] if loaded else ["the models are being loaded, photos wait"]

    async def _of_disk(self) -> list[str]:
        if self.folder is None:
            return []
        free = (await asyncio.to_thread(shutil.disk_usage, self.folder)).free
        return [f"{free >> 20} MB are left on the database's disk"] if free < _LITTLE_SPACE else []


def _of_inbox(updates: int, age: float) -> list[str]:
    if age <= _WAITS_LONG.total_seconds():
        return []
    return [f"{updates} updates wait, the oldest for {timedelta(seconds=round(age))}"]


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
