"""Work on many things, some at a time, of which one that fails holds up no other."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

# Few enough that the first is done soon and other writers wait for no more than 0.1 s, many enough
# that a question to the database, and its commit, serve many: 500 summaries take 10 turns.
_SIZE = 50


async def in_batches(
    things: Sequence[T],
    work: Callable[[Sequence[T]], Awaitable[None]],
    called: Callable[[Sequence[T]], str],
) -> None:
    """Work on all; a batch that fails is done one by one, and what fails then is logged.

    ``work`` does all or nothing; ``called`` is its name in the log.
    """
    for first in range(0, len(things), _SIZE):
        batch = things[first : first + _SIZE]
        try:
            await work(batch)
        except Exception:
            for one in batch if len(batch) > 1 else ():
                await in_batches([one], work, called)
            if len(batch) == 1:
                log.exception("failed, to be tried again: %s", called(batch))
