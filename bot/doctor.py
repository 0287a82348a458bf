"""``rollcall doctor``: is everything in place? One line each."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
from rich.console import Console
from telegram.error import InvalidToken, TelegramError

from bot import bootstrap, errors
from bot import settings as settings_
from bot.settings import Settings
from recognition import models
from recognition.errors import RecognitionError
from storage.errors import KeyProblem, StorageError

_CLOCK_TOLERANCE = timedelta(seconds=30)  # more, and people are late or early by our clock
_HTTP_SECONDS = 10.0

Check = Callable[[Settings], Awaitable[str]]


class _Failed(Exception):
    """A check has found something to put right."""


async def run(config: Path, output: Console) -> bool:
    """Print a line for every check; whether all is well."""
    try:
        settings = settings_.load(config)
    except errors.BadSettings as error:
        _line(output, "settings", str(error), good=False)
        return False
    _line(output, "settings", f"{config} is complete", good=True)
    results = [await _check(output, name, check, settings) for name, check in _CHECKS.items()]
    return all(results)


async def _check(output: Console, name: str, check: Check, settings: Settings) -> bool:
    try:
        found = await check(settings)
    except _Failed as error:
        _line(output, name, str(error), good=False)
        return False
    _line(output, name, found, good=True)
    return True


async def _token(settings: Settings) -> str:
    try:
        async with bootstrap.telegram_bot(settings) as bot:
            return f"Telegram knows it as @{bot.username}"
    except InvalidToken as error:
        raise _Failed("Telegram refuses it: take the token from @BotFather") from error
    except TelegramError as error:
        raise _Failed(
            f"{settings.telegram.api_url} cannot be reached ({error}): check the network"
        ) from error


async def _database(settings: Settings) -> str:
    try:
        async with bootstrap.storage(settings) as units:
            await units.ping()
    except KeyProblem:
        return "opens; see the key"
    except StorageError as error:
        raise _Failed(str(error)) from error
    return "opens, and has this release's tables"


async def _key(settings: Settings) -> str:
    try:
        async with bootstrap.storage(settings):
            return f"{settings.storage.key_file} fits the database; keep a copy apart from it"
    except KeyProblem as error:
        raise _Failed(str(error)) from error
    except StorageError:
        raise _Failed("cannot be judged without the database") from None


async def _models(settings: Settings) -> str:
    try:
        path = models.prepare(bootstrap.recognition_settings(settings))
    except RecognitionError as error:
        raise _Failed(str(error)) from error
    return f"{settings.recognition.weights} is ready in {path}"


async def _clock(settings: Settings) -> str:
    """Lateness is judged by Telegram's clock, openings by ours: they should agree."""
    try:
        async with httpx.AsyncClient(timeout=_HTTP_SECONDS) as client:
            answer = await client.head(settings.telegram.api_url)
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (httpx.HTTPError, KeyError, ValueError) as error:
        raise _Failed("cannot be compared: Telegram's cannot be read") from error
    apart = abs(bootstrap.now() - theirs)
    if apart > _CLOCK_TOLERANCE:
        raise _Failed(f"is {apart} apart from Telegram's: set it, for example with NTP")
    return "agrees with Telegram's"


_CHECKS: dict[str, Check] = {
    "token": _token,
    "database": _database,
    "key": _key,
    "models": _models,
    "clock": _clock,
}


def _line(output: Console, name: str, text: str, *, good: bool) -> None:
    sign, style = ("✓", "green") if good else ("✗", "red")
    output.print(f"{sign} {name}: {text}", style=style, markup=False, soft_wrap=True)
