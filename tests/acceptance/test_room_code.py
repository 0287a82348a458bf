"""The code of a room: in the teacher's chat, on the projector, and given by students."""

import re
import time

import cv2
import httpx
import numpy as np
import pytest_asyncio
from playwright.async_api import expect

from tests.acceptance import photos
from tests.acceptance.chat import PATIENCE, ask, hear, link_in, press, show
from tests.acceptance.school import opened
from tests.acceptance.service import free_port
from tests.browser import chromium, needs_chromium

_STEP = 20  # seconds
_OVERFLOWS = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.right > innerWidth || box.bottom > innerHeight || box.left < 0;
}).map((one) => one.id || one.tagName)"""  # what a wall would not show
_OVERFLOWS_WITH_LONG_NAME = f"""() => {{
  document.getElementById("bot").textContent = "@university_of_somewhere_roll_bot";
  return ({_OVERFLOWS})();
}}"""  # as long as Telegram allows


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def school(new_folder):
    """A class ROOM that asks for a selfie and the code, and one OTHER that asks for the code."""
    async with opened(new_folder(), http={"port": free_port()}) as school:
        for code, asked in (("ROOM", "selfie+code"), ("OTHER", "code")):
            await school.meets_now(code)
            assert asked in await ask(school.admin, f"/set {code} require {asked}")
        assert "code" in await ask(school.admin, "/set ROOM alternative code")
        await school.takes("ROOM")
        yield school


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def room(school):
    """The code of ROOM is shown in its teacher's chat."""
    await school.teacher.says("/code ROOM")
    await hear(school.teacher, "Code ")
    return school


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def uma(school):
    """The teacher of OTHER, in whose chat its code is shown."""
    uma = await school.client.person("Uma")
    await uma.opens(link_in(await ask(school.admin, "/teacher OTHER Uma Other")))
    await hear(uma, "Welcome")
    await uma.says("/code OTHER")
    await hear(uma, "Code ")
    return uma


async def picture(person):
    """The newest picture of a code, as it is by now."""
    history = await person.history()
    return next(one for one in reversed(history) if "Code " in one.text)


async def code_of(person):
    return re.search(r"Code (\d{6})", (await picture(person)).text)[1]


async def page_of(person):
    return (await picture(person)).text.split()[-1]


async def link_of(person):
    """What a camera reads in the picture."""
    png = await person.downloads(await picture(person))
    found = cv2.QRCodeDetectorAruco().detectAndDecode(
        cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    )
    assert "?start=" in found[0]
    return found[0]


async def test_a_selfie_and_then_the_digits_are_enough(room):
    ann = await room.welcomes("1", "ROOM", "Ann", photos.of(0))
    assert "also asks for the room's code" in await show(ann, photos.another(0))

    assert (await ask(ann, await code_of(room.teacher))).startswith("Present")
    assert "already" in await ask(ann, await code_of(room.teacher))


async def test_a_scan_and_then_a_selfie_are_enough(room):
    bob = await room.welcomes("2", "ROOM", "Bob", photos.of(1))
    await bob.opens(await link_of(room.teacher))
    assert "I have the room's code" in (await hear(bob)).text

    assert (await show(bob, photos.another(1))).startswith("Present")


async def test_who_said_no_to_faces_is_in_by_the_code(room):
    cem = await room.enrols("3", "ROOM", "Cem")
    await press(cem, "No, thanks")

    assert (await ask(cem, await code_of(room.teacher))).startswith("Present")
    assert "already" in await ask(cem, await code_of(room.teacher))


async def test_what_is_no_code_of_the_room_does_not_count_and_guessing_is_limited(room, uma):
    dee = await room.enrols("4", "ROOM", "Dee")
    await press(dee, "No, thanks")
    late = int(time.time()) + 3 * _STEP
    assert "not shown any more" in await ask(dee, await code_of(room.teacher), date=late)
    await dee.opens(await link_of(uma))
    assert "the code of another class" in (await hear(dee)).text

    wrong = await code_of(uma)
    answers = [await ask(dee, wrong) for _ in range(5)]
    assert all("wrong code" in one for one in answers)
    assert "Dee (4) has sent 5 wrong room codes" in (await hear(room.teacher, "wrong")).text
    last = await ask(dee, await code_of(room.teacher))
    assert "too many wrong codes" in last
    assert not any("Present" in one or "Late" in one for one in [*answers, last])


