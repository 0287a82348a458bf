"""A page for the projector: the code of a session, large, as long as it is shown in a chat.

Its address cannot be guessed and ends with the showing. It is told the current code and how many
are in, and nothing else: the secret stays here, and names do too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import segno
import telegram
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from attendance import room_code
from attendance.ports import Clock, Codes, UnitOfWork, Units
from attendance.room_code import Shown
from bot import room_links

_NUMBER = re.compile("[0-9]{1,18}")  # of a session; a database's ids have 63 bits
_FILES = Path(__file__).parent
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, kw_only=True)
class Projector:
    """Serves the pages of the codes that are shown."""

    units: Units
    clock: Clock
    codes: Codes
    telegram: telegram.Bot

    def routes(self) -> list[BaseRoute]:
        """What a web application is to have."""
        return [
            Route("/room/page.css", _file),
            Route("/room/page.js", _file),
            Route("/room/{session_id}/{key}", self._page),
            Route("/room/{session_id}/{key}/now", self._now),
        ]

    async def _page(self, request: Request) -> Response:
        shown = await self._shown(request)
        return _read("ended.html", HTTPStatus.GONE) if shown is None else _read("page.html")

    async def _now(self, request: Request) -> Response:
        shown = await self._shown(request)
        if shown is None:
            return JSONResponse({}, status_code=HTTPStatus.GONE, headers=_HEADERS)
        try:
            username = self.telegram.username
        except RuntimeError:  # Telegram has not been reached since the start
            return JSONResponse({}, status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=_HEADERS)
        return JSONResponse(self._told(shown, username), headers=_HEADERS)

    async def _shown(self, request: Request) -> Shown | None:
        number, key = request.path_params["session_id"], request.path_params["key"]
        if not _NUMBER.fullmatch(number):
            return None
        session_id = int(number)
        async with self.units(reading=True) as uow:
            if not await _is_shown(uow, session_id, key):
                return None
            return await room_code.shown(uow, self.codes, session_id, self.clock())

    def _told(self, shown: Shown, username: str) -> Mapping[str, Any]:
        link = room_links.link(username, shown.session.id, shown.code)
        code = segno.make(link, error="m", micro=False)
        return {
            "class": shown.class_.code,
            "name": shown.class_.name,
            "bot": f"@{username}",
            "code": shown.code,
            "modules": ["".join(map(str, row)) for row in code.matrix],
            "milliseconds": round((shown.until - self.clock()).total_seconds() * 1000),
            "step": round(self.codes.step.total_seconds() * 1000),
            "attended": shown.counts.attended,
            "expected": shown.counts.expected,
        }


async def _is_shown(uow: UnitOfWork, session_id: int, key: str) -> bool:
    """Whether the key is of a chat in which the session's code is shown."""
    secret = await uow.rooms.secret(session_id)
    if secret is None:
        return False
    screens = [one for one in await uow.rooms.screens() if one.session_id == session_id]
    return any(room_code.is_key(key, secret, screen) for screen in screens)


async def _file(request: Request) -> Response:
    return _read(request.url.path.rsplit("/", 1)[-1])


def _read(name: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    file = _FILES / name
    return Response(
        file.read_bytes(), status_code=status, media_type=_TYPES[file.suffix], headers=_HEADERS
    )
