"""The page that shows the code of a room large."""

import re
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from bot.one_time_codes import Totp
from bot.projector import Projector
from tests.unit.attendance.samples import HOUR, MINUTE
from tests.unit.bot.room.room import STEP


@pytest.fixture
def page(room):
    """The path of the page, as the picture's caption names it."""
    return urlsplit(room.captions[-1].split()[-1]).path


@pytest.fixture
async def browser(chats):
    projector = Projector(
        units=chats.units, clock=chats.clock, codes=Totp(), telegram=chats.telegram
    )
    transport = httpx.ASGITransport(Starlette(routes=projector.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as client:
        yield client


async def test_it_is_told_the_current_code_and_how_many_are_in(browser, chats, ann, room, page):
    chats.advance(STEP / 4)
    told = (await browser.get(f"{page}/now")).json()

    modules = told.pop("modules")
    assert told == {
        "class": "MATH1",
        "name": "Mathematics 1",
        "bot": "@rollcall_bot",
        "code": room.card.code,
        "milliseconds": 15_000,
        "step": 20_000,
        "attended": 0,
        "expected": 1,
    }
    assert {len(row) for row in modules} == {len(modules)}
    assert set("".join(modules)) == {"0", "1"}


async def test_it_follows_the_code(browser, chats, room, page):
    first = (await browser.get(f"{page}/now")).json()["code"]
    await room.passes()

    assert (await browser.get(f"{page}/now")).json()["code"] == room.card.code != first


async def test_it_is_whole_behind_a_proxy_with_a_path_of_its_own(browser, page):
    text = (await browser.get(page)).text
    ended = (await browser.get("/room/1/nobody")).text
    named = re.findall(r'(?:href|src)="(.+?)"', text + ended)

    assert len(named) == 3  # of both pages
    for one in named:
        outside = urljoin(f"http://school.test/rollcall{page}", one)
        path = outside.removeprefix("http://school.test/rollcall")
        assert (await browser.get(path)).status_code == 200


async def test_neither_the_secret_nor_a_name_is_told(browser, chats, ann, page):
    (secret,) = chats.units.state.secrets.values()
    for path in (page, f"{page}/now", "/room/page.js", "/room/page.css"):
        answer = await browser.get(path)
        assert secret.hex() not in answer.text
        assert secret not in answer.content
        assert "Ann" not in answer.text


async def test_nothing_of_it_is_kept_or_comes_from_elsewhere(browser, page):
    for path in (page, f"{page}/now", "/room/page.js", "/room/page.css", "/room/1/nobody"):
        headers = (await browser.get(path)).headers
        assert headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "no-referrer"
    for path in (page, "/room/page.js", "/room/page.css", "/room/1/nobody"):
        assert "http" not in (await browser.get(path)).text.replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    "path", ["1/x", "3/", "0/x", "x/y", f"{'9' * 500}/x", "-1/x", "٣/x", "3/%00", "3/é"]
)
async def test_what_nobody_was_given_is_no_page(browser, room, path):
    assert (await browser.get(f"/room/{path}")).status_code in (404, 410)
    assert (await browser.get(f"/room/{path}/now")).status_code in (404, 410)


async def test_the_key_of_one_session_opens_no_other(browser, chats, una, page):
    await chats.says(una, "/code ART")
    key = page.rsplit("/", 1)[-1]
    for session_id in chats.units.state.sessions:
        expected = 200 if page == f"/room/{session_id}/{key}" else 410
        assert (await browser.get(f"/room/{session_id}/{key}")).status_code == expected


async def test_it_ends_with_the_session(browser, chats, page):
    chats.advance(HOUR)

    answer = await browser.get(page)

    assert answer.status_code == 410
    assert "This page has ended" in answer.text
    assert (await browser.get(f"{page}/now")).status_code == 410


async def test_stop_ends_it_and_another_code_has_another_page(browser, chats, room, tom, page):
    await chats.presses(tom, f"unshow:{page.split('/')[2]}", caption=True)
    assert (await browser.get(page)).status_code == 410
    chats.advance(MINUTE)

    await chats.says(tom, "/code MATH1")

    assert (await browser.get(page)).status_code == 410
    assert (await browser.get(urlsplit(room.captions[-1].split()[-1]).path)).status_code == 200


async def test_before_telegram_is_reached_it_waits(browser, chats, page, monkeypatch):
    def not_yet(_):
        raise RuntimeError

    monkeypatch.setattr(type(chats.telegram), "username", property(not_yet))

    assert (await browser.get(f"{page}/now")).status_code == 503
    assert (await browser.get(page)).status_code == 200
