"""A database that does not work: said once, and again when it works."""

import logging
from datetime import datetime, timedelta

from bot.pauses import before_retry
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

_LONGEST_PAUSE = timedelta(seconds=5)  # how much later than the database answers go on
_LOOKS = 2  # half a minute apart


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


class LongOutage:
    """One that looks at the database, one after the other, have found; the admins hear of it."""

    def __init__(self) -> None:
        self.since: datetime | None = None
        self.why = ""
        self._looks = 0
        self._is_found = False

    def look(self) -> None:
        """Another look at the database begins."""
        self._is_found = False

    def found(self, error: DatabaseUnavailable, at: datetime) -> None:
        """The look has found that the database does not work."""
        self._looks += not self._is_found
        self._is_found = True
        self.since = self.since or at
        self.why = error.why

    @property
    def is_over(self) -> bool:
        """Whether the look has found nothing, and two before it did: less is no news."""
        return not self._is_found and self._looks >= _LOOKS

    def ends_look(self) -> None:
        """What is over is told, or too short to be."""
        if not self._is_found:
            self.since, self._looks = None, 0
