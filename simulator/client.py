"""People for tests and demos: they write to the bot, press its buttons and hear its answers."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import httpx

from simulator import errors, heard
from simulator.heard import Message
from simulator.model import Json
from simulator.person import SPOKEN, Person

REQUEST_SECONDS = 90.0

__all__ = ["SPOKEN", "Client", "Person"]


class Client:
    """A connection to a running simulator: `async with Client(url) as client`."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=REQUEST_SECONDS)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def person(self, first_name: str, **about: Any) -> Person:  # noqa: ANN401 - the fields of a person
        """Let someone new in: `last_name`, `username`, `language_code`, `role`, `note`, `id`."""
        answer = await self.call("POST", "/api/people", json={"first_name": first_name, **about})
        return Person(self, answer)

    async def people(self) -> list[Person]:
        """Return everyone who is there."""
        answer = await self.call("GET", "/api/people")
        return [Person(self, about) for about in answer["people"]]

    async def find(self, name: str) -> Person:
        """Return the person with that (full or first) name. Raises Refused."""
        people = await self.people()
        for person in people:
            if name in (person.name, person.first_name):
                return person
        names = ", ".join(person.name for person in people) or "nobody"
        raise errors.Refused(f"There is no {name} here, only: {names}")

    async def offers_scene(
        self,
        label: str,
        steps: Sequence[Mapping[str, Any]],
        *,
        hint: str = "",
        watch: Person | None = None,
        title: str = "",
    ) -> int:
        """Offer something on the page that people do step by step, at one press; return its id.

        Steps are written as `simulator.scenes.Step` has them; `watch` is who sees what comes of
        it, `title` that of all scenes.
        """
        about: Json = {"label": label, "steps": list(steps), "hint": hint, "title": title or None}
        about |= {"watch": watch.id if watch else None}
        return int((await self.call("POST", "/api/scenes", json=about))["id"])

    async def plays(self, scene: int) -> list[Message]:
        """Let people do what that scene says; return what they sent."""
        answer = await self.call("POST", f"/api/scenes/{scene}/play")
        return [heard.message(shown) for shown in answer["messages"]]

    async def jump_update_ids(self, next_id: int | None = None) -> int:
        """Let update ids go on elsewhere (at random, unless told), as after a quiet week."""
        answer = await self.call("POST", "/api/updates", json={"next_id": next_id})
        return int(answer["next_id"])

    async def hands_over(self, kind: str, payload: Any) -> None:  # noqa: ANN401 - anything
        """Let the bot get an update that no person can bring about, of the Bot API or not."""
        raw = {"kind": kind, "payload": payload}
        await self.call("POST", "/api/updates/raw", json=raw)

    async def fails(
        self,
        kind: str,
        method: str = "",
        *,
        probability: float = 1.0,
        count: int | None = None,
        seconds: float = 1.0,
        after: bool = False,
    ) -> None:
        """Let the bot's calls fail by `kind`: 429, 500, 502, dropped or slow; see `Fault`."""
        fault = {"kind": kind, "method": method, "probability": probability, "count": count}
        fault |= {"seconds": seconds, "after": after}
        await self.call("POST", "/api/faults", json=fault)

    async def faults(self) -> list[Json]:
        """Return all that may go wrong, each with how often it has `struck`."""
        return list((await self.call("GET", "/api/faults"))["faults"])

    async def fails_no_more(self) -> list[Json]:
        """Let nothing go wrong any more; return what there was."""
        return list((await self.call("DELETE", "/api/faults"))["faults"])

    async def revokes_token(self, revoked: bool = True) -> None:
        """Let the bot's token be good no more, or again."""
        await self.call("PUT", "/api/token", json={"revoked": revoked})

    async def rivals(self, seconds: float) -> None:
        """Let another program poll with the bot's token for so many seconds; 0 ends it."""
        await self.call("POST", "/api/rival", json={"seconds": seconds})

    async def call(self, verb: str, path: str, **request: Any) -> Json:  # noqa: ANN401 - httpx's arguments
        """Make one request. Raises Refused with the simulator's words."""
        answer = await self._http.request(verb, path, **request)
        if answer.is_error:
            raise errors.Refused(_reason(answer))
        result: Json = answer.json()
        return result

    async def download(self, address: str) -> bytes:
        """Return the bytes of a picture or file."""
        answer = await self._http.get(address)
        if answer.is_error:
            raise errors.Refused(_reason(answer))
        return answer.content


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError):
        return f"{answer.status_code} {answer.text}"
