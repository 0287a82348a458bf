"""Updates that Telegram posts to us: to a path that nobody guesses, with a secret that proves it.

https://core.telegram.org/bots/api#setwebhook
"""

import hmac
import json
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot import updates
from bot.intake import Intake
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name
_LARGEST_UPDATE = 1_000_000  # bytes; an update is text, pictures are fetched apart


def webhook_app(
    intake: Intake, *, path: str, secret: str, routes: Sequence[BaseRoute] = ()
) -> Starlette:
    """An ASGI application that takes updates on ``path`` from whoever knows the secret."""

    async def receive(request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            log.warning("a post without the secret was refused")
            return Response(status_code=HTTPStatus.FORBIDDEN)
        body = await _body(request)
        if body is None:
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        update = _update(body)
        if update is None:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        try:
            await intake.store([update])
        except DatabaseUnavailable as error:  # Telegram posts it again
            log.warning("an update was not stored, to be posted again: %s", error)
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        return Response()

    return Starlette(routes=[Route(path, receive, methods=["POST"]), *routes])


async def _body(request: Request) -> bytes | None:
    """What was posted, or None for more than an update has; it is read no further than that."""
    length = request.headers.get("Content-Length", "0")
    if not length.isdecimal() or int(length) > _LARGEST_UPDATE:
        return None
    body = bytearray()
    async for chunk in request.stream():  # in chunks it comes without a length
        body += chunk
        if len(body) > _LARGEST_UPDATE:
            return None
    return bytes(body)


def _update(body: bytes) -> dict[str, Any] | None:
    """The update in a body, whatever it holds, or None for anything else."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if updates.is_one(update) else None
