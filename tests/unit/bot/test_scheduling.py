"""The clock that looks at the tables."""

import asyncio
import logging

from bot import bootstrap, service


class SlowTimekeeper:
    """Has begun to look, and does not come to an end."""

    def __init__(self):
        self.began = asyncio.Event()

    async def tick(self):
        self.began.set()
        await asyncio.Event().wait()


async def test_a_stop_while_it_looks_is_no_error(caplog):
    caplog.set_level(logging.INFO)
    timekeeper = SlowTimekeeper()
    scheduler = service._schedule(timekeeper)
    (job,) = scheduler.get_jobs()
    job.modify(next_run_time=bootstrap.now())
    await timekeeper.began.wait()

    scheduler.shutdown(wait=False)
    await asyncio.sleep(0.01)

    assert "stopped while looking" in caplog.text
    assert [one for one in caplog.records if one.exc_info or one.levelno > logging.INFO] == []
