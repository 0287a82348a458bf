"""The one place where work goes into processes: drawing, which holds a thread's interpreter.

Matplotlib lives only there, so that the service stays small, and what people wait for goes first.
"""

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

_MOST = 4  # workers; each holds about 100 MB once it has drawn
PATIENCE = 10  # recognition and answers go before pictures


class Processes:
    """A few worker processes, begun when they are first wanted; ``run`` awaits a call in one.

    At most half as many as there are processors, four at most. They give way to the service by so
    much ``patience``, which is added to their niceness.
    """

    def __init__(self, workers: int = 0, patience: int = PATIENCE) -> None:
        self._patience = patience
        self._workers = workers or max(1, min(_MOST, (os.cpu_count() or 1) // 2))
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function of a module, best one that imports little, with what can be pickled.

        A call whose worker dies is tried once more, in a process of its own, so that one that
        kills its worker harms no other; it then raises ``BrokenProcessPool``.
        """
        pool = self._started()
        try:
            return await asyncio.wrap_future(pool.submit(function, *args, **kwargs))
        except BrokenProcessPool:
            log.warning("a worker process has died; once more in another")
            if self._pool is pool:
                self._pool = None
        alone = _pool(1, self._patience)
        try:
            return await asyncio.wrap_future(alone.submit(function, *args, **kwargs))
        finally:
            alone.shutdown(wait=False, cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = _pool(self._workers, self._patience)
        return self._pool

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for what is being drawn; what has not begun is dropped."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)


def _pool(workers: int, patience: int) -> ProcessPoolExecutor:
    # Forked workers would take over our threads' locks: they are started afresh.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        workers, mp_context=context, initializer=_begin, initargs=(patience,)
    )


def _begin(patience: int) -> None:
    """In a worker: leave Ctrl-C to the service, give way to it, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(patience)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
