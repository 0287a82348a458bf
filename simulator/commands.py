"""The bot's command menu, by scope and language."""

import re

from simulator import errors, limits
from simulator.model import Json

_NAME = re.compile(r"[a-z0-9_]{1,32}")
DESCRIPTION_CHARACTERS = 256
_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)

_Key = tuple[str, str, str]  # scope, chat, language


class CommandMenus:
    """The lists set with setMyCommands, and which of them a person sees."""

    def __init__(self) -> None:
        self._menus: dict[_Key, list[Json]] = {}

    def set(self, commands: list[Json], scope: Json | None, language: str) -> None:
        """Replace the list of one scope and language. Raises BadRequest if Telegram would."""
        if len(commands) > limits.COMMANDS:
            raise errors.BadRequest("BOT_COMMANDS_TOO_MUCH")
        self._menus[_key(scope, language)] = [_checked(command) for command in commands]

    def get(self, scope: Json | None, language: str) -> list[Json]:
        """Return the list of exactly this scope and language."""
        return self._menus.get(_key(scope, language), [])

    def delete(self, scope: Json | None, language: str) -> None:
        """Forget the list of one scope and language."""
        self._menus.pop(_key(scope, language), None)

    def seen_by(self, person_id: int, language: str) -> list[Json]:
        """Return the menu of a private chat: the narrowest scope that has one."""
        for scope in (("chat", str(person_id)), ("all_private_chats", ""), ("default", "")):
            for spoken in (language, ""):
                if menu := self._menus.get((*scope, spoken)):
                    return menu
        return []


def _key(scope: Json | None, language: str) -> _Key:
    scope = scope or {"type": "default"}
    kind = str(scope.get("type", ""))
    if kind not in _SCOPES:
        raise errors.BadRequest("unsupported BotCommandScope type")
    return kind, str(scope.get("chat_id", "")), language


def _checked(command: Json) -> Json:
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", ""))
    if not _NAME.fullmatch(name):
        raise errors.BadRequest("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= DESCRIPTION_CHARACTERS:
        raise errors.BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
