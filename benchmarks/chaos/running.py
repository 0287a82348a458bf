"""The service in a process of its own, which is killed whatever it does, and started again."""

import asyncio
import os
import random
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bot import demo
from simulator import Simulator

NO_LIMIT = "100000"
_STARTS_WITHIN = 120.0  # seconds, on a busy machine
_STOPS_WITHIN = 30.0
_LOOK_AGAIN = 0.02
# Seconds until it is killed: after it was started, after its first poll, after its first answer.
# Every life that gets that far answers something, however slow the machine is.
_IN_ITS_START, _STARTS_KILLED = (0.1, 0.8), 0.15
_AT_ITS_BEGINNING, _BEGINNINGS_KILLED = (0.0, 0.5), 0.15
_AT_WORK = (0.2, 4.0)


class EndedByItself(Exception):
    """The service has stopped, or come to a standstill, without being told to."""


class Service:
    """``rollcall run`` in a folder, with its ``service.log``."""

    def __init__(self, folder: Path, telegram: Simulator) -> None:
        self.kills = 0
        self.database = folder / "data" / "rollcall.db"
        self.log = folder / "service.log"
        self._config = demo.configure(folder, telegram)
        self._world = telegram.world
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Begin; it is at work some time later."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--config", str(self._config)),
                env=os.environ | {"ROLLCALL_LIMITS__PHOTOS_PER_MINUTE": NO_LIMIT},
                stdout=log,
                stderr=log,
            )

    async def polls(self) -> None:
        """Wait until it asks Telegram for updates."""
        before = self._world.updates.polls
        await self._until(lambda: self._world.updates.polls > before)

    async def answers(self, is_done: Callable[[], bool]) -> None:
        """Wait until it has said something, or need not."""
        before = self._world.limiter.spent
        await self._until(lambda: self._world.limiter.spent > before or is_done())

    async def _until(self, happens: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(_STARTS_WITHIN):
                while not happens():
                    self.check()
                    await asyncio.sleep(_LOOK_AGAIN)
        except TimeoutError as error:
            why = f"the service has said nothing for {_STARTS_WITHIN:.0f} s; see {self.log}"
            raise EndedByItself(why) from error

    def check(self) -> None:
        """Raise ``EndedByItself`` if it does not run."""
        if self._process is None or self._process.returncode is not None:
            code = self._process.returncode if self._process else None
            raise EndedByItself(f"the service ended with code {code}; see {self.log}")

    async def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self.check()
        if self._process is not None:
            self._process.kill()
            await self._process.wait()
            self.kills += 1

    async def stop(self) -> int:
        """Tell it to stop; the code it exits with."""
        self.check()
        if self._process is None:
            return 0
        self._process.terminate()
        async with asyncio.timeout(_STOPS_WITHIN):
            return await self._process.wait()

    async def close(self) -> None:
        """Leave no process behind."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def left(self) -> int:
        """How much it has yet to handle or to send."""
        with closing(sqlite3.connect(self.database, timeout=30)) as connection:
            ((left,),) = connection.execute(
                "SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL)"
                " + (SELECT count(*) FROM outbox)"
            )
        return int(left)


async def kill_again_and_again(
    service: Service, most: int, is_done: Callable[[], bool], chance: random.Random
) -> None:
    """Kill a service and start it again until all is done, or as often as is allowed."""
    while service.kills < most and not is_done():
        when = chance.random()
        if when < _STARTS_KILLED:
            await asyncio.sleep(chance.uniform(*_IN_ITS_START))
        elif when < _STARTS_KILLED + _BEGINNINGS_KILLED:
            await service.polls()
            await asyncio.sleep(chance.uniform(*_AT_ITS_BEGINNING))
        else:
            await service.answers(is_done)
            await asyncio.sleep(chance.uniform(*_AT_WORK))
        await service.kill()
        await service.start()
