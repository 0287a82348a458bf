"""What admins read of how the service does, and of what it could not handle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from attendance.mail import Button, Failure, Undelivered
from bot import presses
from bot.replies import suspicions, words
from bot.replies.keyboards import Buttons

RETRY, RETRY_ALL, DROP = "retry-update", "retry-updates", "drop-update"
SEND_AGAIN, DROP_UNSENT = "retry-messages", "drop-messages"

SHOWN = 8  # failures with buttons of their own, and names of whom cannot be reached
NOT_THERE = "It is not set aside any more."
DROPPED = "It is dropped."
AN_ADMIN, A_GUARDIAN, SOMEBODY = "an admin", "a guardian", "somebody"
NONE_THERE = "Nothing is set aside any more."


@dataclass(frozen=True, kw_only=True)
class Stats:
    """How the service does at a moment."""

    now: datetime
    waiting: int
    waiting_since: datetime | None
    owed: int
    failures: Sequence[Failure]
    """The newest of all ``failed``."""
    failed: int
    unreachable: Sequence[str]
    """By name."""
    undelivered: Sequence[tuple[str, Undelivered]] = ()
    """To whom, and what became of it; the newest of all ``unsent``."""
    unsent: int = 0
    pairs: int = 0
    """Of students who may be one person, to be decided."""


def stats(about: Stats) -> str:
    """The answer to ``/stats``."""
    lines = [_waiting(about), f"Waiting to be sent: {about.owed}", _failed(about)]
    lines += [f"• {_failure(one, about.now)}" for one in about.failures]
    if about.failures:
        lines.append(
            "Retry handles it as if it had just come, by the time it was sent; the sender was told "
            "the reference, which is in the log too. What is left alone is dropped after six days."
        )
    if about.unsent:
        lines += _undelivered(about)
    if about.unreachable:
        lines.append(_unreachable(about.unreachable))
    if about.pairs:
        lines.append(suspicions.count_line(about.pairs))
    return "\n".join(lines)


def buttons(about: Stats) -> Buttons:
    """What can be done about each failure, and about all."""
    rows: Buttons = tuple(
        (
            Button(text=f"Retry {_reference(one)}", data=presses.data(RETRY, one.key.update_id)),
            Button(text=f"Drop {_reference(one)}", data=presses.data(DROP, one.key.update_id)),
        )
        for one in about.failures
    )
    if about.failed > 1:
        everything = Button(text=f"Retry all {about.failed}", data=presses.data(RETRY_ALL))
        rows = (*rows, (everything,))
    if about.unsent:
        again = Button(text=f"Send {about.unsent} again", data=presses.data(SEND_AGAIN))
        rows = (*rows, (again, Button(text="Do not send", data=presses.data(DROP_UNSENT))))
    return (*rows, *suspicions.list_button()) if about.pairs else rows


def retried(count: int) -> str:
    """What has become of failures that were to be tried again."""
    return f"Trying {words.count(count, 'update')} again." if count else NOT_THERE


def sent_again(count: int) -> str:
    """What has become of messages that were to be sent again."""
    return f"Sending {words.count(count, 'message')} again." if count else NONE_THERE


def unsent_dropped(count: int) -> str:
    """What has become of messages that were not to be sent."""
    return f"Dropped {words.count(count, 'message')}." if count else NONE_THERE


def _waiting(about: Stats) -> str:
    line = f"Waiting to be handled: {about.waiting}"
    if about.waiting_since is None:
        return line
    return f"{line}, the oldest for {words.span(about.now - about.waiting_since)}"


def _failed(about: Stats) -> str:
    more = about.failed - len(about.failures)
    return f"Could not be handled: {about.failed}" + (f" ({more} more than these)" if more else "")


def _failure(one: Failure, now: datetime) -> str:
    reference, _, kind = one.error.partition(" ")
    return f"{reference} · update {one.key.update_id} · {kind} · {words.span(now - one.at)} ago"


def _undelivered(about: Stats) -> list[str]:
    more = about.unsent - len(about.undelivered)
    first = f"Could not be sent: {about.unsent}" + (f" ({more} more than these)" if more else "")
    listed = [
        f"• to {name} · {one.error} · {words.span(about.now - one.at)} ago"
        for name, one in about.undelivered
    ]
    return [
        first,
        *listed,
        "Telegram took other messages for two hours, but not these. What is left alone is dropped "
        "after six days.",
    ]


def _reference(one: Failure) -> str:
    return one.error.partition(" ")[0]


def _unreachable(names: Sequence[str]) -> str:
    listed = ", ".join(names[:SHOWN])
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"Have blocked me, and hear nothing until they write again: {listed}{more}"
