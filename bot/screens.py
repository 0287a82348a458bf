"""Codes shown in chats: one picture in each, which changes with the code until the session closes.

Pictures go straight to Telegram, for what is in the outbox is on the disk. One that would be late
is left out rather than queued: the next code is near. Where codes are shown is in the tables, so
that a restart goes on with it.
"""

import asyncio
import io
import logging
import random
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import telegram
from aiolimiter import AsyncLimiter
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest, Forbidden, TelegramError

from attendance import room_code
from attendance.model import Class, Screen, Session
from attendance.ports import Clock, Codes, UnitOfWork, Units
from attendance.room_code import Shown
from bot.pauses import before_retry
from bot.replies import room_code as replies
from bot.replies.keyboards import Buttons
from bot.room_cards import RoomCards
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

_A_SECOND = 10  # pictures; the rest of Telegram's 30 calls a second is for people who wait
_AT_ONCE = 4  # on their way; no more are ever before an answer
_LATEST = 0.5  # of a step after its beginning; a later picture would be but a glimpse
_NOT_CHANGED = "not modified"


@dataclass(frozen=True, kw_only=True)
class Screens:
    """Shows codes, and changes them with the time. ``address`` is of the pages, "" without any."""

    units: Units
    clock: Clock
    codes: Codes
    telegram: telegram.Bot
    cards: RoomCards
    admin_ids: frozenset[int]
    address: str = ""
    _limiter: AsyncLimiter = field(default_factory=lambda: AsyncLimiter(1, 1 / _A_SECOND))
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    _chats: defaultdict[int, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )
    _resting: dict[int, datetime] = field(default_factory=dict)
    """Until when Telegram wants chats to be left alone."""

    async def run(self) -> None:
        """Change what is shown with every step of time, until cancelled."""
        while True:
            step = room_code.shown_since(self.codes, self.clock()) + self.codes.step
            await _carefully(self.prepare(step))
            await asyncio.sleep((step - self.clock()).total_seconds())
            await _carefully(self.turn())

    async def prepare(self, at: datetime) -> None:
        """Draw the codes that a moment will bring."""
        async with self.units(reading=True) as uow:
            sessions = {one.session_id for one in await uow.rooms.screens()}
            found = [await room_code.shown(uow, self.codes, one, at) for one in sorted(sessions)]
        await self.cards.prepare([one for one in found if one])

    async def turn(self) -> None:
        """Show the codes of this moment wherever codes are shown."""
        async with self.units(reading=True) as uow:
            screens = await uow.rooms.screens()
        random.shuffle(screens)  # when time is short, it is not always for the same
        results = await asyncio.gather(
            *(self._turn(screen) for screen in screens), return_exceptions=True
        )
        for result in results:
            if isinstance(result, Exception):
                log.error("a code was not changed", exc_info=result)

    async def send(self, chat_id: int, session: Session) -> tuple[Screen, Screen | None]:
        """Begin to show a session's code in a chat; what was shown there, to be taken away.

        Raises a ``TelegramError`` when the picture was not taken.
        """
        now = self.clock()
        async with self.units(reading=True) as uow:
            before = await uow.rooms.screen(chat_id)
            goes_on = before is not None and before.session_id == session.id
            since = before.since if before and goes_on else now
            screen = Screen(chat_id=chat_id, session_id=session.id, message_id=0, since=since)
            shown = await room_code.shown(uow, self.codes, session.id, now)
            if shown is None:
                raise BadRequest("the session has just closed")
            caption = await self._caption(uow, screen, shown)
        picture = await self.cards.of(shown)
        sent = await self.telegram.send_photo(
            chat_id,
            picture,
            caption=caption,
            reply_markup=_keyboard(replies.buttons(session)),
        )
        return replace(screen, message_id=sent.message_id), before

    async def take_away(self, screen: Screen) -> None:
        """Delete a picture that another has replaced; if that fails it only stays, and is old."""
        try:
            await self.telegram.delete_message(screen.chat_id, screen.message_id)
        except TelegramError as error:
            log.warning("an old code was not deleted: chat_id=%d error=%s", screen.chat_id, error)

    async def blank(self, screen: Screen, class_: Class, session: Session, text: str) -> bool:
        """Take the code from a picture. False when Telegram is to be asked once more."""
        async with self._chats[screen.chat_id]:
            return await self._blank(screen, class_, session, text)

    async def _turn(self, screen: Screen) -> None:
        async with self._room, self._limiter, self._chats[screen.chat_id]:
            now = self.clock()
            if now < self._resting.get(screen.chat_id, now):
                return
            async with self.units(reading=True) as uow:
                if await uow.rooms.screen(screen.chat_id) != screen:
                    return  # it was ended meanwhile, or another took its place
                shown = await room_code.shown(uow, self.codes, screen.session_id, now)
                caption = await self._caption(uow, screen, shown) if shown else ""
                if shown and not await self._may_see(uow, screen, shown.class_):
                    shown = None
            if shown is None:
                await self._end(screen)
            elif shown.until - now > (1 - _LATEST) * self.codes.step:
                keyboard = _keyboard(replies.buttons(shown.session))
                await self._change(screen, await self.cards.of(shown), caption, keyboard)

    async def _end(self, screen: Screen) -> None:
        async with self.units(reading=True) as uow:
            session = await uow.sessions.get(screen.session_id)
            class_ = await uow.classes.get(session.class_id)
            text = await ended(uow, session)
        if await self._blank(screen, class_, session, text):
            await self._forget(screen)

    async def _blank(self, screen: Screen, class_: Class, session: Session, text: str) -> bool:
        picture = await self.cards.drawn(replies.ended_card(class_))
        return await self._change(
            screen, picture, text, _keyboard(replies.buttons(session, shown=False))
        )

    async def _change(
        self,
        screen: Screen,
        picture: bytes,
        caption: str,
        keyboard: InlineKeyboardMarkup,
    ) -> bool:
        """Change a picture; one that is gone for good is shown no more. False to try again."""
        media = InputMediaPhoto(io.BytesIO(picture), caption=caption)
        try:
            await self.telegram.edit_message_media(
                media,
                chat_id=screen.chat_id,
                message_id=screen.message_id,
                reply_markup=keyboard,
            )
        except (BadRequest, Forbidden) as error:
            if _NOT_CHANGED not in str(error):
                log.info("a code is shown no more: chat_id=%d error=%s", screen.chat_id, error)
                await self._forget(screen)
        except TelegramError as error:
            log.warning("a code was left out: chat_id=%d error=%s", screen.chat_id, error)
            pause = before_retry(error, 0, longest=self.codes.step)
            self._resting[screen.chat_id] = self.clock() + pause
            return False
        self._resting.pop(screen.chat_id, None)
        return True

    async def _forget(self, screen: Screen) -> None:
        async with self.units() as uow:
            await uow.rooms.hide(screen)
            await uow.commit()

    async def _may_see(self, uow: UnitOfWork, screen: Screen, class_: Class) -> bool:
        """Whether it is still a teacher of the class, or an admin, whose chat this is."""
        if screen.chat_id in self.admin_ids:
            return True
        teacher = await uow.teachers.by_account(screen.chat_id)
        taken = await uow.classes.of_teacher(teacher.id) if teacher else []
        return class_.id in {one.id for one in taken}

    async def _caption(self, uow: UnitOfWork, screen: Screen, shown: Shown) -> str:
        page = ""
        secret = await uow.rooms.secret(screen.session_id)
        if self.address and secret:
            page = page_address(self.address, screen, secret)
        return replies.caption(shown, page, asked=room_code.is_asked(shown.class_))


async def _carefully(work: Coroutine[Any, Any, None]) -> None:
    """Do something that is done again with the next step, if it fails now."""
    try:
        await work
    except DatabaseUnavailable as error:
        log.warning("codes were not changed: %s", error)
    except Exception:
        log.exception("codes were not changed")


async def ended(uow: UnitOfWork, session: Session) -> str:
    """What stands where the code of a session was shown."""
    class_ = await uow.classes.get(session.class_id)
    return replies.ended(class_, session, await room_code.counts(uow, session))


def page_address(address: str, screen: Screen, secret: bytes) -> str:
    """Where a screen's page is."""
    return f"{address}/room/{screen.session_id}/{room_code.page_key(secret, screen)}"


def _keyboard(buttons: Buttons) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(one.text, callback_data=one.data) for one in row] for row in buttons]
    )
