"""Receives updates, by polling or by webhook, and stores each before it is confirmed."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from telegram.error import Conflict, Forbidden, InvalidToken, TelegramError

from attendance.mail import Received
from attendance.model import UpdateKey
from attendance.ports import Clock, Units
from bot import errors, updates
from bot.coordinates import Coordinates
from bot.journal import Journal
from bot.pauses import before_retry
from bot.raw_bot import RawBot
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

WANTED = ("message", "edited_message", "callback_query")
_POLL_SECONDS = 25
_BATCH = 100  # Telegram's own maximum
_POLLS_TOO = "another program polls with this token"
_RIVAL_PAUSE = 1.0  # seconds between polls while somebody else polls too
_LONGEST_PAUSE = timedelta(seconds=30)
_WEBHOOK_IS_SET = "webhook is active"  # Telegram's words in answer to getUpdates
RIVAL_PATIENCE = timedelta(seconds=60)  # a restart's old poller is gone within a minute
_SILENCE = timedelta(seconds=90)  # polls come back every 25 seconds
_RIVAL_GONE = timedelta(seconds=40)  # without a conflict; others pause 30 s at most between polls


class Contact:
    """When Telegram was last heard, and whether all it had for us has been read."""

    def __init__(self) -> None:
        self.last_heard: datetime | None = None
        self.caught_up = False
        self.trouble = ""  # why updates do not come, though Telegram answers
        self.began = asyncio.Event()  # set when it has caught up for the first time

    def heard(self, at: datetime, *, more: bool, trouble: str = "") -> None:
        """Telegram has answered; ``more`` if it may hold further updates."""
        self.last_heard = at
        self.caught_up = not more
        self.trouble = trouble
        if self.caught_up:
            self.began.set()

    def hears(self, at: datetime) -> bool:
        """Whether Telegram has answered of late."""
        return self.last_heard is not None and at - self.last_heard <= _SILENCE

    def lost(self, trouble: str = "") -> None:
        """What Telegram holds for us is not known: it cannot be reached, or others take it."""
        self.caught_up = False
        self.trouble = trouble


class Rival:
    """Somebody else who takes our updates.

    Each poll ends the other's, so in between ours succeed; so it is with webhooks.
    """

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._last: datetime | None = None

    def noticed(self, at: datetime) -> timedelta:
        """A poll of ours was ended, or our webhook; for how long they have been there."""
        if self._since is None or not self.is_there(at):
            self._since = at
        self._last = at
        return at - self._since

    def is_there(self, at: datetime) -> bool:
        """Whether they may still be at it."""
        return self._last is not None and at - self._last < _RIVAL_GONE


@dataclass(frozen=True, kw_only=True)
class Intake:
    """Puts updates into the inbox. ``stored`` is called when there are new ones."""

    bot: RawBot
    units: Units
    clock: Clock
    contact: Contact
    stored: Callable[[], None]
    journal: Journal = field(default_factory=Journal)
    rival: Rival = field(default_factory=Rival)
    coordinates: Coordinates = field(default_factory=Coordinates)

    async def poll(self) -> None:
        """Poll until cancelled.

        Raises ``errors.TelegramRefused`` when the token is no longer good, or somebody else
        has been polling with it for a minute.
        """
        offset: int | None = None
        failures = 0
        while True:
            try:
                found = await self._ask(offset)
                await self.store(found)
            except (InvalidToken, Forbidden) as error:
                raise errors.TelegramRefused(errors.REVOKED) from error
            except Conflict as error:
                self.contact.lost(_POLLS_TOO)  # what the other one takes does not reach us
                been_there = self.rival.noticed(self.clock())
                if been_there > RIVAL_PATIENCE:
                    raise errors.TelegramRefused(errors.RIVAL) from error
                log.warning("%s, for %s now", _POLLS_TOO, been_there)
                await asyncio.sleep(_RIVAL_PAUSE)
            except (TelegramError, DatabaseUnavailable) as error:
                self.contact.lost()
                failures += 1
                await self._pause(failures, error)
            else:
                failures, now = 0, self.clock()
                is_rivalled = self.rival.is_there(now)
                trouble = _POLLS_TOO if is_rivalled else ""
                self.contact.heard(now, more=bool(found) or is_rivalled, trouble=trouble)
                # An empty poll has confirmed what was before its offset, and ids may jump below it.
                offset = max(update["update_id"] for update in found) + 1 if found else None

    async def store(self, found: list[dict[str, Any]]) -> None:
        """Put updates, as Telegram's JSON objects, into the inbox; repeated ones are dropped."""
        if not found:
            return
        now = self.clock()
        received = [
            Received(
                key=UpdateKey(bot_id=self.bot.id, update_id=update["update_id"]),
                chat_id=updates.chat_of(update),
                payload=self.coordinates.hidden(update),
                arrived_at=now,
            )
            for update in found
        ]
        async with self.units() as uow:
            new = await uow.inbox.receive(received, updates.sent_first(found, now))
            await uow.commit()
        self.journal.received(found)
        if new:
            self.stored()

    async def _ask(self, offset: int | None) -> list[dict[str, Any]]:
        """Poll once; a webhook that an earlier set-up has left is removed first."""
        try:
            return await self._get(offset)
        except Conflict as error:
            if _WEBHOOK_IS_SET not in str(error):
                raise
            log.info("removing the webhook, to poll instead")
            await self.bot.delete_webhook()
            return await self._get(offset)

    async def _get(self, offset: int | None) -> list[dict[str, Any]]:
        waits = self.contact.caught_up or self.rival.is_there(self.clock())
        given = await self.bot.raw_updates(
            offset=offset,
            limit=_BATCH,
            wait=_POLL_SECONDS if waits else 0,
            allowed_updates=WANTED,
        )
        found = [update for update in given if updates.is_one(update)]
        if given and not found:
            raise TelegramError("Telegram sends updates without ids")
        return found

    async def _pause(self, failures: int, error: Exception) -> None:
        self.journal.tries_again("poll")
        pause = before_retry(error, failures - 1, longest=_LONGEST_PAUSE)
        log.warning("no updates taken (%s); again in %s", error, pause)
        await asyncio.sleep(pause.total_seconds())
