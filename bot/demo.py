"""``rollcall demo``: the real bot against the simulator, with a sample class to try it on."""

import asyncio
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import tzlocal

from bot import errors
from bot.cheats import TITLE, Cast, cheats
from bot.tasks import first_of
from recognition import models, samples
from recognition.settings import Settings as RecognitionSettings
from simulator import Simulator
from simulator.client import Client, Person
from simulator.errors import PortInUse, SimulatorError
from simulator.heard import Message

CLASS = "DEMO"
UTC_NAME = "UTC"  # where the machine's zone has no name
ADMIN_ID = 1001
_LASTS = timedelta(hours=6)  # from the start of the demo
_LATE_AFTER_MINUTES = 180  # so that whoever comes back after lunch is still present
_SUMMARY_IN = timedelta(minutes=3)
_PATIENCE = (
    60.0  # seconds for an answer; the first waits for the networks, perhaps on a slow machine
)
_STOP_SECONDS = 15.0

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Sitter:
    """Somebody of the sample class: enrolled with one photo, with another to send."""

    roll_no: str
    name: str
    enrolled: bytes
    other: bytes
    other_label: str


async def run(port: int, say: Say) -> None:
    """Run until SIGTERM or SIGINT.

    Raises ``errors.CannotListen`` when the port is taken, ``errors.DemoFailed`` when the bot
    does not come up.
    """
    say("Looking for the models and the sample photos …")
    models.prepare(RecognitionSettings(), say)
    people = sitters(say)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        async with (
            Simulator(port=port, bot_username="rollcall_demo_bot") as telegram,
            running_bot(telegram) as process,
            Client(telegram.url) as client,
        ):
            say("Starting the bot, and letting the sample class enrol …")
            staged = stage(
                client, people, timezone=tzlocal.get_localzone_name() or UTC_NAME, now=_now()
            )
            if await first_of(staged, stop.wait(), process.wait()) == 0:
                say(f"\nRollcall is up: {telegram.url}\nPick somebody to be. Ctrl-C ends it.\n")
                await first_of(stop.wait(), process.wait())
            if not stop.is_set():
                raise errors.DemoFailed("the bot has stopped; its last words are above")
    except PortInUse as error:
        raise errors.CannotListen(f"{error}, with --port") from error
    except SimulatorError as error:
        raise errors.DemoFailed(f"the sample class could not be set up: {error}") from error


def sitters(say: Say = lambda _: None) -> list[Sitter]:
    """The sample class, by public-domain portraits. Only one of them has two real photos."""
    photo = {name: samples.photo(name, progress=say) for name in _PHOTOS}
    made = "another photo (made from the first)"
    return [
        Sitter(
            roll_no="1",
            name="Barack Obama",
            enrolled=photo["obama"],
            other=photo["obama2"],
            other_label="another photo",
        ),
        Sitter(
            roll_no="2",
            name="Joe Biden",
            enrolled=photo["biden"],
            other=samples.variant(photo["biden"]),
            other_label=made,
        ),
        Sitter(
            roll_no="3",
            name="Eileen Collins",
            enrolled=photo["collins"],
            other=samples.variant(photo["collins"]),
            other_label=made,
        ),
    ]


_ENROLLED = "the photo at enrolment"
_PHOTOS = ("obama", "obama2", "biden", "collins")


async def stage(client: Client, people: list[Sitter], *, timezone: str, now: datetime) -> None:
    """Let the people of the demo set up their class as they would in Telegram."""
    admin = await client.person("Ada", last_name="Admin", role="admin", id=ADMIN_ID)
    teacher = await client.person("Tom", last_name="Teacher", role="teacher")
    await admin.says("/start")
    await admin.hears("You are an admin", timeout=_PATIENCE)
    await _set_up_class(admin, timezone, now)
    await admin.says(f"/teacher {CLASS} Tom Teacher")
    await teacher.opens(_link(await admin.hears("?start=", timeout=_PATIENCE)))
    await teacher.hears("Welcome", timeout=_PATIENCE)
    students = [await _enrol(client, admin, sitter, people) for sitter in people]
    kiosk = await _stand_kiosk(client, admin, people)
    await _offer_cheats(client, people, students, teacher, kiosk)
    newcomer = await client.person("You", role="newcomer", note=_NOTE)
    for sitter in people:
        await newcomer.offers(sitter.name, sitter.enrolled)


_KIOSK_NOTE = "A tablet by the door: it marks whoever it sends a photo of, and does nothing else."
_NOTE = (
    "To be enrolled: as Ada Admin, send your photo with the caption "
    f"/enroll 4 {CLASS} Your Name, then open the link she gets as yourself."
)


