"""What goes wrong on demand is what python-telegram-bot knows of Telegram's bad days."""

import asyncio
from datetime import timedelta

import pytest
from telegram import error

from simulator.errors import Refused
from tests.integration.simulator.conftest import picture, until_polling


async def said(person):
    return [message.text for message in await person.history() if message.from_bot]


async def test_too_many_requests_says_how_long_to_wait(bot, client, ann):
    await client.fails("429", seconds=7)
    with pytest.raises(error.RetryAfter) as refused:
        await bot.send_message(ann.id, "hello")
    assert refused.value.retry_after == timedelta(seconds=7)
    assert await said(ann) == []


@pytest.mark.parametrize("kind", ["500", "502", "dropped"])
async def test_a_server_in_trouble_is_a_network_error_and_nothing_is_done(bot, client, ann, kind):
    await client.fails(kind, "sendMessage")
    with pytest.raises(error.NetworkError) as failed:
        await bot.send_message(ann.id, "hello")
    assert type(failed.value) is error.NetworkError
    assert await said(ann) == []
    await bot.get_me()


@pytest.mark.parametrize("kind", ["500", "502", "dropped"])
async def test_an_answer_may_be_lost_though_the_call_was_carried_out(bot, client, ann, kind):
    await client.fails(kind, "sendMessage", after=True)
    with pytest.raises(error.NetworkError):
        await bot.send_message(ann.id, "hello")
    assert await said(ann) == ["hello"]


async def test_a_slow_answer_comes(bot, client, ann):
    await client.fails("slow", seconds=0.01)
    await bot.send_message(ann.id, "hello")
    assert await said(ann) == ["hello"]


async def test_an_answer_that_is_too_slow_is_timed_out_and_the_message_has_been_sent(
    bot, client, ann
):
    await client.fails("slow", seconds=60, after=True)
    with pytest.raises(error.TimedOut):
        await bot.send_message(ann.id, "hello", read_timeout=0.05)
    assert await said(ann) == ["hello"]


async def test_a_file_that_is_fetched_may_be_cut_off(bot, client, ann):
    await ann.sends_photo(picture())
    message = (await bot.get_updates(timeout=5))[-1].message
    file = await message.photo[-1].get_file()
    await client.fails("dropped", "download", count=1)
    with pytest.raises(error.NetworkError):
        await file.download_as_bytearray()
    assert len(await file.download_as_bytearray()) == file.file_size


async def test_a_fault_strikes_as_often_as_it_was_told(bot, client, ann):
    await client.fails("500", "SENDMESSAGE", count=2)
    await client.fails("429", count=1)
    for expected in (error.NetworkError, error.NetworkError, error.RetryAfter):
        with pytest.raises(expected):
            await bot.send_message(ann.id, "hello")
    await bot.send_message(ann.id, "hello")
    assert [fault["struck"] for fault in await client.faults()] == [2, 1]


async def test_a_fault_may_strike_by_chance(bot, client, ann):
    await client.fails("500", probability=0)
    await bot.send_message(ann.id, "hello")
    await client.fails("500", probability=0.5)
    failed = 0
    for _ in range(100):
        try:
            await bot.get_me()
        except error.NetworkError:
            failed += 1
    assert 10 < failed < 90
    assert [fault["struck"] for fault in await client.fails_no_more()] == [0, failed]
    await bot.get_me()
    assert await client.faults() == []


@pytest.mark.parametrize(
    "wrong", [{"kind": "404"}, {"probability": 2}, {"seconds": -1}, {"seconds": "nan"}]
)
async def test_what_makes_no_sense_is_refused(client, wrong):
    with pytest.raises(Refused):
        await client.call("POST", "/api/faults", json={"kind": "500"} | wrong)


async def test_a_revoked_token_is_good_for_nothing_until_it_is_restored(bot, client, ann):
    await bot.get_me()
    await client.revokes_token()
    with pytest.raises(error.InvalidToken):
        await bot.send_message(ann.id, "hello")
    await client.revokes_token(False)
    await bot.send_message(ann.id, "hello")


async def test_another_program_that_polls_is_in_the_way_and_takes_nothing(
    telegram, bot, client, ann
):
    await bot.get_updates(offset=2**31 - 1)
    for update in await bot.get_updates():
        await bot.get_updates(offset=update.update_id + 1)
    waiting = asyncio.create_task(bot.get_updates(timeout=30))
    await until_polling(telegram)
    await client.rivals(60)
    with pytest.raises(error.Conflict):
        await waiting
    await ann.says("hello")
    assert [update.message.text for update in await bot.get_updates(timeout=5)] == ["hello"]
    await client.rivals(0)
    await asyncio.sleep(0)
    assert not telegram.world.updates.has_poller
