"""Someone who chats with the bot: what they do there, and what they hear."""

import time
from collections import deque

from simulator import errors, heard
from simulator.heard import Answer, Message
from simulator.model import Json
from simulator.sending import Line, Sending

HEARING_SECONDS = 10.0
SPOKEN = frozenset({"message", "edited"})
"""The events that a person hears."""


class Person(Sending):
    """Someone who chats with the bot, in private or (see `in_group`) in a group."""

    def __init__(self, client: Line, about: Json, chat_id: int | None = None) -> None:
        super().__init__(client, about, chat_id)
        self._heard_until = 0
        self._unheard: deque[Message] = deque()

    def __repr__(self) -> str:
        return f"<{self.name}>"

    async def in_group(self, title: str) -> "Person":
        """Return the same person in a group that the bot is in too."""
        group = await self._client.call("POST", "/api/groups", json={"title": title})
        return Person(self._client, self.about, chat_id=group["id"])

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