async def test_a_stranger_who_scans_is_told_what_it_is(room):
    stranger = await room.client.person("Stranger")
    await stranger.opens(await link_of(room.teacher))

    assert "This code is for students" in (await hear(stranger)).text


async def test_the_page_is_told_the_code_that_counts_and_no_more(room):
    async with httpx.AsyncClient() as browser:
        told = (await browser.get(f"{await page_of(room.teacher)}/now")).json()
        other = await browser.get(f"{await page_of(room.teacher)}x/now")

    eli = await room.enrols("5", "ROOM", "Eli")
    await press(eli, "No, thanks")
    assert (await ask(eli, told["code"])).startswith("Present")
    assert other.status_code == 410
    assert set(told) == {
        *("class", "name", "bot", "code", "modules", "milliseconds", "step"),
        *("attended", "expected"),
    }


@needs_chromium
async def test_the_page_shows_the_code_that_the_bot_takes(room):
    fay = await room.enrols("6", "ROOM", "Fay")
    await press(fay, "No, thanks")
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 1920, "height": 1080})
        complaints = []
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        page.on("console", lambda said: complaints.append(said.text))
        await page.goto(await page_of(room.teacher))
        await expect(page.locator("#code")).to_have_text(re.compile(r"^\d{3} \d{3}$"))
        for width, height in ((1024, 768), (1280, 800), (1920, 1080)):
            await page.set_viewport_size({"width": width, "height": height})
            assert await page.evaluate(_OVERFLOWS) == [], (width, height)
            assert await page.evaluate(_OVERFLOWS_WITH_LONG_NAME) == [], (width, height)
        before = await page.locator("#count").text_content()
        shot = cv2.imdecode(np.frombuffer(await page.screenshot(), np.uint8), cv2.IMREAD_COLOR)
        link = cv2.QRCodeDetectorAruco().detectAndDecode(shot)[0]

        await fay.opens(link)

        assert (await hear(fay)).text.startswith("Present")
        await expect(page.locator("#count")).not_to_have_text(before, timeout=PATIENCE * 1000)
        assert complaints == []


@needs_chromium
async def test_a_page_that_hears_nothing_says_so_and_goes_on_afterwards(room):
    async with chromium() as browser:
        page = await browser.new_page()
        await page.goto(await page_of(room.teacher))
        await expect(page.locator("#code")).to_have_text(re.compile(r"^\d{3} \d{3}$"))
        await page.route("**/now", lambda route: None)  # the connection hangs

        await expect(page.locator("#trouble")).to_have_text(re.compile("No connection"))

        await page.unroute("**/now")
        await expect(page.locator("#trouble")).to_be_empty()
        await expect(page.locator("main")).to_be_visible()


async def test_a_restart_goes_on_with_it_and_stop_ends_it(room):
    page = await page_of(room.teacher)
    await room.service.stop()
    before = await code_of(room.teacher)
    await room.service.start()
    while before in (await hear(room.teacher, "Code ")).text:
        pass  # what was shown before

    assert await page_of(room.teacher) == page
    await room.teacher.presses("Stop", timeout=PATIENCE)
    assert "no longer shown" in (await hear(room.teacher, "no longer")).text
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(page)).status_code == 410


async def test_no_code_is_on_the_disk_or_in_the_log(room, uma):
    code = await code_of(uma)
    key = (await page_of(uma)).rsplit("/", 1)[-1]

    for file in (*room.service.key.parent.iterdir(), room.service.log):
        content = file.read_bytes()
        assert code.encode() not in content
        assert key.encode() not in content
    ((secret,),) = room.service.query(
        "SELECT secret FROM room_secrets JOIN sessions ON sessions.id = session_id "
        "JOIN classes ON classes.id = class_id WHERE code = 'OTHER'"
    )
    assert len(secret) == 12 + 20 + 16  # a nonce, what is sealed, and its tag
