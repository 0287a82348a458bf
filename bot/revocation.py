"""Whether the token is still good, found out as soon as a call is refused as if it were not."""

import asyncio

import telegram
from telegram.error import Forbidden, InvalidToken, TelegramError

from bot import errors

_PAUSE = 1.0  # seconds between two questions


class Revocation:
    """A call that is refused for its token may name a file that is gone instead: Telegram is asked.

    Polling finds a revoked token only when its long poll is over; whoever sends knows at once.
    """

    def __init__(self) -> None:
        self._suspected = asyncio.Event()

    def suspect(self) -> None:
        """A call was refused for its token."""
        self._suspected.set()

    async def watch(self, bot: telegram.Bot) -> None:
        """Ask whenever there is a suspicion, until cancelled.

        Raises ``errors.TelegramRefused`` when the token has been revoked.
        """
        while True:
            await self._suspected.wait()
            self._suspected.clear()
            try:
                await bot.get_me()
            except (InvalidToken, Forbidden) as error:
                raise errors.TelegramRefused(errors.REVOKED) from error
            except TelegramError:
                self._suspected.set()
            await asyncio.sleep(_PAUSE)
