"""From the inbox to a handler, and what becomes of a failure."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import telegram
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.ext import filters

from attendance.mail import Message, Origin, Received
from attendance.model import Sender
from bot import errors, updates
from bot.coordinates import Coordinates
from bot.lanes import Work
from bot.logs import about
from bot.pauses import before_retry
from bot.replies import common
from bot.suspects import MOST_ENDED, Hand, NoHand
from bot.turn import Services, Turn
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

AT_ONCE = 8  # chats that are handled at the same time
# What fails because of Telegram is tried for two hours, so that it may be away for one; meanwhile
# nobody is absent. What fails because of us keeps its chat waiting: for seven seconds.
_LONGEST_PAUSE = timedelta(minutes=1)
_TRIES_OF_TELEGRAM = 125
_TRIES = 4
_TRIES_OF_A_FILE = 6  # that Telegram calls unavailable, perhaps for the moment
_UNAVAILABLE = "temporarily unavailable"
_REFERENCE_BYTES = 3

Handler = Callable[[Turn], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Dispatcher:
    """Gives each update to the handler, and keeps those that fail from being lost in silence."""

    services: Services
    handler: Handler
    token_refused: Callable[[], None] = lambda: None
    coordinates: Coordinates = field(default_factory=Coordinates)
    hand: Hand = field(default_factory=NoHand)

    async def take(self, limit: int, busy: Sequence[int]) -> list[Work]:
        """The next updates to handle, as ``Lanes`` wants them."""
        async with self.services.units(reading=True) as uow:
            rows = await uow.inbox.waiting(self.services.clock(), limit=limit, busy=busy)
        return [Work(chat_id=row.chat_id, do=partial(self._handle, row)) for row in rows]

    async def _handle(self, row: Received) -> None:
        with about(update_id=row.key.update_id), self.hand.holding(row.key):
            if self.hand.ended(row.key) < MOST_ENDED:
                await self.handle(row)
            else:
                await self._set_aside(row, errors.ProcessEnded())

    async def handle(self, row: Received) -> None:
        """Handle one update to its end: done, to be tried again, or set aside.

        Raises ``DatabaseUnavailable``: then nothing can be written down, and the update waits.
        """
        turn = None
        try:
            turn = await self._turn(row)
            if turn is not None:
                await self.handler(turn)
            if turn is None or not turn.finished:
                await self._done(row)
        except DatabaseUnavailable:
            raise
        except errors.NotUnderstood as error:
            await self._pass_over(row, error)
        except Exception as error:
            if turn is not None and turn.finished:
                log.exception("after update_id=%d was done", row.key.update_id)
            elif row.attempts + 1 < self._tries(error):
                await self._postpone(row, error)
            else:
                await self._set_aside(row, error)

    def _tries(self, error: Exception) -> int:
        """How often an update that fails like this is tried in all."""
        if isinstance(error, InvalidToken):
            self.token_refused()  # or a file is gone: Telegram says the same of it
        if isinstance(error, BadRequest):
            return _TRIES_OF_A_FILE if _UNAVAILABLE in str(error) else _TRIES
        lasts = isinstance(error, Forbidden | InvalidToken)
        return _TRIES_OF_TELEGRAM if isinstance(error, TelegramError) and not lasts else _TRIES

    async def _turn(self, row: Received) -> Turn | None:
        """The update with its sender, or None for one that nobody sent to us in private."""
        update = updates.parsed(self.coordinates.shown(row.payload), self.services.telegram)
        user, chat = update.effective_user, update.effective_chat
        if user is None or chat is None or not _is_said(update, user, chat):
            return None
        return Turn(
            services=self.services,
            key=row.key,
            chat_id=chat.id,
            sender=await self._sender(user.id),
            message=update.message or update.edited_message,
            press=update.callback_query,
            origin=_origin(row),
            edited=update.edited_message is not None,
        )

    async def _sender(self, account_id: int) -> Sender:
        async with self.services.units(reading=True) as uow:
            return Sender(
                account_id=account_id,
                is_admin=account_id in self.services.admin_ids,
                student=await uow.students.by_account(account_id),
                teacher=await uow.teachers.by_account(account_id),
                guardian=await uow.guardians.by_account(account_id),
                kiosk=await uow.kiosks.by_account(account_id),
            )

    async def _pass_over(self, row: Received, error: errors.NotUnderstood) -> None:
        """Ask whoever sent it for another: to try the same again would not help."""
        log.warning("update not understood: update_id=%d error=%s", row.key.update_id, error)
        chat_id, now = updates.sender_of(row.payload), self.services.clock()
        async with self.services.units() as uow:
            if chat_id is not None:
                await uow.outbox.add(Message(chat_id=chat_id, text=common.UNREADABLE), now)
            await uow.inbox.done(row.key, now)
            await uow.commit()

    async def _done(self, row: Received) -> None:
        async with self.services.units() as uow:
            await uow.inbox.done(row.key, self.services.clock())
            await uow.commit()

    async def _postpone(self, row: Received, error: Exception) -> None:
        self.services.journal.tries_again("update")
        log.warning("update postponed: update_id=%d error=%r", row.key.update_id, error)
        pause = before_retry(error, row.attempts, longest=_LONGEST_PAUSE)
        until = self.services.clock() + pause
        async with self.services.units() as uow:
            await uow.inbox.postpone(row.key, until, type(error).__name__)
            await uow.commit()

    async def _set_aside(self, row: Received, error: Exception) -> None:
        """Apologise with a reference that is also in the log."""
        self.services.journal.gave_up("update")
        reference = secrets.token_hex(_REFERENCE_BYTES).upper()
        log.error(
            "update failed: update_id=%d reference=%s",
            row.key.update_id,
            reference,
            exc_info=error,
        )
        now = self.services.clock()
        async with self.services.units() as uow:
            apology = Message(
                chat_id=row.chat_id, text=common.apology(reference), reply_to=_picture_in(row)
            )
            await uow.outbox.add(apology, now, answers=_origin(row))
            await uow.inbox.set_aside(row.key, now, f"{reference} {type(error).__name__}")
            await uow.commit()


def _origin(row: Received) -> Origin | None:
    if row.arrived_at is None:
        return None
    return Origin(update_id=row.key.update_id, arrived_at=row.arrived_at)


def _is_said(update: telegram.Update, user: telegram.User, chat: telegram.Chat) -> bool:
    """Whether a person says it to us in private; that they pin a message is said by nobody."""
    is_service = filters.StatusUpdate.ALL.check_update(update)
    return chat.type == chat.PRIVATE and not user.is_bot and not is_service


def _picture_in(row: Received) -> int | None:
    """The message to reply to: as every answer to a photo does, so an apology for one."""
    message = row.payload.get("message", {})
    return message["message_id"] if "photo" in message or "document" in message else None
