"""Telegram's API as the library has it, but for updates: these come as they are sent."""

from collections.abc import Sequence
from typing import Any

from telegram.ext import ExtBot

_READ_SECONDS = 5  # beyond what Telegram was asked to wait; the library's own default


class RawBot(ExtBot[int]):
    """Does not parse updates: one that cannot be must not keep back those that come with it.

    The library would also write all of them into the log then, words and names included.
    """

    async def raw_updates(
        self, *, offset: int | None, limit: int, wait: int, allowed_updates: Sequence[str]
    ) -> list[Any]:
        """``getUpdates``, waiting so many seconds: objects, if Telegram is as it should be."""
        asked = {
            "offset": offset,
            "limit": limit,
            "timeout": wait,
            "allowed_updates": allowed_updates,
        }
        found = await self._post("getUpdates", asked, read_timeout=wait + _READ_SECONDS)
        return found if isinstance(found, list) else []
