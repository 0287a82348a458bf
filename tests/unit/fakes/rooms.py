"""Codes of rooms, in memory."""

from datetime import datetime

from attendance.model import CodeTry, Screen, UpdateKey
from storage.errors import Conflict
from tests.unit.fakes.state import Repository


class Rooms(Repository):
    async def secret(self, session_id: int) -> bytes | None:
        return self._state.secrets.get(session_id)

    async def keep(self, session_id: int, secret: bytes) -> None:
        if session_id not in self._state.sessions:
            raise Conflict("a secret is a session's")
        self._state.secrets[session_id] = secret

    async def screens(self) -> list[Screen]:
        return [self._state.screens[chat_id] for chat_id in sorted(self._state.screens)]

    async def screen(self, chat_id: int) -> Screen | None:
        return self._state.screens.get(chat_id)

    async def show(self, screen: Screen) -> None:
        self._state.screens[screen.chat_id] = screen

    async def hide(self, screen: Screen) -> bool:
        shown = self._state.screens.get(screen.chat_id)
        if shown is None or shown.message_id != screen.message_id:
            return False
        del self._state.screens[screen.chat_id]
        return True

    async def add(self, given: CodeTry) -> None:
        key = (given.update, given.sent_at)
        if key in self._state.code_tries:
            raise Conflict("an update gives one code")
        self._state.code_tries[key] = given

    async def by_update(self, key: UpdateKey, sent_at: datetime) -> CodeTry | None:
        return self._state.code_tries.get((key, sent_at))

    async def of_student(self, student_id: int, since: datetime) -> list[CodeTry]:
        return [
            one for one in self._tries() if one.student_id == student_id and one.sent_at > since
        ]

    async def of_session(self, session_id: int) -> list[CodeTry]:
        return [one for one in self._tries() if one.session_id == session_id]

    async def forget(self, closed_before: datetime, *, given_before: datetime) -> None:
        for session_id in list(self._state.secrets):
            session = self._state.sessions[session_id]
            since = given_before if session.settled_at is None else closed_before
            if session.closes_at < max(since, given_before):
                del self._state.secrets[session_id]
        for key, one in list(self._state.code_tries.items()):
            if one.sent_at < given_before:
                del self._state.code_tries[key]

    def _tries(self) -> list[CodeTry]:
        return sorted(self._state.code_tries.values(), key=lambda one: one.sent_at)
