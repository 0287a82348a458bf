"""The composition root: the only place that names concrete classes."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import telegram
from telegram import LinkPreviewOptions
from telegram.ext import AIORateLimiter, Defaults

import recognition
from attendance import errors as attendance_errors
from attendance.check_in import CheckInDesk
from attendance.classes import Rules
from attendance.last_faces import Comparing
from attendance.likeness import Known
from attendance.ports import ClipReading, Codes, Reading
from attendance.verification import Keeping
from bot import drawing
from bot.bottleneck import Bottleneck
from bot.handlers.table import menu
from bot.health import Health
from bot.intake import Contact
from bot.journal import Journal
from bot.limits import KIOSK_PHOTOS, MOVES_PER_MINUTE, RateLimit
from bot.menus import Menus
from bot.one_time_codes import Totp
from bot.presence import Presence
from bot.processes import Processes
from bot.projector import Projector
from bot.raw_bot import RawBot
from bot.replies import common
from bot.room_cards import RoomCards
from bot.screens import Screens
from bot.settings import Settings
from bot.telegram_files import Downloader
from bot.telegram_request import TelegramRequest
from bot.threads import Threads
from bot.turn import Services
from recognition import images
from recognition.gallery import Gallery
from recognition.reader import MOST_FACES, Reader
from recognition.releases import RELEASES, accept_score
from storage import backup as copies
from storage import rotation
from storage.alone import alone as database_is_ours
from storage.in_hand import InHand
from storage.opening import Storage, open_storage
from storage.receipts import Receipts

_CONNECTIONS = 32  # to Telegram at once: handlers, sender and courtesies together
_A_SECOND = 30  # messages that Telegram takes; evenly, for its counting is not known
_SEND_SECONDS = 30.0  # a picture on a slow line
_TOO_LARGE = (
    recognition.errors.SideTooLong,
    recognition.errors.TooManyBytes,
    recognition.errors.TooManyPixels,
)


class ThreadedReader:
    """Recognition as ``ports.Reader``: in worker threads, with attendance's errors.

    It is there at once. The networks take seconds to load, and photos wait for them.
    """

    def __init__(
        self, settings: recognition.Settings, threads: Threads, journal: Journal | None = None
    ) -> None:
        self._journal = journal or Journal()
        self.model = RELEASES[settings.weights].model
        self.accept_score = accept_score(settings)
        self._threads = threads
        self._loading = asyncio.create_task(threads.run(recognition.load_reader, settings))

    @property
    def is_loaded(self) -> bool:
        """Whether photos are read at once."""
        return self._loading.done()

    async def loaded(self) -> Reader:
        """Wait for the networks. Raises a ``ModelError`` that says what to do."""
        return await asyncio.shield(self._loading)

    async def read(self, image: bytes, *, most: int | None = None) -> Reading:
        """See ``ports.Reader``."""
        reader, began, faces = await self.loaded(), time.perf_counter(), None
        try:
            reading = await self._threads.run(reader.read, image, most=most or MOST_FACES)
            faces = len(reading.faces)
            return reading
        except _TOO_LARGE as error:
            raise attendance_errors.UnreadableImage(too_large=True) from error
        except recognition.errors.ImageError as error:
            raise attendance_errors.UnreadableImage(too_large=False) from error
        finally:
            self._journal.read(time.perf_counter() - began, faces)

    def expect_clip(self) -> None:
        """See ``ports.ClipReader``."""
        if self.is_loaded:
            self._loading.result().expect_clip()

    async def read_clip(self, clip: bytes) -> ClipReading:
        """See ``ports.ClipReader``."""
        reader, began, moments = await self.loaded(), time.perf_counter(), None
        try:
            reading = await self._threads.run(reader.read_clip, clip)
            moments = len(reading.moments)
            return reading
        except recognition.errors.ClipError as error:
            raise attendance_errors.UnreadableImage(too_large=False) from error
        finally:
            self._journal.read_clip(time.perf_counter() - began, moments)


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def telegram_bot(settings: Settings, journal: Journal | None = None) -> RawBot:
    """Telegram's API at the address the settings name; not yet initialised."""
    journal = journal or Journal()
    return RawBot(
        token=settings.telegram.token.get_secret_value(),
        base_url=f"{settings.telegram.api_url}/bot",
        base_file_url=f"{settings.telegram.api_url}/file/bot",
        request=TelegramRequest(
            journal,
            connections=_CONNECTIONS,
            read_seconds=_SEND_SECONDS,
            upload_seconds=_SEND_SECONDS,
        ),
        get_updates_request=TelegramRequest(journal, connections=1),
        # What people write may hold an address: it is shown as it is, without a look at it.
        defaults=Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)),
        rate_limiter=AIORateLimiter(overall_max_rate=1, overall_time_period=1 / _A_SECOND),
    )


def shrink(settings: Settings) -> drawing.Shrink:
    """Decodes photos to be shown, under the limits of those that are read."""
    limits = recognition_settings(settings)
    return partial(
        images.shown,
        side=drawing.LONGEST_SIDE,
        max_bytes=limits.max_bytes,
        max_pixels=limits.max_pixels,
    )


def recognition_settings(settings: Settings) -> recognition.Settings:
    """What recognition is told of the settings."""
    return recognition.Settings(
        weights=settings.recognition.weights,
        engine=settings.recognition.engine,
        precision=settings.recognition.precision,
        threads=settings.recognition.threads,
        accept_score=settings.recognition.accept_score,
        max_bytes=settings.max_photo_bytes,
    )


