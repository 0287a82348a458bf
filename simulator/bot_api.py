"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import hmac
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from simulator import errors, faults, parameters
from simulator.methods import METHODS
from simulator.world import World


def routes(world: World) -> list[Route]:
    """Return the routes a bot uses."""

    async def call(request: Request) -> ASGIApp:
        name = request.path_params["method"].lower()
        return await faults.answered(world.faults, name, partial(_call, world, request, name))

    async def download(request: Request) -> ASGIApp:
        name = faults.DOWNLOAD
        return await faults.answered(world.faults, name, partial(_download, world, request))

    return [
        Route("/bot{token}/{method}", call, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
    ]


async def _call(world: World, request: Request, name: str) -> Response:
    try:
        _check_token(world, request)
        method = METHODS.get(name)
        if method is None:
            raise errors.NotFound
        result = await method(world, await parameters.read(request))
    except errors.ApiError as error:
        return JSONResponse(error.as_json(), error.code)
    return JSONResponse({"ok": True, "result": result})


async def _download(world: World, request: Request) -> Response:
    try:
        _check_token(world, request)
        file = world.files.at(request.path_params["path"])
        if file is None:
            raise errors.NotFound
    except errors.ApiError as error:
        return JSONResponse(error.as_json(), error.code)
    return Response(file.content, media_type="application/octet-stream")


def _check_token(world: World, request: Request) -> None:
    if world.is_revoked:
        raise errors.Unauthorized
    given = request.path_params["token"].encode()
    if not hmac.compare_digest(given, world.bot.token.encode()):
        raise errors.Unauthorized
