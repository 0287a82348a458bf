"""Delivers the outbox: one message of a chat after the other, until Telegram has taken it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from attendance.mail import Message, Owed
from attendance.ports import Clock, Units
from bot.lanes import Work

log = logging.getLogger(__name__)

AT_ONCE = 8  # chats that are sent to at the same time
_FIRST_PAUSE = timedelta(seconds=1)  # after a failure; doubled with each further one
_LONGEST_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Hands owed messages to Telegram and strikes them off once they are taken."""

    bot: telegram.Bot
    units: Units
    clock: Clock

    async def take(self, limit: int, busy: Sequence[int]) -> list[Work]:
        """The next messages to send, as ``Lanes`` wants them."""
        async with self.units(reading=True) as uow:
            due = await uow.outbox.due(self.clock(), limit=limit, busy=busy)
        return [Work(chat_id=owed.message.chat_id, do=partial(self.deliver, owed)) for owed in due]

    async def deliver(self, owed: Owed) -> None:
        """Send one message; what is only passing is tried again later, the rest given up."""
        try:
            await self._send(owed.message)
        except RetryAfter as error:
            pause = error.retry_after
            wait = pause if isinstance(pause, timedelta) else timedelta(seconds=pause)
            await self._postpone(owed, wait, error)
        except (BadRequest, Forbidden) as error:
            log.warning("message given up: chat_id=%d error=%s", owed.message.chat_id, error)
            await self._strike_off(owed)
        except NetworkError as error:
            wait = min(_FIRST_PAUSE * 2 ** min(owed.attempts, 16), _LONGEST_PAUSE)
            await self._postpone(owed, wait, error)
        else:
            await self._strike_off(owed)

    async def _strike_off(self, owed: Owed) -> None:
        async with self.units() as uow:
            await uow.outbox.sent(owed.id)
            await uow.commit()

    async def _postpone(self, owed: Owed, wait: timedelta, error: TelegramError) -> None:
        async with self.units() as uow:
            await uow.outbox.postpone(owed.id, self.clock() + wait, type(error).__name__)
            await uow.commit()

    async def _send(self, message: Message) -> None:
        keyboard = (
            InlineKeyboardMarkup(
                [
                    [InlineKeyboardButton(b.text, callback_data=b.data) for b in row]
                    for row in message.buttons
                ]
            )
            if message.buttons
            else None
        )
        if message.edits is not None:
            await self.bot.edit_message_text(
                message.text,
                chat_id=message.chat_id,
                message_id=message.edits,
                reply_markup=keyboard,
            )
            return
        reply = (
            ReplyParameters(message.reply_to, allow_sending_without_reply=True)
            if message.reply_to is not None
            else None
        )
        if message.picture is not None:
            await self.bot.send_photo(
                message.chat_id,
                message.picture,
                caption=message.text or None,
                reply_markup=keyboard,
                reply_parameters=reply,
            )
            return
        await self.bot.send_message(
            message.chat_id, message.text, reply_markup=keyboard, reply_parameters=reply
        )
