"""Small courtesies that are worth no retry: the chat action, and the answer to a press."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import telegram
from aiolimiter import AsyncLimiter
from telegram.constants import ChatAction
from telegram.error import TelegramError

log = logging.getLogger(__name__)

_A_SECOND = 2  # chat actions: of Telegram's 30 calls a second the answers need most


class Presence:
    """Shows that something is going on, without making anybody wait for it."""

    def __init__(self, bot: telegram.Bot) -> None:
        self._bot = bot
        self._looking = AsyncLimiter(_A_SECOND, 1)
        self._tasks: set[asyncio.Task[None]] = set()

    def is_looking(self, chat_id: int) -> None:
        """Show in the chat that its photo is being read, unless many are."""
        if self._looking.has_capacity():
            self._start(self._look(chat_id))

    def noticed(self, press: telegram.CallbackQuery, text: str | None = None) -> None:
        """Stop the clock on a pressed button; a late answer is refused, and that is fine."""
        self._start(self._bot.answer_callback_query(press.id, text))

    async def aclose(self) -> None:
        """Drop what has not been said."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _look(self, chat_id: int) -> bool:
        await self._looking.acquire()
        return await self._bot.send_chat_action(chat_id, ChatAction.TYPING)

    def _start(self, call: Coroutine[Any, Any, bool]) -> None:
        task = asyncio.create_task(_quietly(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _quietly(call: Coroutine[Any, Any, bool]) -> None:
    try:
        await call
    except TelegramError as error:
        log.debug("courtesy not taken: %s", type(error).__name__)
