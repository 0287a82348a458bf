"""Starting, stopping, and what the simulator says to those who misuse it."""

import asyncio
import sys

import httpx
import pytest

from simulator import Simulator, errors
from simulator.client import Client
from tests.integration.simulator.conftest import bot_of, picture, until_polling


async def test_it_stops_though_people_and_the_bot_are_still_waiting():
    async with Simulator() as telegram, Client(telegram.url) as client, bot_of(telegram) as bot:
        ann = await client.person("Ann")
        polling = asyncio.create_task(bot.get_updates(timeout=50))
        watching = asyncio.create_task(ann.events(since=100, timeout=50))
        await until_polling(telegram)
        await telegram.__aexit__(None, None, None)
        assert await polling == ()
        assert await watching == []


async def test_what_was_said_is_still_there_when_telegram_comes_back():
    telegram = Simulator()
    async with telegram, Client(telegram.url) as client:
        await (await client.person("Ann")).says("hello")
    address = telegram.url
    async with telegram, Client(telegram.url) as client:
        assert telegram.url == address
        ann = await client.find("Ann")
        assert [message.text for message in await ann.history()] == ["hello"]


async def test_a_port_in_use_is_a_clear_error(telegram):
    with pytest.raises(errors.PortInUse, match=f"Port {telegram.port} on 127.0.0.1 is in use"):
        async with Simulator(port=telegram.port):
            pass


async def test_it_runs_alone_and_says_where():
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    chat = (await program.stdout.readline()).decode().split()[-1]
    async with httpx.AsyncClient() as http:
        page = await http.get(chat)
    program.terminate()
    await program.communicate()
    assert (page.status_code, program.returncode) == (200, 0)
    assert "A local stand-in for Telegram" in page.text


async def test_people_have_names_and_roles_and_samples(client):
    ann = await client.person("Ann", role="student", note="In CS101", id=77)
    await ann.offers("Ann, smiling", picture())
    about = (await client.find("Ann")).about
    assert (about["id"], about["role"], about["note"]) == (77, "student", "In CS101")
    assert [sample["label"] for sample in about["samples"]] == ["Ann, smiling"]
    assert await client.download(about["samples"][0]["url"]) == picture()


MESSAGES = "/api/people/1001/messages"
OPENS = "/api/people/1001/opens"
JSON = {"Content-Type": "application/json"}
BROKEN = {"content": b"{", "headers": JSON}
HALF_A_PAIR = {"content": b'{"text": "\\ud800"}', "headers": JSON}


@pytest.mark.parametrize(
    ("path", "request_", "why"),
    [
        ("/api/people", {"json": {"first_name": " "}}, "needs a first name"),
        ("/api/people", BROKEN, "parse"),
        (MESSAGES, {"json": {"text": ""}}, "empty"),
        (MESSAGES, HALF_A_PAIR, "parse"),
        (MESSAGES, {"json": {"forward": 9}}, "no message 9"),
        (MESSAGES, {"files": {"photo": b"x"}}, "not a picture"),
        (OPENS, {"json": {"link": "https://t.me/other?start=1"}}, "does not lead to"),
        (OPENS, {"json": {"link": "no code!"}}, "start code"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_the_reason(client, ann, path, request_, why):
    with pytest.raises(errors.Refused, match=why):
        await client.call("POST", path, **request_)


@pytest.mark.parametrize("path", ["/api/people/5/messages", "/api/files/nothing"])
async def test_what_is_not_there_is_not_found(telegram, path):
    async with httpx.AsyncClient(base_url=telegram.url) as http:
        assert (await http.get(path)).status_code == 404
