"""How requests reach Telegram, and what becomes of what goes wrong on the way."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import InputFile
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.journal import Journal
from bot.telegram_request import TelegramRequest


class Answers(Journal):
    """Keeps what the journal hears."""

    def __init__(self):
        super().__init__()
        self.heard = []

    def answered(self, status):
        self.heard.append(status)


@pytest.fixture
def answers():
    return Answers()


@pytest.fixture
async def request_(answers):
    request = TelegramRequest(answers, connections=2, read_seconds=0.2, upload_seconds=5.0)
    async with request:
        yield request


@asynccontextmanager
async def serving(handler):
    """A server that gives every request to ``handler``; its address."""
    app = web.Application()
    app.router.add_route("*", "/{way:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/bot1:secret/method"
    finally:
        await runner.cleanup()


def parameters(**values):
    return RequestData([RequestParameter.from_input(*one) for one in values.items()])


async def test_parameters_go_as_a_form_and_the_answer_comes_back(request_, answers):
    async def handler(request):
        return web.json_response({"ok": True, "result": dict(await request.post())})

    async with serving(handler) as url:
        found = await request_.post(url, parameters(text="Zoë & Co.", chat_id=7))

    assert found == {"text": "Zoë & Co.", "chat_id": "7"}
    assert answers.heard == ["200"]


async def test_a_file_goes_with_its_name_as_it_is(request_):
    async def handler(request):
        form = await request.post()
        sent = form["document"]
        return web.json_response(
            {
                "ok": True,
                "result": [form["caption"], sent.filename, sent.file.read().decode()],
            }
        )

    document = InputFile(b"1,2", filename='Größe "1".csv')
    async with serving(handler) as url:
        found = await request_.post(url, parameters(document=document, caption="A"))

    assert found == ["A", 'Größe "1".csv', "1,2"]


async def test_a_file_is_fetched(request_):
    async def handler(request):
        return web.Response(body=b"picture")

    async with serving(handler) as url:
        assert await request_.retrieve(url) == b"picture"


async def test_what_telegram_refuses_is_its_own_error(request_, answers):
    async def handler(request):
        body = {"ok": False, "error_code": 400, "description": "Bad Request: no"}
        return web.json_response(body, status=400)

    async with serving(handler) as url:
        with pytest.raises(BadRequest):
            await request_.post(url)

    assert answers.heard == ["400"]


async def test_nobody_is_followed_elsewhere(request_):
    async def handler(request):
        raise web.HTTPFound("http://127.0.0.1:1/")

    async with serving(handler) as url:
        with pytest.raises(NetworkError):
            await request_.post(url)


async def test_an_answer_that_does_not_come_has_timed_out(request_, answers):
    async def handler(request):
        await asyncio.sleep(60)

    async with serving(handler) as url:
        with pytest.raises(TimedOut):
            await request_.post(url)

    assert answers.heard == ["none"]


async def test_a_call_may_wait_longer_than_others(request_):
    async def handler(request):
        await asyncio.sleep(0.5)
        return web.json_response({"ok": True, "result": True})

    async with serving(handler) as url:
        assert await request_.post(url, read_timeout=30)


async def test_the_answer_to_a_file_is_waited_for_as_long_as_it_may_take_to_go(request_):
    async def handler(request):
        await request.post()
        await asyncio.sleep(0.5)
        return web.json_response({"ok": True, "result": True})

    async with serving(handler) as url:
        assert await request_.post(url, parameters(photo=InputFile(b"picture")))


async def test_a_large_file_may_take_longer(answers):
    async def handler(request):
        await request.post()
        await asyncio.sleep(0.5)
        return web.json_response({"ok": True, "result": True})

    request = TelegramRequest(answers, connections=1, read_seconds=0.1, upload_seconds=0.0)
    async with request, serving(handler) as url:
        with pytest.raises(TimedOut):
            await request.post(url, parameters(photo=InputFile(b"small")))
        assert await request.post(url, parameters(photo=InputFile(bytes(500_000))))


async def test_a_connection_that_ends_is_an_error_of_the_network(request_, answers):
    async def handler(request):
        request.transport.close()

    async with serving(handler) as url:
        with pytest.raises(NetworkError) as raised:
            await request_.post(url)

    assert not isinstance(raised.value, TimedOut)
    assert answers.heard == ["none"]


async def test_an_answer_that_breaks_off_is_an_error_of_the_network(request_):
    async def handler(request):
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"{")
        request.transport.close()
        return response

    async with serving(handler) as url:
        with pytest.raises(NetworkError):
            await request_.post(url)


async def test_an_error_does_not_hold_the_token(request_):
    for url in ("http://127.0.0.1:1/bot1:secret/getMe", "http://[/bot1:secret/getMe"):
        with pytest.raises(NetworkError) as raised:
            await request_.post(url)
        assert "secret" not in str(raised.value)


async def test_it_can_be_begun_again(request_):
    async def handler(request):
        return web.json_response({"ok": True, "result": True})

    async with serving(handler) as url:
        await request_.shutdown()
        await request_.shutdown()
        with pytest.raises(RuntimeError, match="not initialised"):
            await request_.do_request(url, "POST")
        await request_.initialize()
        assert await request_.post(url)
