"""Behind a webhook: whether Telegram posts to us still, and what it holds."""

import asyncio
import contextlib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot import errors, webhook_watch
from bot.intake import Contact, Intake
from bot.webhook_watch import Hook
from tests.unit.attendance.samples import MINUTE, NINE
from tests.unit.bot.fakes import FakeTelegram, Sleeps, breathe

OURS = "https://school.example/hook"
THEIRS = "https://other.example/hook"


def info(pending=0, url=OURS, failed_at=None):
    """What Telegram says of a webhook."""
    return SimpleNamespace(
        url=url,
        pending_update_count=pending,
        last_error_date=failed_at,
        last_error_message="Connection refused" if failed_at else None,
    )


class Watch:
    """A watch over a webhook, whom it tells, and how often it was set again."""

    def __init__(self, units, clock, sleeps):
        self.clock, self.sleeps = clock, sleeps
        self.contact, self.telegram = Contact(), FakeTelegram()
        self.set_again = 0
        self.hook = Hook(OURS, self._put)
        self.intake = Intake(
            bot=self.telegram,
            units=units,
            clock=clock,
            contact=self.contact,
            stored=lambda: None,
        )

    async def _put(self):
        self.set_again += 1

    async def sees(self, *script):
        """Go on until Telegram has said all this."""
        self.telegram.told_all.clear()
        self.telegram.script.extend(script)
        watching = asyncio.create_task(webhook_watch.watch(self.intake, self.hook))
        told_all = asyncio.create_task(self.telegram.told_all.wait())
        await asyncio.wait({watching, told_all}, return_when=asyncio.FIRST_COMPLETED)
        told_all.cancel()
        if watching.done():
            watching.result()
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


@pytest.fixture
def watch(units, clock, monkeypatch):
    sleeps = Sleeps(clock)
    monkeypatch.setattr(webhook_watch, "asyncio", sleeps.asyncio)
    return Watch(units, clock, sleeps)


async def test_a_webhook_has_caught_up_when_telegram_holds_nothing(watch):
    await watch.sees(info(3))
    assert not watch.contact.caught_up

    await watch.sees(info())
    assert watch.contact.caught_up


@pytest.mark.parametrize("error", [NetworkError("gone"), TelegramError("Invalid server response")])
async def test_a_webhook_has_not_caught_up_while_telegram_cannot_be_asked(watch, error):
    await watch.sees(info(), error)

    assert not watch.contact.caught_up


async def test_a_token_that_is_refused_ends_the_watch(watch):
    with pytest.raises(errors.TelegramRefused):
        await watch.sees(info(), InvalidToken("Unauthorized"))


async def test_the_watch_asks_now_and_then(watch):
    await watch.sees(info(), info())
    await breathe()

    assert watch.sleeps.slept == [30, 30]


@pytest.mark.parametrize("url", ["", THEIRS])
async def test_a_webhook_that_was_taken_away_is_set_again_and_nothing_is_known_till_then(
    watch, url, caplog
):
    await watch.sees(info(), info(url=url), info())

    assert watch.set_again == 1
    assert not watch.contact.caught_up
    assert "webhook" in watch.contact.trouble
    assert "it is set again" in caplog.text

    watch.clock.advance(MINUTE)
    await watch.sees(info())
    assert watch.contact.caught_up
    assert watch.contact.trouble == ""


async def test_who_takes_it_away_for_more_than_a_minute_ends_the_service(watch):
    with pytest.raises(errors.TelegramRefused, match="webhook") as refused:
        await watch.sees(*[info(url=THEIRS), info()] * 10)

    assert refused.value.exit_code == 3
    assert NINE + MINUTE < watch.clock() < NINE + 2 * MINUTE


async def test_telegram_may_write_our_address_in_its_own_way(watch):
    as_telegram_has_it = OURS.replace("school", "xn--school")

    await watch.sees(*[info(url=as_telegram_has_it)] * 9)

    assert watch.set_again == 1


async def test_that_telegram_cannot_post_to_us_is_known_until_it_can(watch):
    await watch.sees(info(2, failed_at=NINE))
    assert watch.contact.trouble.endswith("(Connection refused)")

    await watch.sees(info(failed_at=NINE))
    assert watch.contact.trouble == ""

    watch.clock.advance(timedelta(hours=1))
    await watch.sees(info(2, failed_at=NINE))
    assert watch.contact.trouble == ""
