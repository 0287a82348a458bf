"""``rollcall demo`` as a newcomer tries it: in a browser, without a line of the docs."""

import asyncio
import os
import re
import sys
from contextlib import asynccontextmanager

import pytest_asyncio
from playwright.async_api import expect

from tests.acceptance import photos
from tests.acceptance.chat import PATIENCE
from tests.acceptance.school import midday
from tests.acceptance.service import ROOT, free_port
from tests.browser import chromium, needs_chromium

pytestmark = needs_chromium

_UP_WITHIN = 180.0  # seconds; the networks load, three people enrol


@asynccontextmanager
async def demonstration(log):
    """``rollcall demo``; its address, once it says that it is up."""
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "demo", "--port", str(free_port())),
            cwd=ROOT,
            env=os.environ | {"TZ": midday()},
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    try:
        yield await _address(process.stdout)
        process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE)
        assert process.returncode == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _address(output):
    async with asyncio.timeout(_UP_WITHIN):
        async for line in output:
            if found := re.search(rb"Rollcall is up: (\S+)", line):
                return found[1].decode()
    raise AssertionError("the demo ended before it was up")


@pytest_asyncio.fixture(loop_scope="session")
async def page(new_folder):
    async with demonstration(new_folder() / "service.log") as url, chromium() as browser:
        page = await browser.new_page(viewport={"width": 1100, "height": 800})
        page.set_default_timeout(PATIENCE * 1000)
        complaints = []
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        await page.goto(url)
        yield page
        assert complaints == []


async def be(page, name):
    await page.locator("#people").get_by_role("button", name=re.compile(f"^{name}")).click()


async def says(page, text):
    await page.fill("#composer-text", text)
    await page.click("#send")


async def reads(page, text):
    """The bot's newest message says so, now or soon."""
    newest = page.locator(".message.theirs").last
    await expect(newest).to_contain_text(text, timeout=PATIENCE * 1000)


async def cheats(page, label):
    """Press one of the ways to cheat, and wait until it has been played."""
    await page.locator("#scenes-list").get_by_role("button", name=label).click()
    await expect(page.locator("#scenes-list .waiting")).to_have_count(0, timeout=PATIENCE * 1000)


async def test_a_newcomer_tries_everything_on_the_page(page, tmp_path):
    answer = page.locator(".message.theirs").last
    seen_by_teacher = page.frame_locator("#beside iframe").locator(".message.theirs").last
    await cheats(page, "Send Obama's photo as Biden")
    await reads(page, "Not recognized")
    await expect(seen_by_teacher).to_contain_text("0 present · 0 late · 0 absent · 0 excused")
    await expect(seen_by_teacher).to_contain_text("1 selfie refused")

    await be(page, "Barack Obama")
    await page.locator(".samples").get_by_role("button", name="Barack Obama").click()
    await reads(page, "Present")
    await be(page, "Joe Biden")
    await page.locator(".samples").get_by_role("button", name="Barack Obama").click()
    await reads(page, "Not recognized")
    await cheats(page, "Forward it")
    await reads(page, "Only a new photo counts")
    await expect(seen_by_teacher).to_contain_text("Flagged, please decide:")
    await expect(seen_by_teacher).to_contain_text("Joe Biden: a forwarded picture")
    await cheats(page, "Send it from the kiosk")
    await reads(page, "this photo was sent before. Stand before the tablet")
    await expect(seen_by_teacher).to_contain_text("1 photo refused at the kiosk")

    mine, another = tmp_path / "me.jpg", tmp_path / "me-again.jpg"
    mine.write_bytes(photos.of(1))
    another.write_bytes(photos.another(1))
    await be(page, "Ada Admin")
    await page.fill("#composer-text", "/enroll 4 DEMO New Comer")
    await page.set_input_files("#photo-input", mine)
    await reads(page, "New Comer (4) is enrolled in DEMO")
    await answer.locator("a", has_text="?start=").click()
    await page.locator(".chooser").get_by_role("button", name="You").click()

    await reads(page, "May I compare your face")
    await answer.get_by_role("button", name="I agree").click()
    await reads(page, "Thank you")
    await page.set_input_files("#photo-input", another)
    await reads(page, "Present")

    await be(page, "Tom Teacher")
    await says(page, "/summary DEMO")
    await reads(page, "2 present · 0 late · 0 absent · 0 excused")
    await expect(answer.locator("img")).to_be_visible()

    await says(page, "/code DEMO")
    async with page.expect_popup() as opened:
        await answer.locator("a", has_text="/room/").click()
    wall = await opened.value
    await expect(wall.get_by_text(re.compile(r"\d{3} \d{3}"))).to_be_visible()
    await expect(wall.get_by_text("2 of 4 are in")).to_be_visible()
