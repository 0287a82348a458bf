"""Logging for the running service: one line an event, never a token."""

import logging
import warnings

from telegram.warnings import PTBDeprecationWarning

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# Some of these write the addresses they call into their lines, and Telegram's hold the token.
_TALKATIVE = ("alembic", "apscheduler", "httpcore", "httpx", "matplotlib", "PIL", "telegram")


def configure() -> None:
    """Log our own events from INFO on, and of libraries only what went wrong."""
    warnings.simplefilter("ignore", PTBDeprecationWarning)  # both forms of it are understood
    logging.basicConfig(level=logging.INFO, format=_FORMAT)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