def rules(settings: Settings) -> Rules:
    """What new classes start with."""
    return Rules(
        timezone=settings.attendance.timezone,
        summary_at=settings.attendance.summary_at,
        late_after=timedelta(minutes=settings.attendance.late_after_minutes),
        opens_before=timedelta(minutes=settings.attendance.opens_before_minutes),
    )


@asynccontextmanager
async def storage(
    settings: Settings, posted: Callable[[], None] = lambda: None
) -> AsyncIterator[Storage]:
    """The database that the settings name."""
    async with open_storage(
        url=settings.storage.url, key_file=settings.storage.key_file, posted=posted
    ) as units:
        yield units


def back_up(settings: Settings, file: Path, report: copies.Report) -> copies.BackedUp:
    """Copy the database that the settings name to a file."""
    return copies.back_up(url=settings.storage.url, file=file, report=report)


def restore(settings: Settings, file: Path, report: copies.Report) -> copies.Restored:
    """Make a copy the database that the settings name."""
    storage = settings.storage
    return copies.restore(url=storage.url, key_file=storage.key_file, file=file, report=report)


def rotate_key(settings: Settings, report: rotation.Report) -> rotation.Rotated:
    """Seal the database that the settings name with a new key."""
    storage = settings.storage
    return rotation.rotate(url=storage.url, key_file=storage.key_file, report=report)


def alone(settings: Settings) -> AbstractContextManager[bool]:
    """Whether no other service has the database that the settings name."""
    return database_is_ours(settings.storage.url)


def hand(settings: Settings) -> InHand:
    """What is in hand, and what was when the process before this one ended."""
    return InHand(settings.database_file)


def receipts(settings: Settings, sender: str) -> Receipts:
    """Of messages that Telegram has taken, and what the process before this one had of them."""
    return Receipts(settings.database_file, sender)


def reader(settings: Settings, threads: Threads, journal: Journal | None = None) -> ThreadedReader:
    """Begin to load the networks."""
    return ThreadedReader(recognition_settings(settings), threads, journal)


def health(settings: Settings, units: Storage, contact: Contact, reader: ThreadedReader) -> Health:
    """What looks whether the service is well."""
    return Health(
        units=units,
        ping=units.ping,
        contact=contact,
        clock=now,
        models_loaded=lambda: reader.is_loaded,
        folder=settings.database_file.parent,
    )


def codes() -> Codes:
    """What makes the codes of rooms."""
    return Totp()


def projector(units: Storage, bot: telegram.Bot, codes: Codes) -> Projector:
    """The pages that show codes large."""
    return Projector(units=units, clock=now, codes=codes, telegram=bot)


def films(settings: Settings, waits: Callable[[], None]) -> Bottleneck:
    """How many films are fetched and read at once: half the threads are left for photos."""
    return Bottleneck(max(1, recognition_settings(settings).cores // 2), waits=waits)


def known(reader: ThreadedReader) -> Known:
    """An empty gallery for what this reader reads."""
    return Known(gallery=Gallery(), model=reader.model, accept_score=reader.accept_score)


def comparing(settings: Settings, services: Services) -> Comparing | None:
    """What the faces of last selfies are compared with, where they are kept."""
    return (
        Comparing(known=services.known, empty=Gallery) if settings.privacy.last_face_days else None
    )


@asynccontextmanager
async def services(
    settings: Settings,
    bot: telegram.Bot,
    units: Storage,
    threads: Threads,
    reader: ThreadedReader,
    *,
    journal: Journal,
    codes: Codes,
    films: Bottleneck,
) -> AsyncIterator[Services]:
    """Everything handlers work with."""
    async with Processes() as processes, Processes(1, patience=0) as at_door:
        faces = known(reader)
        desk = CheckInDesk(
            units=units,
            clock=now,
            reader=reader,
            gallery=faces.gallery,
            accept_score=faces.accept_score,
            selfie_days=settings.privacy.retain_photos_days,
            keeping=Keeping(text_version=common.CONSENT.version, clock=now)
            if settings.privacy.last_face_days
            else None,
        )
        presence = Presence(bot)
        try:
            yield Services(
                units=units,
                clock=now,
                reader=reader,
                clips=reader,
                desk=desk,
                known=faces,
                telegram=bot,
                download=Downloader(bot=bot, max_bytes=settings.max_photo_bytes),
                photo_limit=RateLimit(settings.limits.photos_per_minute),
                command_limit=RateLimit(settings.limits.commands_per_minute),
                move_limit=RateLimit(MOVES_PER_MINUTE),
                kiosk_limit=RateLimit(KIOSK_PHOTOS),
                rules=rules(settings),
                privacy=settings.privacy,
                admin_ids=frozenset(settings.telegram.admin_ids),
                threads=threads,
                processes=processes,
                at_door=at_door,
                draw_day=drawing.draw_day,
                draw_week=drawing.draw_week,
                shrink=shrink(settings),
                draw_faces=drawing.draw_faces,
                draw_names=drawing.draw_names,
                draw_sheet=drawing.draw_sheet,
                draw_turns=drawing.draw_turns,
                screens=Screens(
                    units=units,
                    clock=now,
                    codes=codes,
                    telegram=bot,
                    cards=RoomCards(telegram=bot, processes=processes, draw=drawing.draw_room),
                    admin_ids=frozenset(settings.telegram.admin_ids),
                    address=settings.pages,
                ),
                presence=presence,
                menus=Menus(bot=bot, entries=menu),
                journal=journal,
                films=films,
            )
        finally:
            await presence.aclose()
