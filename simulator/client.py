"""People for tests and demos: they write to the bot, press its buttons and hear its answers."""

import time
from collections import deque
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self, TypedDict, Unpack

import httpx

from simulator import errors, heard
from simulator.heard import Answer, Message
from simulator.model import Json

HEARING_SECONDS = 10.0
REQUEST_SECONDS = 90.0
SPOKEN = frozenset({"message", "edited"})
"""The events that a person hears."""


class How(TypedDict, total=False):
    """How a message is sent: `date` in Unix time instead of now, `reply_to` a message's id."""

    date: int
    reply_to: int


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

    async def person(self, first_name: str, **about: Any) -> "Person":  # noqa: ANN401 - the fields of a person
        """Let someone new in: `last_name`, `username`, `language_code`, `role`, `note`, `id`."""
        answer = await self.call("POST", "/api/people", json={"first_name": first_name, **about})
        return Person(self, answer)

    async def people(self) -> list["Person"]:
        """Return everyone who is there."""
        answer = await self.call("GET", "/api/people")
        return [Person(self, about) for about in answer["people"]]

    async def find(self, name: str) -> "Person":
        """Return the person with that (full or first) name. Raises Refused."""
        people = await self.people()
        for person in people:
            if name in (person.name, person.first_name):
                return person
        names = ", ".join(person.name for person in people) or "nobody"
        raise errors.Refused(f"There is no {name} here, only: {names}")

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


