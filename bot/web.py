"""HTTP beside the bot: health, and one way to serve an ASGI application."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from attendance.ports import Clock
from bot import errors
from bot.intake import Contact
from storage.errors import StorageError

_STOP_SECONDS = 3  # for requests in hand
_SILENCE = timedelta(seconds=90)  # polls come back every 25 seconds


def health_app(ping: Callable[[], Awaitable[None]], contact: Contact, clock: Clock) -> Starlette:
    """An ASGI application with ``GET /healthz``: ok, or degraded and why; 503 without database."""

    async def healthz(_: Request) -> JSONResponse:
        try:
            await ping()
        except StorageError as error:
            answer = {"status": "failed", "why": str(error)}
            return JSONResponse(answer, status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        heard = contact.last_heard
        if heard is None:
            return JSONResponse({"status": "degraded", "why": "Telegram has not been heard yet"})
        if clock() - heard > _SILENCE:
            why = f"Telegram was last heard at {heard:%Y-%m-%d %H:%M:%S} UTC"
            return JSONResponse({"status": "degraded", "why": why})
        return JSONResponse({"status": "ok"})

    return Starlette(routes=[Route("/healthz", healthz)])


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
