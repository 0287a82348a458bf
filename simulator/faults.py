"""What goes wrong between the bot and Telegram, when it is told to."""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator import errors
from simulator.model import Json

DOWNLOAD = "download"
"""What the fetching of a file is called, which is no method."""
LONGEST_SECONDS = 3600.0


class Kind(StrEnum):
    """How a call fails."""

    TOO_MANY = "429"  # with `seconds` as its retry_after
    ERROR = "500"
    BAD_GATEWAY = "502"  # from a proxy: what it answers is no JSON
    DROPPED = "dropped"  # the connection ends in the middle of the answer
    SLOW = "slow"  # by `seconds`


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A way in which calls of a method fail, or of all methods if it is empty.

    `probability` is of each call; after `count` calls have failed (None: never) it is over. What
    fails `after` has been carried out, and only the answer is lost or late.
    """

    id: int
    kind: Kind
    method: str = ""
    probability: float = 1.0
    count: int | None = None
    seconds: float = 1.0
    after: bool = False
    struck: int = 0

    @property
    def is_over(self) -> bool:
        """Whether it has struck as often as it should."""
        return self.count is not None and self.struck >= self.count

    def as_json(self) -> Json:
        """Return it as the people side sends it."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "method": self.method,
            "probability": self.probability,
            "count": self.count,
            "seconds": self.seconds,
            "after": self.after,
            "struck": self.struck,
        }


class Faults:
    """Every fault so far, in the order in which they are tried; the first that strikes counts."""

    def __init__(self) -> None:
        self.all: list[Fault] = []
        self._random = random.Random()  # noqa: S311 - chance, not a secret
        self._added = 0

    def add(self, fault: Fault) -> Fault:
        """Let calls fail from now on."""
        self._added += 1
        self.all.append(replace(fault, id=self._added, method=fault.method.lower()))
        return self.all[-1]

    def clear(self) -> None:
        """Let nothing fail any more."""
        self.all.clear()

    def strike(self, method: str) -> Fault | None:
        """Return how this call of a method (in lower case) fails, if it does."""
        for place, fault in enumerate(self.all):
            if fault.is_over or fault.method not in ("", method):
                continue
            if self._random.random() < fault.probability:
                self.all[place] = replace(fault, struck=fault.struck + 1)
                return fault
        return None


async def answered(
    faults: Faults, method: str, answer: Callable[[], Awaitable[Response]]
) -> ASGIApp:
    """Carry a call out, unless it fails."""
    fault = faults.strike(method)
    if fault is None:
        return await answer()
    if fault.kind is Kind.SLOW and not fault.after:
        await asyncio.sleep(fault.seconds)
        return await answer()
    if fault.after:
        response = await answer()
    match fault.kind:
        case Kind.SLOW:
            await asyncio.sleep(fault.seconds)
            return response
        case Kind.TOO_MANY:
            error = errors.TooManyRequests(math.ceil(fault.seconds))
            return JSONResponse(error.as_json(), error.code)
        case Kind.ERROR:
            broken = errors.ServerError()
            return JSONResponse(broken.as_json(), broken.code)
        case Kind.BAD_GATEWAY:
            return Response("<h1>502 Bad Gateway</h1>", status_code=502, media_type="text/html")
        case Kind.DROPPED:
            return Dropped()


class Dropped:
    """An answer that promises more than it gives: then the server closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin to answer."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"ok"', "more_body": True})
