"""The bot's account: how updates come, who sets it up, and whose clock is right."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx
import telegram
from telegram.constants import ChatAction
from telegram.error import BadRequest, Conflict, Forbidden, TelegramError

from bot import bootstrap
from bot.doctor.findings import NO_TOKEN, Deployment, Finding, bad, doubtful, good
from bot.webhook_address import is_guessable
from bot.webhook_watch import problem_of

_CLOCK_TOLERANCE = timedelta(seconds=30)  # more, and people are late or early by our clock
_HTTP_SECONDS = 10.0
_RIVAL_SECONDS = 5  # a program that was interrupted polls again within a few
_SHORTEST_SECRET = 16  # characters: see webhook_address


async def updates(found: Deployment) -> Finding:
    """Whether what people send comes to us, and to nobody else."""
    if found.bot is None:
        return NO_TOKEN
    try:
        info = await found.bot.get_webhook_info()
        if found.settings.telegram.mode == "webhook":
            return await _posted(found, info)
        return await _polled(found, found.bot, info)
    except TelegramError as error:
        return bad(f"cannot be judged: Telegram says {error}; try again")


async def _polled(found: Deployment, bot: telegram.Bot, info: telegram.WebhookInfo) -> Finding:
    if info.url:
        return doubtful(
            f"a webhook at {urlsplit(info.url).hostname} takes them until the service removes it; "
            "if another program of yours needs it, give Rollcall a bot of its own"
        )
    if found.is_running:
        return good("the service polls for them")
    try:
        # Nothing is confirmed by it. Who else polls is cut short, and so does it to us.
        await bot.get_updates(limit=1, timeout=_RIVAL_SECONDS)
    except Conflict:
        return bad(
            "another program polls with this token: stop it (an earlier copy of the service?), "
            "or get a new token from @BotFather"
        )
    return good(f"nobody else polls, {info.pending_update_count} wait")


async def _posted(found: Deployment, info: telegram.WebhookInfo) -> Finding:
    settings = found.settings.telegram
    address = settings.webhook_address
    problem = problem_of(info, datetime.now(UTC)) if info.url == address else ""
    if problem:
        return bad(
            f"{problem}: look at the proxy, its certificate, and where it passes posts on to"
        )
    if found.is_running and info.url != address:
        return bad(
            "Telegram posts to another address: another program has set it; give each a bot of "
            "its own, and start the service again"
        )
    if found.is_running and (unreachable := await _unreachable(address)):
        return bad(unreachable)
    if is_guessable(address):
        return doubtful(
            "the path of telegram.webhook.url can be guessed: leave it out, and one is chosen"
        )
    if len(settings.webhook.secret.get_secret_value()) < _SHORTEST_SECRET:
        return doubtful("telegram.webhook.secret is short: make one with `openssl rand -hex 32`")
    if not found.is_running:
        return good("the webhook is set when the service starts; look again then")
    return good(f"Telegram posts to {urlsplit(address).hostname}")


async def _unreachable(address: str) -> str | None:
    """Post without the secret, from here; the service refuses that."""
    try:
        async with httpx.AsyncClient(timeout=_HTTP_SECONDS) as client:
            answer = await client.post(address)
    except httpx.HTTPError as error:
        return (
            f"telegram.webhook.url cannot be reached ({type(error).__name__}): look at its name "
            "in DNS, the firewall, the proxy and its certificate"
        )
    if answer.status_code == HTTPStatus.FORBIDDEN:
        return None
    return (
        f"at telegram.webhook.url something else answers ({answer.status_code}): the proxy has to "
        "pass posts on, path and all, to telegram.webhook.listen and port"
    )


async def admins(found: Deployment) -> Finding:
    """Whether somebody can set the school up."""
    if found.bot is None:
        return NO_TOKEN
    ids = found.settings.telegram.admin_ids
    if not ids:
        return doubtful(
            f"telegram.admin_ids is empty, nobody can set up anything: write /start to "
            f"@{found.bot.username}, it tells you your ID; put it there and start again"
        )
    problems = [problem for id_ in ids if (problem := await _problem_of(found.bot, id_))]
    if not problems:
        return good(f"{len(ids)} can be written to")
    text = "; ".join(finding.text for finding in problems)
    return bad(text) if any(one.sign is bad("").sign for one in problems) else doubtful(text)


async def _problem_of(bot: telegram.Bot, id_: int) -> Finding | None:
    where = f"telegram.admin_ids: {id_}"
    if id_ <= 0:
        return bad(f"{where} is a group's or channel's; a person's ID has no minus")
    if id_ == bot.id:
        return bad(f"{where} is the bot's own; write /start to @{bot.username} for yours")
    try:
        await bot.send_chat_action(id_, ChatAction.TYPING)
    except (BadRequest, Forbidden):
        return doubtful(
            f"{where} has not written to the bot, or has blocked it: open @{bot.username} and "
            "press Start; if that changes nothing the ID is somebody else's or a bot's"
        )
    except TelegramError as error:
        return doubtful(f"{where} was not tried: Telegram says {error}")
    return None


async def clock(found: Deployment) -> Finding:
    """Lateness is judged by Telegram's clock, openings by ours: they should agree."""
    try:
        async with httpx.AsyncClient(timeout=_HTTP_SECONDS) as client:
            answer = await client.head(found.settings.telegram.api_url)
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (httpx.HTTPError, KeyError, ValueError):
        return bad("cannot be compared: Telegram's cannot be read; look at the network")
    apart = abs(bootstrap.now() - theirs)
    if apart > _CLOCK_TOLERANCE:
        return bad(f"is {apart} apart from Telegram's: set it with NTP (timedatectl set-ntp true)")
    return good("agrees with Telegram's")
