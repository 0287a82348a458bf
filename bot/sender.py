"""Delivers the outbox: one message of a chat after the other, until Telegram has taken it."""

import logging
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypedDict

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from attendance.mail import Lease, Message, Owed
from attendance.ports import Clock, UnitOfWork, Units
from bot.journal import Journal
from bot.lanes import Work
from bot.logs import about
from bot.pacing import Pace
from bot.pauses import before_retry
from bot.replies import admin, common, guardians
from bot.telegram_request import upload_seconds

log = logging.getLogger(__name__)

AT_ONCE = 8  # chats that are sent to at the same time
_NOT_CHANGED = "not modified"  # Telegram's words when an edit changes nothing
_LONGEST_PAUSE = timedelta(seconds=30)  # so that it catches up at once when Telegram is back
# Longer than the requests for one message may take; a large file may take longer still.
_LEASE = timedelta(minutes=2)
# What fails while Telegram can be reached is the fault of the message, or soon over. For a while
# its chat waits, to keep the order; then the message does. Updates are tried for two hours, too.
_HOLDS_UP_FOR = timedelta(minutes=5)
_GIVEN_UP_AFTER = timedelta(hours=2)
_FEWEST_TRIES = 12  # before that, for a service that was stopped in between


class _Options(TypedDict):
    reply_markup: InlineKeyboardMarkup | None
    reply_parameters: ReplyParameters | None


class Receipts(Protocol):
    """Ids of messages that Telegram has taken. Those of a set are gone with the process."""

    def __contains__(self, owed_id: object, /) -> bool: ...
    def add(self, owed_id: int, /) -> None: ...
    def discard(self, owed_id: int, /) -> None: ...


