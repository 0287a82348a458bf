"""What happens in the chats, numbered, for everyone who watches them."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass

from simulator.model import Json


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened. `seq` counts from 1 without gaps over all chats."""

    seq: int
    type: str
    chat_id: int | None
    data: Json

    def as_json(self) -> Json:
        """Return the event as the people side sends it."""
        return {"seq": self.seq, "type": self.type, "chat_id": self.chat_id, **self.data}


class Feed:
    """Every event so far, and a way to wait for the next one in one chat or in any."""

    def __init__(self) -> None:
        self._all: list[Event] = []
        self._by_chat: dict[int | None, list[Event]] = defaultdict(list)
        self._waiting: dict[int | None, set[asyncio.Future[None]]] = defaultdict(set)
        self._closed = False

    @property
    def seq(self) -> int:
        """The number of the newest event; 0 before the first."""
        return len(self._all)

    def publish(self, type_: str, chat_id: int | None, **data: object) -> None:
        """Append an event and wake those who wait for it."""
        event = Event(seq=self.seq + 1, type=type_, chat_id=chat_id, data=data)
        self._all.append(event)
        self._by_chat[chat_id].append(event)
        self._wake(chat_id)
        self._wake(None)

    async def since(self, seq: int, chat_id: int | None, seconds: float) -> list[Event]:
        """Return the events after `seq`, of one chat or (None) of all.

        Waits up to so many seconds for the first one; empty if none came.
        """
        events = self._after(seq, chat_id)
        if events or seconds <= 0 or self._closed:
            return events
        waiter = asyncio.get_running_loop().create_future()
        self._waiting[chat_id].add(waiter)
        try:
            await asyncio.wait([waiter], timeout=seconds)
        finally:
            self._waiting[chat_id].discard(waiter)
        return self._after(seq, chat_id)

    def open(self) -> None:
        """Let watchers wait (again)."""
        self._closed = False

    def close(self) -> None:
        """Send everyone who waits home with what there is."""
        self._closed = True
        for chat_id in list(self._waiting):
            self._wake(chat_id)

    def _after(self, seq: int, chat_id: int | None) -> list[Event]:
        if chat_id is None:
            return self._all[max(seq, 0) :]
        newer: list[Event] = []
        for event in reversed(self._by_chat[chat_id]):
            if event.seq <= seq:
                break
            newer.append(event)
        return newer[::-1]

    def _wake(self, chat_id: int | None) -> None:
        for waiter in self._waiting.pop(chat_id, set()):
            if not waiter.done():
                waiter.set_result(None)
