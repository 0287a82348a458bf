"""Presses of inline buttons that wait for the bot's answer."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from simulator import errors
from simulator.model import Json


@dataclass(frozen=True, kw_only=True)
class Press:
    """One press; `answer` is done when the bot has called answerCallbackQuery."""

    id: str
    at: float
    answer: asyncio.Future[Json] = field(repr=False)


class Presses:
    """The presses so far that were not answered."""

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._open: dict[str, Press] = {}

    def begin(self) -> Press:
        """Register a press."""
        press = Press(
            id=str(secrets.randbits(62)),
            at=self._clock(),
            answer=asyncio.get_running_loop().create_future(),
        )
        self._open[press.id] = press
        return press

    def answer(self, press_id: str, answer: Json) -> None:
        """Answer a press, once and in time; raises BadRequest otherwise."""
        press = self._open.pop(press_id, None)
        if press is None or self._clock() - press.at > self._seconds:
            raise errors.BadRequest(
                "query is too old and response timeout expired or query ID is invalid"
            )
        if not press.answer.done():
            press.answer.set_result(answer)

    def close(self) -> None:
        """Let nobody wait for an answer any more."""
        for press in self._open.values():
            press.answer.cancel()
        self._open.clear()
