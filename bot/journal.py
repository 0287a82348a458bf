"""What happens, told twice: as a line of the log, and as a number. Neither names anybody.

A selfie can be followed by its ``update_id`` through four lines: received, read, decided, sent.
Its check-in is stored under the ids of its bot and update.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import telegram

from attendance.mail import Owed
from attendance.model import UpdateKey
from attendance.outcomes import (
    Already,
    Lacking,
    Marked,
    NoClass,
    NotAgreed,
    NoTemplate,
    NotLinked,
    Outcome,
    Refused,
    Verdict,
    WhichClass,
)

log = logging.getLogger(__name__)

LATE = timedelta(minutes=5)  # the clock looks twice a minute; 500 summaries take one


class Meters(Protocol):
    """Counts, durations and sizes by name; the names are those of ``bot.metrics``."""

    def count(self, name: str, by: int = 1, **labels: str) -> None: ...
    def took(self, name: str, seconds: float, **labels: str) -> None: ...
    def now(self, name: str, value: float, **labels: str) -> None: ...


class _NoMeters:
    """Measures nothing."""

    def count(self, name: str, by: int = 1, **labels: str) -> None: ...
    def took(self, name: str, seconds: float, **labels: str) -> None: ...
    def now(self, name: str, value: float, **labels: str) -> None: ...


class Journal:
    """Told of every step by whoever takes it."""

    def __init__(self, meters: Meters | None = None) -> None:
        self.meters = meters or _NoMeters()

    def received(self, updates: Sequence[dict[str, Any]]) -> None:
        """Updates are in the inbox; some may have come before."""
        self.meters.count("updates_received", len(updates))
        for update in updates:
            log.info("received", extra={"update_id": update["update_id"], "kind": _kind(update)})

    def read(self, seconds: float, faces: int | None) -> None:
        """A photo has been looked at; ``faces`` is None for what was no picture."""
        self.meters.took("recognition_seconds", seconds)
        log.info("read", extra={"faces": faces, "duration_ms": _ms(seconds)})

    def read_clip(self, seconds: float, moments: int | None) -> None:
        """A film has been looked at; ``moments`` is None for what was no film."""
        log.info("read a film", extra={"moments": moments, "duration_ms": _ms(seconds)})

    def decided(self, key: UpdateKey, outcome: Outcome) -> None:
        """A selfie has its verdict, and that is stored."""
        verdict, reason = _verdict(outcome)
        self.meters.count("check_ins", verdict=verdict, reason=reason)
        fields = {"check_in_id": f"{key.bot_id}-{key.update_id}", "verdict": verdict}
        log.info("decided", extra=fields | ({"reason": reason} if reason else {}))

    def sent(self, owed: Owed, at: datetime) -> None:
        """Telegram has taken a message."""
        self.meters.count("sends", urgent="yes" if owed.urgent else "no")
        if owed.answers is None:
            log.info("sent")
            return
        seconds = max(0.0, (at - owed.answers.arrived_at).total_seconds())
        to = "photo" if owed.message.reply_to is not None else "other"
        self.meters.took("answer_seconds", seconds, to=to)
        log.info("sent", extra={"since_received_ms": _ms(seconds)})

    def tries_again(self, what: str) -> None:
        """A ``poll``, an ``update`` or a ``message`` has failed, and that may pass."""
        self.meters.count("retries", of=what)

    def gave_up(self, what: str) -> None:
        """An ``update`` or a ``message`` has failed for good."""
        self.meters.count("failures", of=what)

    def answered(self, status: str) -> None:
        """The Bot API has answered with that HTTP status."""
        self.meters.count("telegram_responses", status=status)

    def found_due(self, job: str, since: Sequence[datetime], at: datetime) -> None:
        """The clock has looked, and these were due; it looks twice a minute."""
        late = sum(at - due > LATE for due in since)
        self.meters.now("jobs_late", late, job=job)
        self.meters.now("clock_looked_timestamp_seconds", at.timestamp())
        if late:
            log.warning("late", extra={"job": job, "count": late})


def _verdict(outcome: Outcome) -> tuple[str, str]:
    """An outcome in a word, and why."""
    match outcome:
        case Marked():
            return outcome.mark.status.value, ""
        case Lacking():
            return (Verdict.KEPT if outcome.kept else Verdict.UNASKED).value, ""
        case Refused():
            return Verdict.REFUSED.value, outcome.reason.value
        case Already():
            return Verdict.ALREADY.value, ""
        case NoClass():
            return Verdict.NO_CLASS.value, ""
        case NoTemplate():
            return Verdict.NO_TEMPLATE.value, ""
        case WhichClass():
            return Verdict.ASKED.value, ""
        case NotAgreed():
            return "not agreed", ""
        case NotLinked():
            return "not linked", ""


def _kind(update: dict[str, Any]) -> str:
    """What an update is, without what it says."""
    message = update.get("message")
    for kind in ("photo", "document", "location", "text"):
        if isinstance(message, dict) and kind in message:
            return kind
    return next((kind for kind in telegram.Update.ALL_TYPES if kind in update), "other")


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
