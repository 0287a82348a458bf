"""Each role's own command menu in Telegram."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import telegram
from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from attendance.model import Role

log = logging.getLogger(__name__)

Entry = tuple[str, str]  # a command's name, and what it does


@dataclass(frozen=True, kw_only=True)
class Menus:
    """Sets menus; ``entries`` lists what somebody with these roles may use."""

    bot: telegram.Bot
    entries: Callable[[frozenset[Role]], Sequence[Entry]]

    async def set_defaults(self, admin_ids: Iterable[int]) -> None:
        """Set everybody's menu, and the admins' own where they have written before."""
        await self._set(frozenset({Role.STUDENT}), BotCommandScopeAllPrivateChats())
        for account_id in admin_ids:
            await self.show(account_id, frozenset({Role.ADMIN}))

    async def show(self, account_id: int, roles: frozenset[Role]) -> None:
        """Set one person's menu; if Telegram will not, they can still type."""
        await self._set(roles, BotCommandScopeChat(account_id))

    async def _set(self, roles: frozenset[Role], scope: telegram.BotCommandScope) -> None:
        try:
            await self.bot.set_my_commands(self.entries(roles), scope)
        except TelegramError as error:
            log.info("menu not set: %s", error)