async def _set_up_class(admin: Person, timezone: str, now: datetime) -> None:
    hours = f"{now:%H:%M}-{now + _LASTS:%H:%M}"
    end_of_day = now.replace(hour=23, minute=59)
    for command in (
        f"/class {CLASS} Mon-Sun {hours} Sample class",
        f"/set {CLASS} timezone {timezone}",
        f"/set {CLASS} late {_LATE_AFTER_MINUTES}",
        f"/set {CLASS} summary {min(now + _SUMMARY_IN, end_of_day):%H:%M}",
    ):
        await admin.says(command)
        await admin.hears(CLASS, timeout=_PATIENCE)


async def _offer_cheats(
    client: Client,
    people: list[Sitter],
    students: list[Person],
    teacher: Person,
    kiosk: Person,
) -> None:
    """Offer ways to cheat: the first of the sample class is the second's friend."""
    friend = people[0]
    cast = Cast(
        friend=students[0].id,
        cheat=students[1].id,
        absent=students[2].id,
        teacher=teacher.id,
        kiosk=kiosk.id,
        friends_photo=_own(friend),
        friends_photo_as_cheat=_somebody_elses(friend),
        absents_photo=_ENROLLED,
        class_code=CLASS,
    )
    for cheat in cheats(cast):
        await client.offers_scene(
            cheat.label, cheat.steps, hint=cheat.hint, watch=teacher, title=TITLE
        )


async def _stand_kiosk(client: Client, admin: Person, people: list[Sitter]) -> Person:
    """Let a tablet stand at the door, before which any of them may step."""
    kiosk = await client.person("Kiosk", role="kiosk", note=_KIOSK_NOTE)
    await admin.says(f"/kiosk {CLASS}")
    await kiosk.opens(_link(await admin.hears("?start=", timeout=_PATIENCE)))
    await kiosk.hears("This is the kiosk", timeout=_PATIENCE)
    await admin.hears("has opened the link", timeout=_PATIENCE)
    for sitter in people:
        at_the_door = samples.mirrored(sitter.other)  # a selfie's own file would not count
        await kiosk.offers(f"{sitter.name} stands there", at_the_door)
    return kiosk


def _own(sitter: Sitter) -> str:
    return f"{sitter.name}: {sitter.other_label}"


def _somebody_elses(sitter: Sitter) -> str:
    return f"somebody else: {sitter.name}"


async def _enrol(client: Client, admin: Person, sitter: Sitter, people: list[Sitter]) -> Person:
    first, last = sitter.name.split()
    student = await client.person(first, last_name=last, role="student")
    caption = f"/enroll {sitter.roll_no} {CLASS} {sitter.name}"
    await admin.sends_photo(sitter.enrolled, caption)
    await student.opens(_link(await admin.hears("?start=", timeout=_PATIENCE)))
    await student.hears("May I compare your face", timeout=_PATIENCE)
    await student.presses("I agree")
    await student.hears("Thank you", timeout=_PATIENCE)
    await student.offers(_own(sitter), sitter.other)
    for other in people:
        if other is not sitter:
            await student.offers(_somebody_elses(other), other.enrolled)
    await student.offers(_ENROLLED, sitter.enrolled)
    return student


def _link(message: Message) -> str:
    """The invite link in a message of the bot."""
    return next(word for word in message.text.split() if "?start=" in word)


def _now() -> datetime:
    return datetime.now(tzlocal.get_localzone())


@asynccontextmanager
async def running_bot(telegram: Simulator) -> AsyncIterator[asyncio.subprocess.Process]:
    """``rollcall run`` against the simulator, its database in a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="rollcall-demo-") as folder:
        async with bot_in(Path(folder), telegram, http_port=_free_port()) as process:
            yield process


@asynccontextmanager
async def bot_in(
    folder: Path, telegram: Simulator, *, http_port: int = 0
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The same with a folder of one's own; the database is its ``data/rollcall.db``."""
    config = str(configure(folder, telegram, http_port=http_port))
    async with program(["-m", "bot", "run", "--config", config]) as process:
        yield process


def configure(folder: Path, telegram: Simulator, *, http_port: int = 0) -> Path:
    """The settings of a service against the simulator, which keeps what it has beside them."""
    config = folder / "config.toml"
    config.write_text(
        f'[telegram]\ntoken = "{telegram.token}"\napi_url = "{telegram.url}"\n'
        f"admin_ids = [{ADMIN_ID}]\n[http]\nport = {http_port}\n",
        encoding="utf-8",
    )
    return config


def _free_port() -> int:
    """One for the page with the room's code."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@asynccontextmanager
async def program(arguments: Sequence[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python program for as long as the context lasts."""
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments)
    try:
        yield process
    finally:
        await _stop(process)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
