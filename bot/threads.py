"""The one place where blocking work goes into threads."""

import asyncio
import contextvars
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def pool(workers: int = 0) -> Iterator[ThreadPoolExecutor]:
    """Worker threads for a command without an event loop; what has not begun is dropped."""
    threads = ThreadPoolExecutor(max_workers=workers or os.cpu_count() or 1)
    try:
        yield threads
    finally:
        threads.shutdown(wait=True, cancel_futures=True)


class Threads:
    """A few worker threads; ``run`` awaits a blocking function in one of them."""

    def __init__(self, workers: int = 0) -> None:
        self._pool = ThreadPoolExecutor(
            max_workers=workers or os.cpu_count() or 1, thread_name_prefix="rollcall"
        )

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function in a worker thread and wait for what it returns or raises."""
        loop = asyncio.get_running_loop()
        context = contextvars.copy_context()  # what is logged in there is about the same
        return await loop.run_in_executor(
            self._pool, lambda: context.run(function, *args, **kwargs)
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
