from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError

from bot.doctor import account as checks
from bot.doctor.findings import Sign
from tests.unit.bot.doctor.conftest import ADA
from tests.unit.bot.fakes import BOT_ID, CLASSROOM

HOOK = {"url": "https://bot.example.org", "secret": "a-long-random-secret"}
POSTED = {"mode": "webhook", "webhook": HOOK}
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("check", [checks.updates, checks.admins])
async def test_without_the_token_nothing_is_judged(deployed, check):
    finding = await check(deployed(bot=None))

    assert finding.sign is Sign.BAD
    assert "without the token" in finding.text


# --- polling --------------------------------------------------------------------------------


async def test_nobody_else_who_polls_is_fine(deployed, account):
    account.webhook.pending_update_count = 3

    finding = await checks.updates(deployed())

    assert finding.sign is Sign.GOOD
    assert "3 wait" in finding.text
    assert "offset" not in account.polled[0]  # it confirms nothing


async def test_another_program_that_polls_is_found(deployed, account):
    account.failures["get_updates"] = Conflict("terminated by other getUpdates request")

    finding = await checks.updates(deployed())

    assert finding.sign is Sign.BAD
    assert "another program polls" in finding.text
    assert "@BotFather" in finding.text


async def test_the_running_service_is_not_disturbed(deployed, account):
    finding = await checks.updates(deployed(is_running=True))

    assert finding.sign is Sign.GOOD
    assert account.polled == []


async def test_a_webhook_that_was_left_is_told_without_its_path(deployed, account):
    account.webhook.url = "https://old.example.org/secret-path"

    finding = await checks.updates(deployed())

    assert finding.sign is Sign.DOUBTFUL
    assert "a webhook at old.example.org" in finding.text
    assert "secret-path" not in finding.text


async def test_telegram_that_does_not_answer_is_said(deployed, account):
    account.failures["get_webhook_info"] = NetworkError("gone")

    finding = await checks.updates(deployed())

    assert (finding.sign, "gone" in finding.text) == (Sign.BAD, True)


# --- by webhook -----------------------------------------------------------------------------


async def test_a_webhook_that_is_not_running_yet_is_fine(deployed):
    assert (await checks.updates(deployed(telegram=POSTED))).sign is Sign.GOOD


async def test_a_webhook_that_refuses_us_from_outside_is_fine(deployed, account, web):
    found = deployed(telegram=POSTED, is_running=True)
    account.webhook.url = found.settings.telegram.webhook_address
    web(lambda request: httpx.Response(403))

    finding = await checks.updates(found)

    assert finding.sign is Sign.GOOD
    assert finding.text == "Telegram posts to bot.example.org"


async def test_what_telegram_says_of_a_webhook_that_fails_is_told(deployed, account):
    found = deployed(telegram=POSTED)
    account.webhook.url = found.settings.telegram.webhook_address
    account.webhook.pending_update_count = 1
    account.webhook.last_error_date = datetime.now(UTC)
    account.webhook.last_error_message = "SSL error: certificate verify failed"

    finding = await checks.updates(found)

    assert finding.sign is Sign.BAD
    assert "certificate verify failed" in finding.text
    account.webhook.last_error_date -= HOUR
    assert (await checks.updates(found)).sign is Sign.GOOD


async def test_a_webhook_that_another_program_has_set_is_found(deployed, account):
    account.webhook.url = "https://other.example.org/x"

    finding = await checks.updates(deployed(telegram=POSTED, is_running=True))

    assert finding.sign is Sign.BAD
    assert "another program has set it" in finding.text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(404), "something else answers (404)"),
        (httpx.Response(200), "something else answers (200)"),
        (httpx.ConnectError("no route"), "cannot be reached (ConnectError)"),
    ],
)
async def test_a_webhook_that_does_not_lead_here_is_found(deployed, account, web, answer, words):
    def respond(request):
        if isinstance(answer, Exception):
            raise answer
        return answer

    found = deployed(telegram=POSTED, is_running=True)
    account.webhook.url = found.settings.telegram.webhook_address
    web(respond)

    finding = await checks.updates(found)

    assert finding.sign is Sign.BAD
    assert words in finding.text
    assert "proxy" in finding.text


@pytest.mark.parametrize(
    ("hook", "words"),
    [
        ({"url": "https://bot.example.org/bot"}, "can be guessed"),
        ({"secret": "short"}, "openssl rand -hex 32"),
    ],
)
async def test_a_webhook_that_can_be_guessed_is_doubtful(deployed, hook, words):
    telegram = {"mode": "webhook", "webhook": HOOK | hook}

    finding = await checks.updates(deployed(telegram=telegram))

    assert finding.sign is Sign.DOUBTFUL
    assert words in finding.text


# --- admins ---------------------------------------------------------------------------------


async def test_admins_who_can_be_written_to_are_fine(deployed):
    assert (await checks.admins(deployed())).sign is Sign.GOOD


async def test_without_admins_it_says_how_to_get_one(deployed):
    finding = await checks.admins(deployed(telegram={"admin_ids": ()}))

    assert finding.sign is Sign.DOUBTFUL
    assert "/start to @rollcall_bot" in finding.text


@pytest.mark.parametrize(
    ("id_", "words"), [(CLASSROOM, "a group's"), (0, "a group's"), (BOT_ID, "the bot's own")]
)
async def test_an_admin_who_is_no_person_is_found(deployed, id_, words):
    finding = await checks.admins(deployed(telegram={"admin_ids": (ADA, id_)}))

    assert finding.sign is Sign.BAD
    assert words in finding.text
    assert str(id_) in finding.text


@pytest.mark.parametrize(
    "error", [BadRequest("chat not found"), Forbidden("bot was blocked by the user")]
)
async def test_an_admin_who_has_never_started_the_bot_is_found(deployed, account, error):
    account.failures[ADA] = error

    finding = await checks.admins(deployed())

    assert finding.sign is Sign.DOUBTFUL
    assert "press Start" in finding.text


async def test_an_admin_who_could_not_be_tried_is_said(deployed, account):
    account.failures[ADA] = NetworkError("gone")

    assert "was not tried" in (await checks.admins(deployed())).text


# --- clock ----------------------------------------------------------------------------------


async def test_clocks_that_agree_are_fine(deployed, web):
    web(lambda _: httpx.Response(302, headers={"Date": format_datetime(datetime.now(UTC))}))

    assert (await checks.clock(deployed())).sign is Sign.GOOD


@pytest.mark.parametrize("apart", [HOUR, -HOUR])
async def test_a_clock_that_is_off_is_found(deployed, web, apart):
    at = datetime.now(UTC) + apart
    web(lambda _: httpx.Response(302, headers={"Date": format_datetime(at)}))

    finding = await checks.clock(deployed())

    assert finding.sign is Sign.BAD
    assert "NTP" in finding.text


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}])
async def test_a_clock_that_cannot_be_compared_is_said(deployed, web, headers):
    web(lambda _: httpx.Response(200, headers=headers))

    assert "cannot be compared" in (await checks.clock(deployed())).text
