"""A room in which a code is shown, as somebody in it sees it."""

import re
from datetime import timedelta

STEP = timedelta(seconds=20)


class Room:
    def __init__(self, chats):
        self.chats = chats

    @property
    def card(self):
        """The picture that was drawn last."""
        return self.chats.cards[-1]

    @property
    def payload(self):
        """What its QR sends with ``/start``."""
        return self.card.link.partition("?start=")[2]

    @property
    def captions(self):
        """What stood under the pictures, sent or changed, one after the other."""
        return [
            options.get("caption") or options["media"].caption
            for name, options in self.chats.telegram.calls
            if name in ("send_photo", "edit_message_media")
        ]

    async def passes(self, by=STEP):
        """Let time pass, and the pictures change."""
        await self.chats.screens.prepare(self.chats.clock() + by)
        self.chats.advance(by)
        await self.chats.screens.turn()

    def another(self):
        """Six digits that are no code of it."""
        return f"{(int(self.card.code) + 1) % 10**6:06}"


def code_in(caption):
    return re.search(r"Code (\d{6})", caption)[1]
