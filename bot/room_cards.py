"""Pictures of codes, drawn before their step begins: then all are wanted at once."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

import telegram

from attendance.room_code import Shown
from bot import room_links
from bot.drawing import RoomCard, RoomPicture
from bot.processes import Processes
from bot.replies import room_code as replies


@dataclass(frozen=True, kw_only=True)
class RoomCards:
    """Draws cards in worker processes, each code once; kept in memory until the next step."""

    telegram: telegram.Bot
    processes: Processes
    draw: RoomPicture
    _ahead: dict[str, bytes] = field(default_factory=dict)

    async def of(self, shown: Shown) -> bytes:
        """The picture of a code."""
        link = self._link(shown)
        return self._ahead.get(link) or await self.drawn(self._card(shown, link))

    async def prepare(self, coming: Iterable[Shown]) -> None:
        """Draw what is to be shown next, and forget what was."""
        links = {self._link(one): one for one in coming}
        cards = {link: self._card(one, link) for link, one in links.items()}
        pictures = await asyncio.gather(*(self.drawn(card) for card in cards.values()))
        self._ahead.clear()
        self._ahead.update(zip(cards, pictures, strict=True))

    async def drawn(self, card: RoomCard) -> bytes:
        """Any card as a PNG."""
        return await self.processes.run(self.draw, card)

    def _card(self, shown: Shown, link: str) -> RoomCard:
        return replies.card(shown, link, self.telegram.username)

    def _link(self, shown: Shown) -> str:
        return room_links.link(self.telegram.username, shown.session.id, shown.code)
