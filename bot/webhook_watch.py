"""Whether Telegram posts to us still: another program with our token can take that away unnoticed.

A service that polls notices it by its polls; with a webhook Telegram has to be asked.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import telegram
from telegram.error import Forbidden, InvalidToken, TelegramError

from bot import errors
from bot.intake import RIVAL_PATIENCE, Intake

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)
_RECENT = timedelta(minutes=10)  # an error before may have been put right since
_TAKEN = "another program has taken the bot's webhook"


class Hook:
    """Our webhook: where Telegram posts to, and how it is told to."""

    def __init__(self, address: str, put: Callable[[], Awaitable[None]]) -> None:
        self.address = address
        self._put = put

    async def put(self, bot: telegram.Bot) -> None:
        """Have Telegram post to us again, and learn how it writes our address."""
        await self._put()
        self.address = (await bot.get_webhook_info()).url


async def watch(intake: Intake, hook: Hook) -> None:
    """Ask Telegram now and then whether it posts to us and what it still holds, until cancelled.

    Raises ``errors.TelegramRefused`` when the token is no longer good, or somebody else has been
    taking the webhook away for a minute.
    """
    while True:
        try:
            await _look(intake, hook)
        except (InvalidToken, Forbidden) as error:
            raise errors.TelegramRefused(errors.REVOKED) from error
        except TelegramError:
            intake.contact.lost()
        await asyncio.sleep(EVERY.total_seconds())


async def _look(intake: Intake, hook: Hook) -> None:
    info, now = await intake.bot.get_webhook_info(), intake.clock()
    if info.url == hook.address:
        more = info.pending_update_count > 0 or intake.rival.is_there(now)
        intake.contact.heard(now, more=more, trouble=problem_of(info, now))
        return
    intake.contact.lost(_TAKEN)  # what the other one gets does not reach us
    been_there = intake.rival.noticed(now)
    if been_there > RIVAL_PATIENCE:
        raise errors.TelegramRefused(errors.WEBHOOK_TAKEN)
    log.warning("%s, for %s now; it is set again", _TAKEN, been_there)
    await hook.put(intake.bot)


def problem_of(info: telegram.WebhookInfo, now: datetime) -> str:
    """Why what Telegram holds for us does not come, "" if nothing is wrong."""
    at = info.last_error_date
    if at is None or now - at > _RECENT or not info.pending_update_count:
        return ""
    return f"Telegram cannot post to telegram.webhook.url ({info.last_error_message})"
