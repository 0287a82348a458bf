"""HTTP beside the bot: health and numbers, and one way to serve an ASGI application."""

import asyncio
import contextlib
import math
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot import errors, metrics
from bot.health import Condition, Health, Status
from bot.metrics import Metrics

_STOP_SECONDS = 3  # for requests in hand


def outside_app(health: Health, numbers: Metrics, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """An ASGI application with ``GET /healthz`` and ``GET /metrics``, and other routes.

    Health is 200 with ``ok``, or with ``degraded`` and why, and 503 when it cannot work.
    """

    async def healthz(_: Request) -> JSONResponse:
        condition = await health.look()
        failed = condition.status is Status.FAILED
        status = HTTPStatus.SERVICE_UNAVAILABLE if failed else HTTPStatus.OK
        return JSONResponse(_told(condition), status_code=status)

    async def written(_: Request) -> Response:
        condition = await health.look()
        silence = condition.telegram_silence
        numbers.now("telegram_silence_seconds", math.nan if silence is None else silence)
        if condition.status is not Status.FAILED:
            numbers.now("inbox_updates", condition.inbox_updates)
            numbers.now("inbox_age_seconds", condition.inbox_age)
            numbers.now("outbox_messages", condition.outbox_messages)
        return Response(numbers.written(), media_type=metrics.CONTENT_TYPE)

    return Starlette(routes=[Route("/healthz", healthz), Route("/metrics", written), *routes])


def _told(condition: Condition) -> dict[str, object]:
    silence = condition.telegram_silence
    return {
        "status": condition.status.value,
        **({"why": condition.why} if condition.why else {}),
        "models_loaded": condition.models_loaded,
        "telegram_heard_seconds_ago": None if silence is None else round(silence, 1),
        "inbox_updates": condition.inbox_updates,
        "inbox_age_seconds": round(condition.inbox_age, 1),
    }


@asynccontextmanager
async def serving(app: ASGIApp, host: str, port: int) -> AsyncIterator[None]:
    """Serve an application for as long as the context lasts.

    Raises ``errors.CannotListen`` when the address cannot be had.
    """
    listening = _listen(host, port)
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve([listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    """Leaves signals to the program it runs in."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket()
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise errors.CannotListen(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listening
