"""``rollcall doctor``: is everything in place? One line each, with what to do.

It looks and makes nothing: no database, no key, no download. A running service may go on.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import telegram
from rich.console import Console
from telegram.error import InvalidToken, TelegramError

from bot import bootstrap, errors
from bot import settings as settings_
from bot.doctor import account, machine, records
from bot.doctor.findings import Check, Deployment, Finding, Sign, bad, good
from bot.secrecy import Mask
from bot.settings import Settings
from storage.inspection import is_in_use

CHECKS: Mapping[str, Check] = {
    "secrecy": records.secrecy,
    "updates": account.updates,
    "admins": account.admins,
    "database": records.database,
    "key": records.key,
    "room": records.room,
    "models": machine.models,
    "machine": machine.machine,
    "health": machine.health,
    "webhook": machine.hook,
    "clock": account.clock,
    "time zone": machine.timezone,
}


async def run(config: Path, output: Console) -> bool:
    """Print a line for every check; whether the service can work."""
    try:
        settings = settings_.load(config)
    except errors.BadSettings as error:
        _line(output, "settings", bad(str(error)))
        return False
    mask = Mask(settings.secrets)
    _line(output, "settings", good(f"{config} is complete"))
    async with _account(settings) as (token, bot):
        _line(output, "token", token, mask)
        found = Deployment(
            config=config,
            settings=settings,
            bot=bot,
            is_running=is_in_use(settings.storage.url),
        )
        signs = [token.sign]
        for name, check in CHECKS.items():
            finding = await check(found)
            _line(output, name, finding, mask)
            signs.append(finding.sign)
    return Sign.BAD not in signs


@asynccontextmanager
async def _account(settings: Settings) -> AsyncIterator[tuple[Finding, telegram.Bot | None]]:
    """What Telegram says to the token, and the bot if it lets it in."""
    bot = bootstrap.telegram_bot(settings)
    try:
        await bot.initialize()
    except InvalidToken:
        yield bad("Telegram refuses it: take the token from @BotFather"), None
    except TelegramError as error:
        yield (
            bad(
                f"{settings.telegram.api_url} cannot be reached ({error}): look at "
                "telegram.api_url, the network, the firewall, and HTTPS_PROXY if you need one"
            ),
            None,
        )
    else:
        yield good(f"Telegram knows it as @{bot.username}"), bot
    finally:
        await bot.shutdown()


def _line(output: Console, name: str, finding: Finding, mask: Mask | None = None) -> None:
    sign, style = finding.sign.value
    text = mask(finding.text) if mask else finding.text
    output.print(f"{sign} {name}: {text}", style=style, markup=False, soft_wrap=True)
