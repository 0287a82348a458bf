"""Updates delivered to the bot's own address."""

import asyncio
import contextlib

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from telegram import error

from tests.integration.simulator.conftest import until_polling

SECRET = "a-secret_1"


class Receiver:
    """The bot's address: remembers what came, answers with the next of `answers`, then 200."""

    def __init__(self):
        self.answers = []
        self.came = asyncio.Queue()
        self.url = ""

    async def receive(self, request):
        body = await request.json()
        self.came.put_nowait((body["message"]["text"], dict(request.headers)))
        return Response(status_code=self.answers.pop(0) if self.answers else 200)

    async def next(self):
        return await asyncio.wait_for(self.came.get(), 10)


@pytest.fixture
async def receiver():
    receiver = Receiver()
    app = Starlette(routes=[Route("/hook", receiver.receive, methods=["POST"])])
    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    receiver.url = f"http://127.0.0.1:{port}/hook"
    yield receiver
    server.should_exit = True
    await serving


async def test_updates_are_delivered_in_order_with_the_secret(bot, ann, receiver):
    await ann.says("one")
    await bot.set_webhook(receiver.url, secret_token=SECRET)
    await ann.says("two")
    came = [await receiver.next() for _ in range(3)]
    assert [text for text, _ in came] == ["/start", "one", "two"]
    assert {headers["x-telegram-bot-api-secret-token"] for _, headers in came} == {SECRET}


async def test_an_update_the_bot_did_not_take_is_delivered_again(bot, ann, receiver):
    receiver.answers = [500, 503]
    await bot.set_webhook(receiver.url, drop_pending_updates=True)
    await ann.says("one")
    await ann.says("two")
    assert [(await receiver.next())[0] for _ in range(4)] == ["one", "one", "one", "two"]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"


async def test_polling_and_a_webhook_exclude_each_other(bot, ann, receiver):
    receiver.answers = [500] * 100
    await bot.set_webhook(receiver.url)
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (receiver.url, 1)
    with pytest.raises(error.Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert [update.message.text for update in await bot.get_updates()] == ["/start"]


async def test_setting_a_webhook_ends_a_poll_that_is_waiting(telegram, bot, receiver):
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await until_polling(telegram)
    await bot.set_webhook(receiver.url)
    with pytest.raises(error.Conflict, match="terminated by setWebhook request"):
        await polling


async def test_pending_updates_can_be_dropped(bot, ann):
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_an_address_that_is_none_is_refused(bot):
    with pytest.raises(error.BadRequest, match="Bad webhook"):
        await bot.set_webhook("ftp://example.org")
