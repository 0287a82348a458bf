"""The running service: from its start to a clean stop."""

import asyncio
import gc
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import telegram
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from starlette.routing import BaseRoute
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from attendance.ports import Units
from bot import bootstrap, dispatch, errors, sender, stopping, webhook_watch
from bot.coordinates import Coordinates
from bot.dispatch import Dispatcher
from bot.handlers.kiosk_setup import let_admins_go
from bot.handlers.router import route
from bot.intake import WANTED, Contact, Intake
from bot.jobs import Timekeeper
from bot.journal import Journal
from bot.lanes import Lanes
from bot.metrics import Metrics
from bot.pacing import Pace
from bot.revocation import Revocation
from bot.sender import Sender
from bot.settings import Settings
from bot.suspects import Hand, NoHand, set_apart
from bot.tasks import first_of
from bot.threads import Threads
from bot.turn import Services
from bot.web import outside_app, serving
from bot.webhook import webhook_app
from bot.webhook_address import is_guessable, path_of
from bot.webhook_watch import Hook
from storage.errors import StorageError

log = logging.getLogger(__name__)

_START_PAUSE = 5.0  # seconds between tries to reach Telegram at the start
_LOOK_AGAIN = 1.0  # seconds between looks whether a backlog has been handled
_COLLECT = (10_000, 50, 50)  # new objects, then rounds; Python has (700, 10, 10)
# Seconds of every minute: all is due on whole minutes, and post takes a moment; a poll that lasts
# past the minute tells half a minute later at the most that nothing more was sent before it.
_TICK_SECONDS = "2,32"

ReaderMaker = Callable[[Settings, Threads, Journal], bootstrap.ThreadedReader]


async def run(settings: Settings, reader: ReaderMaker = bootstrap.reader) -> None:
    """Run until SIGTERM or SIGINT, then stop cleanly. Photos go to what ``reader`` makes.

    Raises a ``ProgramError``, ``StorageError`` or ``RecognitionError`` for what an operator
    has to put right.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await first_of(_told(stop), _serve(settings, reader))
    log.info("stopped")


async def _told(stop: asyncio.Event) -> None:
    """Wait until it is told to stop; from then on the time counts."""
    await stop.wait()
    stopping.end_in_time()


async def _serve(settings: Settings, make_reader: ReaderMaker) -> None:
    """Put everything together and keep it running until cancelled."""
    contact = Contact()
    arrived, posted = asyncio.Event(), asyncio.Event()
    async with AsyncExitStack() as stack:
        numbers = Metrics()
        journal = Journal(numbers)
        bot = bootstrap.telegram_bot(settings, journal)
        units = await stack.enter_async_context(bootstrap.storage(settings, posted=posted.set))
        threads = await stack.enter_async_context(Threads(settings.recognition.threads))
        reader = make_reader(settings, threads, journal)  # loads beside all that follows
        codes = bootstrap.codes()
        films = bootstrap.films(settings, waits=arrived.set)
        pages = bootstrap.projector(units, bot, codes).routes()
        if settings.http.port:
            health = bootstrap.health(settings, units, contact, reader)
            app = outside_app(health, numbers, pages)
            await stack.enter_async_context(serving(app, settings.http.listen, settings.http.port))
        services = await stack.enter_async_context(
            bootstrap.services(
                settings, bot, units, threads, reader, journal=journal, codes=codes, films=films
            )
        )
        await services.desk.refresh()
        await let_admins_go(units, services.admin_ids, bootstrap.now())
        stack.push_async_callback(bot.shutdown)
        await _until_reached(bot.initialize)

        revocation = Revocation()
        coordinates = Coordinates()
        is_alone = stack.enter_context(bootstrap.alone(settings))
        hand: Hand = bootstrap.hand(settings) if is_alone else NoHand()
        dispatcher = Dispatcher(
            services=services,
            handler=route,
            token_refused=revocation.suspect,
            coordinates=coordinates,
            hand=hand,
        )
        inbox = Lanes(
            "inbox",
            dispatcher.take,
            at_once=dispatch.AT_ONCE,
            wake=arrived,
            waiting=lambda: films.waiting,
        )
        name = sender.a_name()
        receipts = bootstrap.receipts(settings, name) if is_alone else None
        post = Sender(
            name=name,
            receipts=set() if receipts is None else receipts,
            bot=bot,
            units=units,
            clock=bootstrap.now,
            pace=Pace(clock=bootstrap.now),
            admin_ids=services.admin_ids,
            journal=journal,
            token_refused=revocation.suspect,
            reachable=lambda: contact.hears(bootstrap.now()),
        )
        if receipts is not None:
            await post.release(*receipts.left)
            await set_apart(units, bootstrap.now, hand)
        else:
            log.warning("another service may be using this database")
        outbox = Lanes("outbox", post.take, at_once=sender.AT_ONCE, wake=posted)
        intake = Intake(
            coordinates=coordinates,
            bot=bot,
            units=units,
            clock=bootstrap.now,
            contact=contact,
            stored=arrived.set,
            journal=journal,
        )
        scheduler = _schedule(_timekeeper(settings, services, contact))
        stack.callback(scheduler.shutdown, wait=False)
        collect_less()
        log.info("running as @%s", bot.username)
        await first_of(
            inbox.run(),
            outbox.run(),
            _receive(settings, intake, pages),
            services.screens.run(),
            revocation.watch(bot),
            _lasting(reader.loaded()),
            _lasting(services.menus.set_defaults(services.admin_ids)),
            _lasting(_catch_up(scheduler, units, contact)),
        )


def collect_less() -> None:
    """Let the collector of garbage pass over what has been loaded, and come more rarely.

    With the summaries of 500 classes in memory a sixth of the database's time went to it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT)


