"""Updates that may have ended the process: a picture can crash a decoder, and would at every start.

What was in hand when a process ended is handled again at once, for it was most likely a kill or a
power cut. What is in hand each time waits longer and longer, by itself, while others are served;
after too many times it is set aside like all that fails.
"""

import logging
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Protocol

from attendance.model import UpdateKey
from attendance.ports import Clock, Units

log = logging.getLogger(__name__)

MOST_ENDED = 10  # processes; killed every few seconds, an innocent update is not in hand so often
INNOCENT = 3  # ends that say nothing: who is killed soon after each start has the same in hand
_LONGEST_WAIT = timedelta(minutes=1)
_APART = timedelta(seconds=2)  # so that the guilty one is in hand alone; a selfie takes one


class Hand(Protocol):
    """Which updates are in hand, and were when processes ended."""

    @property
    def suspects(self) -> Sequence[UpdateKey]: ...
    def ended(self, key: UpdateKey) -> int: ...
    def keep(self, keys: Collection[UpdateKey]) -> None: ...
    def holding(self, key: UpdateKey) -> AbstractContextManager[None]: ...


class NoHand:
    """Knows nothing: another process may have the same database."""

    suspects: Sequence[UpdateKey] = ()

    def ended(self, key: UpdateKey) -> int:
        return 0

    def keep(self, keys: Collection[UpdateKey]) -> None: ...

    def holding(self, key: UpdateKey) -> AbstractContextManager[None]:
        return nullcontext()


async def set_apart(units: Units, clock: Clock, hand: Hand) -> None:
    """At the start: let what ended several processes wait, one after the other."""
    if not hand.suspects:
        return
    async with units() as uow:
        waiting = await uow.inbox.unhandled(hand.suspects)
        repeated = [key for key in waiting if hand.ended(key) > INNOCENT]
        for place, key in enumerate(repeated):
            pause = min(timedelta(seconds=2 ** (hand.ended(key) - INNOCENT)), _LONGEST_WAIT)
            until = clock() + pause + place * _APART
            await uow.inbox.postpone(key, until, "ProcessEnded")
            log.warning(
                "in hand when the process ended: update_id=%d times=%d",
                key.update_id,
                hand.ended(key),
            )
        await uow.commit()
    hand.keep(waiting)
