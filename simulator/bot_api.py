"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import hmac

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import errors, parameters
from simulator.methods import METHODS
from simulator.world import World


def routes(world: World) -> list[Route]:
    """Return the routes a bot uses."""

    async def call(request: Request) -> Response:
        try:
            _check_token(world, request)
            method = METHODS.get(request.path_params["method"].lower())
            if method is None:
                raise errors.NotFound
            result = await method(world, await parameters.read(request))
        except errors.ApiError as error:
            return JSONResponse(error.as_json(), error.code)
        return JSONResponse({"ok": True, "result": result})

    async def download(request: Request) -> Response:
        try:
            _check_token(world, request)
            file = world.files.at(request.path_params["path"])
            if file is None:
                raise errors.NotFound
        except errors.ApiError as error:
            return JSONResponse(error.as_json(), error.code)
        return Response(file.content, media_type="application/octet-stream")

    return [
        Route("/bot{token}/{method}", call, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
    ]


def _check_token(world: World, request: Request) -> None:
    given = request.path_params["token"].encode()
    if not hmac.compare_digest(given, world.bot.token.encode()):
        raise errors.Unauthorized
