"""Somebody else polls with our token, at a real HTTP server."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot import errors, intake
from bot.intake import Contact, Intake
from bot.raw_bot import RawBot
from simulator import Simulator
from simulator.client import Client
from tests.unit.fakes import FakeUnits


def now():
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def durations(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def polling():
    """An intake that polls a simulator, and a client of that."""
    async with Simulator() as simulator, Client(simulator.url) as client:
        bot = RawBot(simulator.token, base_url=f"{simulator.url}/bot")
        async with bot:
            contact = Contact()
            one = Intake(
                bot=bot, units=FakeUnits(), clock=now, contact=contact, stored=lambda: None
            )
            task = asyncio.create_task(one.poll())
            async with asyncio.timeout(10):
                await contact.began.wait()
            yield task, client
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_a_rival_who_stays_ends_the_polling(polling, monkeypatch):
    monkeypatch.setattr(intake, "RIVAL_PATIENCE", timedelta(seconds=1.5))
    task, client = polling
    await client.rivals(60)

    async with asyncio.timeout(30):
        with pytest.raises(errors.TelegramRefused, match="another program") as refused:
            await task

    assert refused.value.exit_code == 3


async def test_a_rival_who_goes_does_no_harm(polling):
    task, client = polling
    await client.rivals(2)
    await (await client.person("Ann")).says("hello")

    await asyncio.sleep(2.5)

    assert not task.done()
