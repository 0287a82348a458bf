import asyncio
import io
import json
import logging
import sys
import warnings
from datetime import datetime

import pytest

from bot import logs
from bot.logs import about
from bot.secrecy import Mask
from bot.threads import Threads

TOKEN = "123456:AAE-secret_half_of_the_token"
log = logging.getLogger("bot.test")


@pytest.fixture
def written(monkeypatch):
    """Configure logging anew; what was written since, as lines."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    levels = {name: logging.getLogger(name).level for name in logs._TALKATIVE}
    with warnings.catch_warnings():

        def configure(format_="json", *secrets, terminal=False):
            stream.isatty = lambda: terminal
            monkeypatch.setattr(sys, "stderr", stream)
            logs.configure(format_, secrets)
            return lambda: stream.getvalue().splitlines()

        yield configure
        logging.captureWarnings(False)
    root.handlers[:], root.level = before
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


# --- the form -------------------------------------------------------------------------------


def test_an_event_is_an_object_on_a_line_with_its_fields(written):
    lines = written()

    log.info("read", extra={"faces": 1, "duration_ms": 25})

    (line,) = lines()
    told = json.loads(line)
    assert datetime.fromisoformat(told.pop("time")).tzinfo
    assert told == {
        "level": "INFO",
        "logger": "bot.test",
        "event": "read",
        "faces": 1,
        "duration_ms": 25,
    }


def test_a_traceback_and_any_script_stay_on_the_line(written):
    lines = written()

    try:
        raise ValueError("größer\nals zwei 👋")
    except ValueError:
        log.exception("Ошибка: class=%s", "CS1")

    (line,) = lines()
    told = json.loads(line)
    assert told["event"] == "Ошибка: class=CS1"
    assert "ValueError: größer\nals zwei 👋" in told["exc_info"]
    assert "Ошибка" in line


@pytest.mark.parametrize(("format_", "terminal"), [("auto", True), ("text", False)])
def test_a_reader_gets_fields_after_the_event(written, format_, terminal):
    lines = written(format_, terminal=terminal)

    with about(update_id=41):
        log.info("read %d", 7, extra={"faces": 1})

    (line,) = lines()
    assert line.endswith("INFO bot.test: read 7 faces=1 update_id=41")


def test_where_nobody_reads_it_is_json(written):
    lines = written("auto", terminal=False)

    log.info("running")

    assert json.loads(lines()[0])["event"] == "running"


def test_of_libraries_only_what_went_wrong_is_logged(written):
    lines = written()

    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot1:x/getMe")
    logging.getLogger("telegram.ext").debug("calling")
    log.debug("courtesy")

    assert lines() == []


# --- what it is about -----------------------------------------------------------------------


def test_every_line_inside_says_what_it_is_about(written):
    lines = written()

    with about(update_id=41):
        log.info("one")
        with about(step="two"):
            log.info("two", extra={"update_id": 42})
        log.info("three")
    log.info("four")

    told = [json.loads(line) for line in lines()]
    assert [line.get("update_id") for line in told] == [41, 42, 41, None]
    assert [line.get("step") for line in told] == [None, "two", None, None]


async def test_updates_that_are_handled_at_once_do_not_mix(written):
    lines = written()
    both = asyncio.Barrier(2)

    async def handle(update_id):
        with about(update_id=update_id):
            await both.wait()
            log.info("handled %d", update_id)

    await asyncio.gather(handle(1), handle(2))

    told = [json.loads(line) for line in lines()]
    assert {line["event"]: line["update_id"] for line in told} == {"handled 1": 1, "handled 2": 2}


async def test_what_a_worker_thread_logs_is_about_the_same(written):
    lines = written()

    async with Threads(1) as threads:
        for update_id in (41, 42):
            with about(update_id=update_id):
                await threads.run(log.info, "looked")

    assert [json.loads(line)["update_id"] for line in lines()] == [41, 42]


# --- secrets --------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["json", "text"])
def test_no_secret_is_written_whoever_logs_it(written, format_):
    lines = written(format_, TOKEN, "hush-hush")

    logging.getLogger("telegram").error("The token `%s` was rejected", TOKEN)
    log.warning("posted", extra={"address": f"https://x/bot{TOKEN}/getMe", "why": "hush-hush"})
    try:
        try:
            raise OSError(f"https://api.telegram.org/bot{TOKEN}/getUpdates")
        except OSError as error:
            raise RuntimeError(TOKEN.partition(":")[2]) from error
    except RuntimeError:
        log.exception("failed")
    with warnings.catch_warnings(action="always"):
        warnings.warn(f"deprecated: {TOKEN}", stacklevel=1)

    text = "\n".join(lines())
    assert TOKEN.partition(":")[2] not in text
    assert "hush-hush" not in text
    assert text.count("***") >= 6
    assert format_ == "text" or all(json.loads(line) for line in lines())


def test_what_ends_the_program_is_logged_and_masked_too(written):
    lines = written("json", TOKEN)

    try:
        raise ZeroDivisionError(f"at /bot{TOKEN}/getMe")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)

    told = json.loads(lines()[0])
    assert told["level"] == "CRITICAL"
    assert "ZeroDivisionError: at /bot***/getMe" in told["exc_info"]


def test_a_mask_leaves_the_rest_alone():
    mask, ordinary = Mask(["", TOKEN, "1:short"]), "a short word, 123456:, and nothing else"

    assert mask(ordinary) == ordinary
    assert mask(f"({TOKEN}) ({TOKEN.partition(':')[2]}) 1:short") == "(***) (***) ***"
    assert Mask([])("hello") == "hello"
