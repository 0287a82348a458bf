"""Logging for the running service: one event a line, as JSON or for a reader, never a secret."""

import logging
import sys
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType, TracebackType
from typing import Literal

from pythonjsonlogger.json import JsonFormatter
from telegram.warnings import PTBDeprecationWarning

from bot.secrecy import Mask

Format = Literal["auto", "json", "text"]

# These write a traceback for what they raise as well, every 429 and every 502.
_TELLTALES = ["telegram.ext.AIORateLimiter", "telegram.request.BaseRequest"]

# Some of these write the addresses they call into their lines, and Telegram's hold the token.
_TALKATIVE = [
    "aiohttp",
    "alembic",
    "apscheduler",
    "httpcore",
    "httpx",
    "matplotlib",
    "PIL",
    "telegram",
    "uvicorn",
]
_READABLE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_FIELDS = "%(levelname)s %(name)s %(message)s"
_NAMES = {"levelname": "level", "name": "logger", "message": "event"}

log = logging.getLogger(__name__)

_NOTHING: Mapping[str, object] = MappingProxyType({})
_subject: ContextVar[Mapping[str, object]] = ContextVar("subject", default=_NOTHING)


@contextmanager
def about(**fields: object) -> Iterator[None]:
    """Add fields to every line that is logged inside, by whomever."""
    token = _subject.set({**_subject.get(), **fields})
    try:
        yield
    finally:
        _subject.reset(token)


def configure(format_: Format = "auto", secrets: Collection[str] = ()) -> None:
    """Log our own events from INFO on to stderr, and of libraries only what went wrong.

    "auto" is for a reader where stderr is a terminal, and else JSON. No secret is written, whoever
    logs it.
    """
    warnings.simplefilter("ignore", PTBDeprecationWarning)  # both forms of it are understood
    logging.captureWarnings(True)
    readable = sys.stderr.isatty() if format_ == "auto" else format_ == "text"
    handler = logging.StreamHandler()
    handler.addFilter(_with_subject)
    handler.setFormatter(Masked(Readable(_READABLE) if readable else json_lines(), Mask(secrets)))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    sys.excepthook = _fatal
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _TELLTALES:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _fatal(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what ends the program, for Python itself would mask nothing."""
    log.critical("the program has failed", exc_info=(kind, error, trace))


def json_lines() -> logging.Formatter:
    """An object a line: ``time`` (UTC), ``level``, ``logger``, ``event`` and the event's fields."""
    return JsonFormatter(_FIELDS, rename_fields=_NAMES, timestamp="time", json_ensure_ascii=False)


class Readable(logging.Formatter):
    """The same for a reader: the fields come after the event, as ``name=value``."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        added = {name: value for name, value in vars(record).items() if name not in _ORDINARY}
        return " ".join([super().formatMessage(record), *(f"{k}={v}" for k, v in added.items())])


_ORDINARY = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


class Masked(logging.Formatter):
    """What another formatter makes of a record, tracebacks and all, with the secrets masked."""

    def __init__(self, inner: logging.Formatter, mask: Mask) -> None:
        super().__init__()
        self._inner, self._mask = inner, mask

    def format(self, record: logging.LogRecord) -> str:
        return self._mask(self._inner.format(record))


def _with_subject(record: logging.LogRecord) -> bool:
    """Give a record the fields of ``about``, unless it has its own."""
    for name, value in _subject.get().items():
        if name not in vars(record):
            setattr(record, name, value)
    return True