async def _lasting(first: Coroutine[Any, Any, object]) -> None:
    """Do something at the start, and go on with the service when it is done."""
    await first
    await asyncio.Event().wait()


async def _catch_up(scheduler: AsyncIOScheduler, units: Units, contact: Contact) -> None:
    """Do what fell due while we were away, once all that was sent meanwhile is handled."""
    await contact.began.wait()
    while await _is_behind(units):  # noqa: ASYNC110 - the inbox tells nobody
        await asyncio.sleep(_LOOK_AGAIN)
    for job in scheduler.get_jobs():
        job.modify(next_run_time=bootstrap.now())


async def _is_behind(units: Units) -> bool:
    try:
        async with units(reading=True) as uow:
            return await uow.inbox.oldest_waiting() is not None
    except StorageError:
        return True


async def _until_reached(asked: Callable[[], Awaitable[None]]) -> None:
    """Ask Telegram for something at the start, again and again while it is away."""
    while True:
        try:
            await asked()
        except (InvalidToken, Forbidden) as error:
            raise errors.TelegramRefused(
                "Telegram refuses telegram.token: take the token from @BotFather"
            ) from error
        except BadRequest as error:  # a NetworkError to the library, but it does not pass
            raise errors.TelegramRefused(f"Telegram refuses telegram.webhook: {error}") from error
        except TelegramError as error:
            log.warning("Telegram cannot be reached yet: %s", error)
            await asyncio.sleep(_START_PAUSE)
        else:
            return


async def _set_webhook(settings: Settings, bot: telegram.Bot) -> None:
    secret = settings.telegram.webhook.secret.get_secret_value()
    address = settings.telegram.webhook_address
    await bot.set_webhook(address, secret_token=secret, allowed_updates=WANTED)


async def _receive(settings: Settings, intake: Intake, pages: Sequence[BaseRoute]) -> None:
    if settings.telegram.mode == "polling":
        await intake.poll()
        return
    webhook = settings.telegram.webhook
    secret = webhook.secret.get_secret_value()
    address = settings.telegram.webhook_address
    if is_guessable(address):
        log.warning("the path of telegram.webhook.url can be guessed: leave it out, to have one")
    app = webhook_app(intake, path=path_of(address), secret=secret, routes=pages)
    set_webhook = partial(_set_webhook, settings, intake.bot)
    async with serving(app, webhook.listen, webhook.port):
        await _until_reached(set_webhook)  # whose posts would be refused before, and come later
        await webhook_watch.watch(intake, Hook(address, set_webhook))


def _timekeeper(settings: Settings, services: Services, contact: Contact) -> Timekeeper:
    return Timekeeper(
        units=services.units,
        clock=services.clock,
        contact=contact,
        processes=services.processes,
        draw_day=services.draw_day,
        draw_week=services.draw_week,
        privacy=settings.privacy,
        admin_ids=services.admin_ids,
        journal=services.journal,
        comparing=bootstrap.comparing(settings, services),
    )


def _schedule(timekeeper: Timekeeper) -> AsyncIOScheduler:
    """Let the timekeeper look at the tables twice a minute."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    once_at_a_time = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    looking = partial(_look, timekeeper)
    scheduler.add_job(looking, "cron", second=_TICK_SECONDS, **once_at_a_time)
    scheduler.start()
    return scheduler


async def _look(timekeeper: Timekeeper) -> None:
    """Let a stop that comes in the middle be no error: what is left is due at the next start."""
    try:
        await timekeeper.tick()
    except asyncio.CancelledError:
        log.info("stopped while looking at what is due")
