import asyncio
import io

import pytest
from PIL import Image
from playwright.async_api import expect
from telegram import Bot

from simulator import Simulator
from simulator.client import Client
from tests.browser import chromium


@pytest.fixture(autouse=True)
def _durations_are_timedeltas(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def telegram():
    async with Simulator() as telegram:
        yield telegram


@pytest.fixture
async def client(telegram):
    async with Client(telegram.url) as client:
        yield client


@pytest.fixture
async def bot(telegram):
    async with bot_of(telegram) as bot:
        yield bot


@pytest.fixture
async def ann(client):
    """Someone who has started the bot."""
    ann = await client.person("Ann", last_name="Lee", username="annlee", role="student")
    await ann.says("/start")
    return ann


@pytest.fixture
async def complaints():
    """What the browser's console complained about."""
    return []


@pytest.fixture
async def browser():
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def page(telegram, browser, complaints):
    page = await browser.new_page()
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    page.on(
        "console", lambda said: said.type in {"error", "warning"} and complaints.append(said.text)
    )
    yield page
    assert complaints == []


def bot_of(telegram, token=None):
    return Bot(
        token or telegram.token,
        base_url=f"{telegram.url}/bot",
        base_file_url=f"{telegram.url}/file/bot",
    )


async def newest(bot):
    """The last update of those that are waiting."""
    return (await bot.get_updates(timeout=5))[-1]


async def until_polling(telegram):
    """Wait until the bot's long poll is under way."""
    async with asyncio.timeout(10):
        while not telegram.world.updates.has_poller:  # noqa: ASYNC110 - the queue tells nobody
            await asyncio.sleep(0.01)


def picture(width=640, height=480, colour="teal", kind="JPEG"):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, kind)
    return buffer.getvalue()


async def be(page, telegram, person):
    """Open a person's chat."""
    await page.goto(f"{telegram.url}/#person={person.id}")
    await expect(page.locator("#chat")).to_be_visible()