class Person:
    """Someone who chats with the bot, in private or (see `in_group`) in a group."""

    def __init__(self, client: Client, about: Json, chat_id: int | None = None) -> None:
        self._client = client
        self._heard_until = 0
        self._unheard: deque[Message] = deque()
        self.id = int(about["id"])
        self.first_name = str(about["first_name"])
        self.name = str(about["name"])
        self.about = about
        self.chat_id = chat_id if chat_id is not None else self.id

    def __repr__(self) -> str:
        return f"<{self.name}>"

    async def in_group(self, title: str) -> "Person":
        """Return the same person in a group that the bot is in too."""
        group = await self._client.call("POST", "/api/groups", json={"title": title})
        return Person(self._client, self.about, chat_id=group["id"])

    # Sending

    async def says(self, text: str, **how: Unpack[How]) -> Message:
        """Send a text or a command."""
        return await self._send({"text": text}, **how)

    async def sends_photo(
        self, photo: bytes, caption: str | None = None, **how: Unpack[How]
    ) -> Message:
        """Send a picture as a photo: it arrives re-encoded, in several sizes."""
        return (await self.sends_photos([photo], caption, **how))[0]

    async def sends_photos(
        self,
        photos: Iterable[bytes],
        caption: str | None = None,
        **how: Unpack[How],
    ) -> list[Message]:
        """Send pictures as one album; the caption is the first one's."""
        files = [("photo", (f"{at}.jpg", photo, "image/jpeg")) for at, photo in enumerate(photos)]
        return await self._post({"caption": caption or ""}, files, **how)

    async def sends_file(
        self,
        content: bytes,
        name: str,
        mime_type: str = "",
        caption: str | None = None,
        **how: Unpack[How],
    ) -> Message:
        """Send a file unchanged."""
        return await self._send(
            {"caption": caption or ""}, [("document", (name, content, mime_type))], **how
        )

    async def sends_sticker(
        self, emoji: str = "👍", picture: bytes = b"RIFF", **how: Unpack[How]
    ) -> Message:
        """Send a sticker."""
        return await self._send(
            {"emoji": emoji}, [("sticker", ("sticker.webp", picture, "image/webp"))], **how
        )

    async def sends_voice(
        self, sound: bytes = b"OggS", seconds: int = 1, **how: Unpack[How]
    ) -> Message:
        """Send a voice message."""
        return await self._send(
            {"duration": seconds}, [("voice", ("voice.ogg", sound, "audio/ogg"))], **how
        )

    async def sends_location(
        self, latitude: float, longitude: float, **how: Unpack[How]
    ) -> Message:
        """Send a place."""
        return await self._send({"latitude": latitude, "longitude": longitude}, **how)

    async def sends_contact(self, name: str, phone_number: str, **how: Unpack[How]) -> Message:
        """Send somebody's telephone number."""
        return await self._send({"name": name, "phone_number": phone_number}, **how)

    async def forwards(self, message: Message, **how: Unpack[How]) -> Message:
        """Forward a message, one's own or another person's."""
        return await self._send({"forward": message.id}, **how)

    async def repeats(self, message: Message, **how: Unpack[How]) -> Message:
        """Send the same thing once more: a new message with the same files."""
        return await self._send({"repeat": message.id}, **how)

    async def opens(self, link: str) -> Message:
        """Open a deep link, or its bare code: sends `/start <code>`."""
        answer = await self._client.call("POST", f"{self._path}/opens", json={"link": link})
        return heard.message(answer["messages"][0])

    async def edits(
        self, message: Message, text: str | None = None, photo: bytes | None = None
    ) -> Message:
        """Change the text (of a photo: the caption) or the photo of an own message."""
        field = "text" if message.kind == "text" else "caption"
        files = [("photo", ("photo.jpg", photo, "image/jpeg"))] if photo is not None else None
        answer = await self._client.call(
            "PATCH",
            f"{self._path}/messages/{message.id}",
            data={field: text if text is not None else message.text},
            files=files,
        )
        return heard.message(answer["messages"][0])

    async def presses(
        self,
        button: str,
        message: Message | None = None,
        timeout: float = HEARING_SECONDS,  # noqa: ASYNC109
    ) -> Answer:
        """Press the button with this text or data, by default under the newest such message."""
        pressed = message or await self._newest_with(button)
        answer = await self._client.call(
            "POST",
            f"{self._path}/presses",
            json={"message_id": pressed.id, "button": button, "timeout": timeout},
        )
        return Answer(**answer)

    async def blocks(self, blocked: bool = True) -> None:
        """Block the bot, or unblock it."""
        await self._client.call("PUT", f"{self._path}/blocked", json={"blocked": blocked})

    async def offers(self, label: str, picture: bytes, mime_type: str = "image/jpeg") -> None:
        """Offer a sample picture beside this person on the page."""
        await self._client.call(
            "POST",
            f"{self._path}/samples",
            data={"label": label},
            files={"picture": ("sample", picture, mime_type)},
        )

    # Hearing

    async def hears(
        self,
        containing: str | None = None,
        timeout: float = HEARING_SECONDS,  # noqa: ASYNC109
    ) -> Message:
        """Return the bot's next message (or edit) not heard yet, waiting for it.

        With `containing`, what does not contain it is heard and passed over. A change of buttons
        alone is not heard. Raises HeardNothing.
        """
        passed: list[str] = []
        deadline = time.monotonic() + timeout
        while message := await self._next(deadline):
            if containing is None or containing in message.text:
                return message
            passed.append(message.text)
        raise errors.HeardNothing(self.name, containing, timeout, passed)

    async def hears_nothing(self, timeout: float = 0.5) -> None:  # noqa: ASYNC109
        """Wait; raises HeardSomething if the bot says anything in that time."""
        message = await self._next(time.monotonic() + timeout)
        if message is not None:
            raise errors.HeardSomething(f"{self.name} heard {message.text!r}")

    async def history(self) -> list[Message]:
        """Return the chat so far, as it looks now."""
        answer = await self._client.call(
            "GET", f"{self._path}/messages", params={"chat_id": self.chat_id}
        )
        return [heard.message(shown) for shown in answer["messages"]]

    async def events(self, since: int = 0, timeout: float = 0.0) -> list[Json]:  # noqa: ASYNC109
        """Return what happened in this chat, in order: messages, edits, actions, reactions, …"""
        answer = await self._client.call(
            "GET",
            "/api/events",
            params={"since": since, "chat_id": self.chat_id, "timeout": timeout},
        )
        return list(answer["events"])

    async def commands(self) -> list[Json]:
        """Return the command menu this person sees."""
        return list((await self._client.call("GET", f"{self._path}/commands"))["commands"])

    async def downloads(self, message: Message) -> bytes:
        """Return the bytes of a message's photo (its largest size) or file."""
        address = message.photo or message.file
        if address is None:
            raise errors.Refused(f"Message {message.id} carries no picture or file")
        return await self._client.download(address)

    @property
    def _path(self) -> str:
        return f"/api/people/{self.id}"

    async def _next(self, deadline: float) -> Message | None:
        """Return what the bot says next, or None when the (monotonic) deadline has passed."""
        while not self._unheard:
            left = max(0.0, deadline - time.monotonic())
            events = await self.events(self._heard_until, left)
            if not events and left == 0.0:
                return None
            for event in events:
                self._heard_until = event["seq"]
                if event["type"] in SPOKEN and event["message"]["from_bot"]:
                    self._unheard.append(heard.message(event["message"]))
        return self._unheard.popleft()

    async def _newest_with(self, button: str) -> Message:
        for message in reversed(await self.history()):
            for row in message.buttons:
                if any(button in (each.text, each.data) for each in row):
                    return message
        raise errors.Refused(f"No message to {self.name} has a button {button!r}")

    async def _send(
        self, data: Json, files: list[Any] | None = None, **how: Unpack[How]
    ) -> Message:
        return (await self._post(data, files, **how))[0]

    async def _post(
        self,
        data: Json,
        files: list[Any] | None = None,
        **how: Unpack[How],
    ) -> list[Message]:
        given = {"chat_id": self.chat_id, **how, **data}
        answer = await self._client.call(
            "POST",
            f"{self._path}/messages",
            data=given,
            files=files,
        )
        return [heard.message(shown) for shown in answer["messages"]]


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError):
        return f"{answer.status_code} {answer.text}"
