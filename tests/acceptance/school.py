"""A school that has been set up by chat, as an admin would do it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from simulator import Simulator
from simulator.client import Client, Person
from simulator.limits import Limits
from tests.acceptance.chat import ask, hear, link_in, press, show
from tests.acceptance.service import ADMIN_ID, Service

# Tests talk faster than people; Telegram's own limits are kept in the story.
_UNLIMITED = Limits(per_chat=1e6, per_chat_burst=10**6, overall=1e6, overall_burst=10**6)
_MINUTE = timedelta(minutes=1)


def midday() -> str:
    """A time zone in which it is about noon, so that no meeting of ours crosses midnight."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}"  # its sign is turned round: POSIX counts west of Greenwich


@dataclass(frozen=True, kw_only=True)
class School:
    """A running service with an admin and a teacher."""

    telegram: Simulator
    client: Client
    service: Service
    timezone: str
    admin: Person
    teacher: Person

    def now(self) -> datetime:
        """The present moment by the school's wall clock."""
        return datetime.now(ZoneInfo(self.timezone))

    async def meets(self, code: str, starts: datetime, ends: datetime) -> str:
        """Set up a class, or move it: it meets every day between these times."""
        command = f"/class {code} Mon-Sun {starts:%H:%M}-{ends:%H:%M} Class {code}"
        return await ask(self.admin, command)

    async def meets_now(self, code: str) -> None:
        """Set up a class that began five minutes ago and goes on for hours; nobody is late soon."""
        start = self.now() - 5 * _MINUTE
        await self.meets(code, start, start + 240 * _MINUTE)
        await ask(self.admin, f"/set {code} late 120")

    async def takes(self, code: str) -> None:
        """Give the teacher a class."""
        answer = await ask(self.admin, f"/teacher {code} Tina Teacher")
        if "?start=" in answer:
            await self.teacher.opens(link_in(answer))
            await hear(self.teacher, "Welcome")

    async def enrols(self, roll: str, code: str, name: str, photo: bytes | None = None) -> Person:
        """Enrol somebody, who opens the invite; they have not answered the question yet."""
        person = await self.client.person(name)
        caption = f"/enroll {roll} {code} {name}"
        if photo is None:
            await ask(self.admin, caption)
            await press(self.admin, "Done")
            answer = await ask(self.admin, f"/invite {roll}")
        else:
            answer = await show(self.admin, photo, caption)
        await person.opens(link_in(answer))
        await hear(person, "May I compare your face")
        return person

    async def welcomes(self, roll: str, code: str, name: str, photo: bytes) -> Person:
        """Enrol somebody who agrees."""
        person = await self.enrols(roll, code, name, photo)
        assert "Thank you" in await press(person, "I agree")
        return person


@asynccontextmanager
async def opened(
    folder: Path, /, *, telegram_limits: Limits = _UNLIMITED, **sections: dict[str, object]
) -> AsyncIterator[School]:
    """A service that has just been started, and two people whom it knows or will know."""
    timezone = midday()
    rules = {"timezone": timezone, "summary_at": "23:59"}
    sections["attendance"] = rules | sections.get("attendance", {})
    sections["limits"] = {"commands_per_minute": 100_000} | sections.get("limits", {})
    async with Simulator(limits=telegram_limits) as telegram, Client(telegram.url) as client:
        service = Service(telegram, folder, **sections)
        await service.start()
        try:
            admin = await client.person("Ada", id=ADMIN_ID)
            teacher = await client.person("Tina")
            assert "You are an admin" in await ask(admin, "/start")
            yield School(
                telegram=telegram,
                client=client,
                service=service,
                timezone=timezone,
                admin=admin,
                teacher=teacher,
            )
        finally:
            await service.close()
