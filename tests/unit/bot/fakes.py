"""Telegram, the clock and the passing of time, as the parts of the bot see them."""

import asyncio
import types
from collections import deque
from datetime import timedelta

from tests.unit.attendance.samples import NINE

BOT_ID = 7
ANN, BOB, TOM = 100, 200, 900  # accounts, whose private chats have the same ids
CLASSROOM = -500  # a group


class FakeClock:
    def __init__(self, now=NINE):
        self.now = now

    def __call__(self):
        return self.now

    def advance(self, by):
        self.now += by


class FakeTelegram:
    """Takes calls, or fails with what is next in ``failures``; polls give what is in ``script``.

    When the script is at its end ``told_all`` is set, and a poll waits for ever.
    """

    id = BOT_ID
    username = "rollcall_bot"
    defaults = None

    def __init__(self, *script):
        self.calls = []
        self.failures = deque()
        self.script = deque(script)
        self.told_all = asyncio.Event()
        self.clock = FakeClock(NINE)  # by which it dates what it takes

    async def send_message(self, chat_id, text, **options):
        self._take("send_message", chat_id=chat_id, text=text, **options)
        return types.SimpleNamespace(message_id=9000 + len(self.calls))

    async def send_photo(self, chat_id, photo, **options):
        self._take("send_photo", chat_id=chat_id, photo=photo, **options)
        return types.SimpleNamespace(message_id=9000 + len(self.calls), date=self.clock())

    async def edit_message_text(self, text, **options):
        return self._take("edit_message_text", text=text, **options)

    async def send_document(self, chat_id, document, **options):
        return self._take("send_document", chat_id=chat_id, document=document, **options)

    async def edit_message_caption(self, chat_id, message_id, **options):
        options |= {"chat_id": chat_id, "message_id": message_id}
        return self._take("edit_message_caption", **options)

    async def edit_message_media(self, media, **options):
        return self._take("edit_message_media", media=media, **options)

    async def delete_message(self, chat_id, message_id):
        return self._take("delete_message", chat_id=chat_id, message_id=message_id)

    async def delete_webhook(self):
        return self._take("delete_webhook")

    async def raw_updates(self, **options):
        self._take("get_updates", **options)
        return await self._next()

    async def get_webhook_info(self):
        self._take("get_webhook_info")
        return await self._next()

    def named(self, name):
        """The options of every call of that name."""
        return [options for called, options in self.calls if called == name]

    def _take(self, name, **options):
        self.calls.append((name, options))
        failure = self.failures.popleft() if self.failures else None
        if failure is not None:
            raise failure

    async def _next(self):
        if not self.script:
            self.told_all.set()
            await asyncio.Event().wait()
        given = self.script.popleft()
        if isinstance(given, BaseException):
            raise given
        return given


class FakeThreads:
    """Runs everything at once, where it is asked."""

    async def run(self, function, *args, **kwargs):
        return function(*args, **kwargs)


class Sleeps:
    """Stands in for ``asyncio`` in one module: sleeping only moves the clock."""

    def __init__(self, clock):
        self.slept = []
        self._clock = clock
        self.asyncio = types.SimpleNamespace(**vars(asyncio) | {"sleep": self.sleep})

    async def sleep(self, seconds):
        self.slept.append(seconds)
        self._clock.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)


async def breathe():
    """Let everything that can go on go on."""
    for _ in range(50):
        await asyncio.sleep(0)


def a_text(update_id, text="hello", *, chat=ANN, sender=ANN, sent_at=NINE, **message):
    """A message as Telegram's JSON has it."""
    kind = "private" if chat > 0 else "supergroup"
    return {
        "update_id": update_id,
        "message": {
            "message_id": 1000 + update_id,
            "date": int(sent_at.timestamp()),
            "chat": {"id": chat, "type": kind},
            "from": {"id": sender, "is_bot": False, "first_name": "Somebody"},
            "text": text,
            **message,
        },
    }


def a_photo(update_id, **values):
    size = {"file_id": "f", "file_unique_id": "u", "width": 900, "height": 1280}
    return a_text(update_id, photo=[size], **values)


def a_press(update_id, data="consent:yes", *, sender=ANN):
    pressed = a_text(1, sent_at=NINE)["message"] | {"chat": {"id": sender, "type": "private"}}
    return {
        "update_id": update_id,
        "callback_query": {
            "id": "1",
            "from": {"id": sender, "is_bot": False, "first_name": "Somebody"},
            "chat_instance": "1",
            "message": pressed,
            "data": data,
        },
    }


def batch(*updates):
    """The same as they come with one poll."""
    return list(updates)
