"""Delivery of updates to the bot's own address, in order, until it takes them."""

import asyncio
from collections.abc import Callable

import httpx

from simulator.model import Json
from simulator.updates import Update, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
ANSWER_SECONDS = 60.0
FIRST_RETRY_SECONDS = 0.2
LONGEST_RETRY_SECONDS = 60.0


class Webhook:
    """Posts the oldest update until the bot answers 2xx, then the next one."""

    def __init__(self, updates: UpdateQueue, clock: Callable[[], float]) -> None:
        self._updates = updates
        self._clock = clock
        self._delivery: asyncio.Task[None] | None = None
        self._secret = ""
        self.url = ""
        self.last_error: Json = {}

    async def set(self, url: str, secret: str) -> None:
        """Deliver to this address from now on."""
        await self.stop()
        self.url, self._secret, self.last_error = url, secret, {}
        self.start()

    async def delete(self) -> None:
        """Deliver no more."""
        await self.stop()
        self.url, self._secret, self.last_error = "", "", {}

    def start(self) -> None:
        """Begin, or go on, delivering if there is an address."""
        if self.url:
            self._delivery = asyncio.create_task(self._deliver(), name="webhook delivery")

    async def stop(self) -> None:
        """Pause; the address is remembered."""
        if self._delivery is not None:
            self._delivery.cancel()
            await asyncio.wait([self._delivery])
            self._delivery = None

    async def _deliver(self) -> None:
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        async with httpx.AsyncClient(headers=headers, timeout=ANSWER_SECONDS) as http:
            while True:
                update = await self._updates.first()
                await self._deliver_one(http, update)
                self._updates.take(update)

    async def _deliver_one(self, http: httpx.AsyncClient, update: Update) -> None:
        pause = FIRST_RETRY_SECONDS
        while problem := await self._post(http, update):
            self.last_error = {
                "last_error_date": int(self._clock()),
                "last_error_message": problem,
            }
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_RETRY_SECONDS)

    async def _post(self, http: httpx.AsyncClient, update: Update) -> str:
        """Post once; return what went wrong, empty if nothing."""
        try:
            answer = await http.post(self.url, json=update.as_json())
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            return f"Connection failed: {problem}"
        if answer.is_success:
            return ""
        return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
