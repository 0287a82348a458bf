"""The simulator as something that runs: one HTTP server for the bot, for people and the page."""

import asyncio
import contextlib
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from simulator import bot_api, errors
from simulator.limits import Limits
from simulator.model import Bot
from simulator.people_api import PeopleApi
from simulator.world import World

PAGE = Path(__file__).parent / "page"
KEEP_ALIVE_SECONDS = 75
"""Longer than clients keep idle connections, so that none is closed under a request."""
STOP_SECONDS = 3
"""How long requests in hand may take when the server stops."""


class Simulator:
    """A Telegram of one's own: `async with Simulator() as telegram: ... telegram.url`.

    Port 0 picks a free one. What was said is kept between one `async with` and the next, and so
    is the port, so that a test can let Telegram go away for a while. Raises PortInUse.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str | None = None,
        bot_name: str = "Rollcall",
        bot_username: str = "rollcall_bot",
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
        first_update_id: int | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self.token = token or new_token()
        self.world = World(
            bot=Bot(token=self.token, name=bot_name, username=bot_username),
            limits=limits or Limits(),
            clock=clock,
            first_update_id=first_update_id,
        )
        self._app = application(self.world)
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The address of the page, and of the API for a bot: `<url>/bot<token>/<method>`."""
        return f"http://{self.host}:{self.port}"

    async def __aenter__(self) -> Self:
        listening = _listen(self.host, self.port)
        self.port = listening.getsockname()[1]
        self.world.open()
        self._server = _Server(_config(self._app))
        self._serving = asyncio.create_task(self._server.serve([listening]), name="simulator")
        await self._server.ready.wait()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is None or self._serving is None:
            return
        await self.world.close()
        self._server.should_exit = True
        await self._serving
        self._server = self._serving = None


def application(world: World) -> Starlette:
    """Return the whole simulator as an ASGI application."""

    async def index(_: object) -> Response:
        return FileResponse(PAGE / "index.html")

    return Starlette(
        routes=[
            Route("/", index),
            Mount("/page", StaticFiles(directory=PAGE)),
            *bot_api.routes(world),
            *PeopleApi(world).routes(),
        ]
    )


def new_token() -> str:
    """Return a token of the form that @BotFather gives out."""
    return f"{secrets.randbelow(9_000_000_000) + 1_000_000_000}:{secrets.token_urlsafe(26)}"


class _Server(uvicorn.Server):
    """Leaves signals to the program it runs in, and says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as problem:
        listening.close()
        raise errors.PortInUse(host, port) from problem
    return listening
