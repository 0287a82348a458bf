"""A database that does not work: said once, and again when it works."""

import logging
from datetime import timedelta

from bot.pauses import before_retry
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

_LONGEST_PAUSE = timedelta(seconds=5)  # how much later than the database answers go on


class Outage:
    """Between the first failure and the first success after it."""

    def __init__(self) -> None:
        self._failures = 0
        self._said = ""

    def goes_on(self, error: DatabaseUnavailable) -> timedelta:
        """Something could not be read or written; how long to wait before it is tried again."""
        if str(error) != self._said:
            self._said = str(error)
            log.error("%s; what is in hand waits and is tried again", error)
        self._failures += 1
        return before_retry(error, self._failures - 1, longest=_LONGEST_PAUSE)

    def is_over(self) -> None:
        """Something was written."""
        if self._failures:
            log.warning("the database works again")
        self._failures, self._said = 0, ""
