"""The program in processes of its own, as an operator runs it."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from simulator import Simulator

ADMIN_ID = 1001
ROOT = Path(__file__).parents[2]
_STOPS_WITHIN = 30.0  # seconds


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A command that has ended."""

    code: int
    output: str


class Service:
    """``rollcall run`` against a simulator; its config, database, key and log are in a folder."""

    def __init__(self, telegram: Simulator, folder: Path, /, **sections: dict[str, object]) -> None:
        self.telegram = telegram
        self.folder = folder
        self.config = folder / "config.toml"
        self.log = folder / "service.log"
        self.temporary = folder / "tmp"
        self.key = folder / "data" / "rollcall.key"
        self._process: asyncio.subprocess.Process | None = None
        self.configure(**sections)

    def configure(self, **sections: dict[str, object]) -> None:
        """Write the settings: sections like ``limits={"max_photo_mb": 1}`` beside the needed."""
        needed = {
            "token": self.telegram.token,
            "api_url": self.telegram.url,
            "admin_ids": [ADMIN_ID],
        }
        sections = {**sections, "telegram": needed | sections.get("telegram", {})}
        self.config.write_text("\n".join(_toml(sections)), encoding="utf-8")
        self.config.chmod(0o600)

    async def start(self) -> None:
        """Start it; it is up when it answers."""
        self.temporary.mkdir(exist_ok=True)
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(*command("run"), "--config", self.config),
                cwd=ROOT,
                env=os.environ | {"TMPDIR": str(self.temporary)},
                stdout=log,
                stderr=log,
            )

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._running().pid

    async def stop(self) -> int:
        """Tell it to stop; the code it exits with."""
        self._running().terminate()
        return await self.ended()

    async def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self._running().kill()
        await self.ended()

    async def ended(self) -> int:
        """Wait until it has ended; the code it exited with."""
        async with asyncio.timeout(_STOPS_WITHIN):
            code = await self._running().wait()
        self._process = None
        return code

    async def close(self) -> None:
        """Leave no process behind."""
        if self._process is not None and self._process.returncode is None:
            await self.kill()

    def logged(self) -> str:
        """All that it has written so far."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def query(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the database, past the program."""
        database = self.folder / "data" / "rollcall.db"
        with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
            return connection.execute(sql, values).fetchall()

    async def cli(self, *arguments: object) -> Finished:
        """Run another command with the same settings."""
        return await rollcall(*arguments, "--config", self.config)

    def _running(self) -> asyncio.subprocess.Process:
        assert self._process is not None, "the service has not been started"
        return self._process


async def rollcall(*arguments: object, env: dict[str, str] | None = None) -> Finished:
    """Run a command to its end."""
    process = await asyncio.create_subprocess_exec(
        *command(*map(str, arguments)),
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "200"} | (env or {}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.wait()
    return Finished(code=process.returncode or 0, output=output.decode())


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def command(*arguments: str) -> list[str]:
    """How a command is started."""
    return [sys.executable, "-m", "bot", *arguments]


def _toml(sections: dict[str, dict[str, object]]) -> list[str]:
    """Enough of TOML for settings: JSON's texts, numbers and lists are TOML's too."""
    lines = []
    for name, values in sections.items():
        inner = {f"{name}.{key}": value for key, value in values.items() if isinstance(value, dict)}
        plain = {key: value for key, value in values.items() if not isinstance(value, dict)}
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in plain.items())]
        lines += _toml(inner)
    return lines