def a_name() -> str:
    """One for a sender, that no other has or had."""
    return secrets.token_hex(8)


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Hands owed messages to Telegram and strikes them off once they are taken.

    What it sends it has leased, so that no other process sends it too; what a killed one had in
    hand is due again when the lease is over.
    """

    bot: telegram.Bot
    units: Units
    clock: Clock
    pace: Pace
    admin_ids: frozenset[int] = frozenset()
    token_refused: Callable[[], None] = lambda: None
    reachable: Callable[[], bool] = lambda: True
    """Whether Telegram answers others."""
    journal: Journal = field(default_factory=Journal)
    name: str = field(default_factory=a_name)
    receipts: Receipts = field(default_factory=set[int])
    """Taken by Telegram, but not struck off yet."""

    async def take(self, limit: int, busy: Sequence[int]) -> list[Work]:
        """The next messages to send, as ``Lanes`` wants them."""
        now = self.clock()
        async with self.units() as uow:
            resting = self.pace.resting()
            waiting = {*busy, *self.pace.full()}
            due = await uow.outbox.due(
                now, limit=limit, busy=waiting, resting=resting, holder=self.name
            )
            taken = self._with_room(due, busy)
            if taken:
                lease = Lease(holder=self.name, until=now + _longest(taken))
                await uow.outbox.lease([owed.id for owed in taken], lease)
                await uow.commit()
        return [
            Work(chat_id=owed.message.chat_id, do=partial(self._deliver, owed)) for owed in taken
        ]

    async def _deliver(self, owed: Owed) -> None:
        with about(**({"update_id": owed.answers.update_id} if owed.answers else {})):
            await self.deliver(owed)

    async def release(self, holder: str = "", taken: Collection[int] = ()) -> None:
        """Take over what any other process had in hand: it is known to be gone.

        One of them, known by ``holder``, has left word of what Telegram had ``taken``.
        """
        async with self.units() as uow:
            await uow.outbox.strike_off(taken, holder=holder)
            await uow.outbox.release()
            await uow.commit()

    def _with_room(self, due: Sequence[Owed], busy: Sequence[int]) -> list[Owed]:
        """All that is urgent, and as many summaries as may be under way."""
        room = self.pace.room(busy)
        patient = [owed for owed in due if not owed.urgent][:room]
        for owed in patient:
            self.pace.begins(owed.message.chat_id)
        return [owed for owed in due if owed.urgent] + patient

    async def deliver(self, owed: Owed) -> None:
        """Send one message; what may pass is tried again later, for a while, the rest given up."""
        blocked = False
        if owed.id not in self.receipts:
            try:
                await self.pace.turn(urgent=owed.urgent)
                await self._send(owed.message)
                self.pace.sent(owed.message.chat_id)
                self.journal.sent(owed, self.clock())
            except (BadRequest, Forbidden) as error:
                blocked = isinstance(error, Forbidden)
                self.journal.gave_up("message")
                log.warning("message given up: chat_id=%d error=%s", owed.message.chat_id, error)
            except TelegramError as error:
                await self._put_off(owed, error)
                return
        self.receipts.add(owed.id)
        async with self.units(urgent=True) as uow:
            await uow.outbox.sent(owed.id)
            await self._note(uow, owed.message.chat_id, blocked=blocked)
            await uow.commit()
        self.receipts.discard(owed.id)

    async def _note(self, uow: UnitOfWork, chat_id: int, *, blocked: bool) -> None:
        """Mark who has blocked us until they are back; admins hear of teachers and guardians."""
        if not blocked:
            await uow.unreachable.remove(chat_id)
            return
        teacher = await uow.teachers.by_account(chat_id)
        guardian = await uow.guardians.by_account(chat_id)
        known = teacher or guardian or await uow.students.by_account(chat_id)
        if not known or not await uow.unreachable.add(chat_id, self.clock()):
            return
        texts = [admin.unreachable(teacher)] if teacher else []
        if guardian:
            texts.append(guardians.unreachable(await uow.guardians.children(guardian.id)))
        for admin_id in sorted(self.admin_ids - {chat_id}) if texts else ():
            message = Message(chat_id=admin_id, text="\n".join(texts))
            await uow.outbox.add(message, self.clock())

    def _learn(self, chat_id: int, error: TelegramError, pause: timedelta) -> None:
        """What a failure says of more than the one message."""
        if isinstance(error, RetryAfter):
            self.pace.refused(chat_id, pause)
        elif isinstance(error, InvalidToken):
            self.token_refused()

    async def _put_off(self, owed: Owed, error: TelegramError) -> None:
        """Try it again later, or set it aside when that has long been in vain."""
        pause = before_retry(error, owed.attempts, longest=_LONGEST_PAUSE)
        self._learn(owed.message.chat_id, error, pause)
        now, since = self.clock(), self._failing_since(owed, error)
        failing = now - since if since else timedelta(0)
        given_up = failing >= _GIVEN_UP_AFTER and owed.attempts + 1 >= _FEWEST_TRIES
        name = type(error).__name__
        async with self.units() as uow:
            if given_up:
                await uow.outbox.set_aside(owed.id, now, name)
            else:
                behind = failing >= _HOLDS_UP_FOR
                await uow.outbox.postpone(
                    owed.id, now + pause, name, failing_since=since, behind=behind
                )
            await uow.commit()
        if not given_up:
            self.journal.tries_again("message")
            return
        self.journal.gave_up("message")
        log.error("message set aside: chat_id=%d error=%s", owed.message.chat_id, name)

    def _failing_since(self, owed: Owed, error: TelegramError) -> datetime | None:
        """Since when a message has failed, where the fault is not Telegram's or ours."""
        if isinstance(error, RetryAfter | InvalidToken):
            return owed.failing_since
        return (owed.failing_since or self.clock()) if self.reachable() else None

    async def _send(self, message: Message) -> None:
        try:
            await self._hand_over(message)
        except BadRequest:
            if message.sent_picture is None:
                raise
            text = common.without_picture(message.text)
            await self._hand_over(replace(message, sent_picture=None, text=text))

    async def _hand_over(self, message: Message) -> None:
        if message.edits is not None:
            await self._edit(message, message.edits)
            return
        keyboard = _keyboard(message)
        reply = (
            ReplyParameters(message.reply_to, allow_sending_without_reply=True)
            if message.reply_to is not None
            else None
        )
        options: _Options = {"reply_markup": keyboard, "reply_parameters": reply}
        sent, caption = message.sent_picture, message.text or None
        if sent and sent.as_document:
            await self.bot.send_document(message.chat_id, sent.file_id, caption=caption, **options)
        elif document := message.document:
            await self.bot.send_document(
                message.chat_id,
                document.content,
                caption=caption,
                filename=document.name,
                **options,
            )
        elif picture := (sent.file_id if sent else message.picture):
            await self.bot.send_photo(message.chat_id, picture, caption=caption, **options)
        else:
            await self.bot.send_message(message.chat_id, message.text, **options)

    async def _edit(self, message: Message, message_id: int) -> None:
        """Edit a message of ours; if it is gone, the answer comes as a new one."""
        keyboard = _keyboard(message)
        try:
            if message.captioned:
                await self.bot.edit_message_caption(
                    message.chat_id, message_id, caption=message.text, reply_markup=keyboard
                )
            else:
                await self.bot.edit_message_text(
                    message.text,
                    chat_id=message.chat_id,
                    message_id=message_id,
                    reply_markup=keyboard,
                )
        except BadRequest as error:
            if _NOT_CHANGED not in str(error):
                await self._send(replace(message, edits=None, captioned=False))


def _longest(taken: Sequence[Owed]) -> timedelta:
    """How long any of these may take to be sent."""
    sizes = (len(one.message.upload) for one in taken)
    return _LEASE + timedelta(seconds=upload_seconds(max(sizes)))


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(button.text, callback_data=button.data) for button in row]
            for row in message.buttons
        ]
    )
