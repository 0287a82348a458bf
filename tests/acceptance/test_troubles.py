"""Telegram's bad days, and a stop in the middle of them."""

import asyncio
import time

import pytest_asyncio

from simulator.errors import Refused
from tests.acceptance import photos
from tests.acceptance.chat import ask, hear, show
from tests.acceptance.school import opened

TEN_SECONDS = 10.0
FAR_LONGER = 120.0


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def troubled(new_folder):
    """A school of its own: these tests stop its service."""
    async with opened(new_folder(), limits={"photos_per_minute": 1000}) as school:
        await school.meets_now("BAD")
        yield school


async def answers_to(person, photo):
    """What was said in answer to a photo, once or several times."""
    return [m.text for m in await person.history() if m.from_bot and m.reply_to == photo.id]


async def test_whatever_telegram_refuses_once_is_done_in_the_end_and_said_once(troubled):
    client = troubled.client
    ann = await troubled.welcomes("1", "BAD", "Ann", photos.of(1))
    for kind in ("429", "dropped"):
        await client.fails(kind, "sendMessage", count=1)
    await client.fails("500", "getFile", count=1)
    await client.fails("dropped", "download", count=1)
    await client.fails("slow", "sendMessage", count=1, seconds=0.5)

    photo = await ann.sends_photo(photos.another(1))
    assert "Present" in (await hear(ann)).text

    struck = [fault["struck"] for fault in await client.fails_no_more()]
    assert struck == [1] * 5
    await ask(ann, "/status")
    assert len(await answers_to(ann, photo)) == 1


async def test_ids_that_jump_lose_nothing_whether_it_runs_or_not(troubled):
    client = troubled.client
    eve = await client.person("Eve")
    assert "I don't know you yet" in await ask(eve, "/start")
    for next_id in (2**30, 500):
        await jump(client, next_id)
        assert "I don't know you yet" in await ask(eve, "/start")

    await jump(client, 10)
    assert await troubled.service.stop() == 0
    await eve.says("/start")
    await troubled.service.start()
    assert "I don't know you yet" in (await hear(eve)).text


async def jump(client, next_id):
    """Let ids go on elsewhere as soon as the bot has confirmed all there were."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await client.jump_update_ids(next_id)
            except Refused:
                await asyncio.sleep(0.05)


async def test_a_stop_ends_in_time_though_a_download_and_a_message_hang(troubled):
    client = troubled.client
    bea = await troubled.welcomes("2", "BAD", "Bea", photos.of(2))
    cem = await troubled.welcomes("3", "BAD", "Cem", photos.of(3))
    await client.fails("slow", "download", seconds=FAR_LONGER)
    await client.fails("slow", "sendMessage", seconds=FAR_LONGER)
    photo = await bea.sends_photo(photos.another(2))
    await cem.says("/status")
    await until_struck(client, 2)

    began = time.monotonic()
    code = await troubled.service.stop()
    took = time.monotonic() - began
    await client.fails_no_more()

    assert code == 0
    assert took < TEN_SECONDS
    await troubled.service.start()
    assert "Present" in (await hear(bea)).text
    assert "BAD" in (await hear(cem)).text
    await ask(bea, "/status")
    assert len(await answers_to(bea, photo)) == 1


async def until_struck(client, count):
    async with asyncio.timeout(60):
        while sum(fault["struck"] > 0 for fault in await client.faults()) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_token_that_is_revoked_ends_it_with_one_line_and_exit_3(troubled):
    dan = await troubled.welcomes("4", "BAD", "Dan", photos.of(4))
    assert "does not match" in await show(dan, photos.of(5))
    before = troubled.service.logged()
    await troubled.client.revokes_token()
    await troubled.client.call(
        "POST", f"/api/people/{dan.id}/messages", data={"chat_id": dan.id, "text": "/status"}
    )
    # A long poll that is under way brings the message; nobody can be answered any more.
    assert await troubled.service.ended() == 3

    lines = troubled.service.logged()[len(before) :].splitlines()
    assert lines[-1].startswith("rollcall: Telegram refuses the token")
    assert "@BotFather" in lines[-1]
    assert not any("Traceback" in line for line in lines)
    assert troubled.telegram.token.split(":")[1] not in troubled.service.logged()
