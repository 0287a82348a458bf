"""A message that is edited while long work goes on; what Telegram does not take is passed over."""

import logging
import time

import telegram
from telegram.error import TelegramError

log = logging.getLogger(__name__)

_EVERY = 3.0  # seconds: Telegram lets a bot write once a second to a chat, and answers go first


class Progress:
    """Shows in a chat how far something is. ``message_id`` is of its message, once there is one."""

    def __init__(self, bot: telegram.Bot, chat_id: int) -> None:
        self.message_id: int | None = None
        self._bot = bot
        self._chat_id = chat_id
        self._shown = ""
        self._next = 0.0

    async def show(self, text: str) -> None:
        """Show a text, unless another one was shown a moment ago."""
        now = time.monotonic()
        if text == self._shown or now < self._next:
            return
        self._shown, self._next = text, now + _EVERY
        try:
            if self.message_id is None:
                self.message_id = (await self._bot.send_message(self._chat_id, text)).message_id
            else:
                await self._bot.edit_message_text(
                    text, chat_id=self._chat_id, message_id=self.message_id
                )
        except TelegramError as error:
            log.debug("progress not shown: %s", type(error).__name__)
