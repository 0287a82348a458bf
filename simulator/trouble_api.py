"""Letting things go wrong over HTTP: part of what `people_api` lists."""

import math
from collections.abc import Awaitable, Callable

from starlette.requests import Request

from simulator import errors
from simulator.faults import LONGEST_SECONDS, Fault, Kind
from simulator.model import Json
from simulator.parameters import Parameters
from simulator.world import World


class Trouble:
    """The handlers; each returns what is to be sent as JSON."""

    def __init__(self, world: World) -> None:
        self._world = world

    def table(self) -> list[tuple[str, str, Callable[[Request, Parameters], Awaitable[Json]]]]:
        """Return the verbs, paths and handlers."""
        return [
            ("GET", "/api/faults", self.faults),
            ("POST", "/api/faults", self.add),
            ("DELETE", "/api/faults", self.clear),
            ("PUT", "/api/token", self.revoke),
            ("POST", "/api/rival", self.rival),
        ]

    async def faults(self, request: Request, params: Parameters) -> Json:
        """Return every fault, with how often it has `struck`."""
        return {"faults": [fault.as_json() for fault in self._world.faults.all]}

    async def add(self, request: Request, params: Parameters) -> Json:
        """Let calls fail: `kind` (429, 500, 502, dropped, slow), of all methods or one `method`.

        With a `probability`, at most `count` times; `seconds` is a 429's retry_after or how slow.
        With `after` the call is carried out, and only its answer lost or late. `download` is the
        method of fetching a file.
        """
        fault = self._world.faults.add(_fault(params))
        self._world.feed.publish("faults", None)
        return fault.as_json()

    async def clear(self, request: Request, params: Parameters) -> Json:
        """Let nothing fail any more; return what there was."""
        before = await self.faults(request, params)
        self._world.faults.clear()
        self._world.feed.publish("faults", None)
        return before

    async def revoke(self, request: Request, params: Parameters) -> Json:
        """Revoke the bot's token (`revoked`), or restore it."""
        self._world.is_revoked = params.flag("revoked")
        return {"revoked": self._world.is_revoked}

    async def rival(self, request: Request, params: Parameters) -> Json:
        """Let another program poll with the bot's token for `seconds`; 0 ends it."""
        seconds = _number(params, "seconds", 0.0)
        await self._world.rival.poll(seconds)
        return {"seconds": seconds}


def _fault(params: Parameters) -> Fault:
    kinds = [kind.value for kind in Kind]
    if params.text("kind") not in kinds:
        raise errors.NotUnderstood(f"kind must be one of {', '.join(kinds)}")
    probability = _number(params, "probability", 1.0)
    if probability > 1:
        raise errors.NotUnderstood("probability must be between 0 and 1")
    return Fault(
        id=0,
        kind=Kind(params.text("kind")),
        method=params.text("method"),
        probability=probability,
        count=params.integer("count") if params.text("count") else None,
        seconds=_number(params, "seconds", 1.0),
        after=params.flag("after"),
    )


def _number(params: Parameters, name: str, default: float) -> float:
    try:
        number = float(params.text(name, str(default)))
    except ValueError:
        number = math.nan
    if not 0 <= number <= LONGEST_SECONDS:
        raise errors.NotUnderstood(f"{name} must be a number from 0 to {LONGEST_SECONDS:g}")
    return number
