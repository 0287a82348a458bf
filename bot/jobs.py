"""What the clock brings: absences, summaries, and the erasing of what may no longer be kept."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from attendance import closing, disputes, undoing
from attendance.closing import OwedSummary
from attendance.mail import Message
from attendance.model import SummaryKind
from attendance.ports import Clock, Units
from attendance.summary import recent, summarise, week
from bot.drawing import DayPicture
from bot.intake import Contact
from bot.processes import Processes
from bot.replies import cards, teacher
from bot.turn import fitting

log = logging.getLogger(__name__)

_REMEMBER_UPDATES = timedelta(days=8)  # Telegram holds an update for a day, ids for a week


@dataclass(frozen=True, kw_only=True)
class Timekeeper:
    """Does whatever is due by the tables. Doing it again changes nothing."""

    units: Units
    clock: Clock
    contact: Contact
    processes: Processes
    draw_day: DayPicture
    pending_days: int

    async def tick(self) -> None:
        """Settle sessions, hand over summaries, erase what is overdue.

        What fails is logged, stops nothing else, and is due again at the next tick.
        """
        with _logged("settling"):
            await self._settle()
        with _logged("summaries"):
            await self._summaries()
        with _logged("erasing"):
            await self._erase()

    async def _horizon(self) -> datetime | None:
        """The moment up to which everything that people sent has been handled, if known."""
        heard = self.contact.last_heard
        if not self.contact.caught_up or heard is None:
            return None
        async with self.units(reading=True) as uow:
            oldest = await uow.inbox.oldest_waiting()
        return min(heard, oldest) if oldest else heard

    async def _settle(self) -> None:
        horizon = await self._horizon()
        if horizon is None:
            return
        async with self.units(reading=True) as uow:
            found = await closing.unsettled(uow, horizon)
        for class_, plan in found:
            with _logged(f"settling {class_.code}"):
                async with self.units() as uow:
                    absent = await closing.settle(uow, class_, plan, horizon)
                    await uow.commit()
                log.info("session settled: class=%s absent=%d", class_.code, absent)

    async def _summaries(self) -> None:
        now, horizon = self.clock(), await self._horizon()
        async with self.units(reading=True) as uow:
            owed = await closing.owed(uow, now, final_too=horizon is not None)
        for one in owed:
            with _logged(f"summary of {one.class_.code}"):
                await self._hand_over(one, now)

    async def _hand_over(self, owed: OwedSummary, now: datetime) -> None:
        delivery = owed.delivery
        if owed.teacher.account_id is None:
            return
        written = self._week if delivery.kind is SummaryKind.WEEKLY else self._day
        message = replace(await written(owed), chat_id=owed.teacher.account_id)
        async with self.units() as uow:
            if not await uow.deliveries.claim(delivery, now):
                return
            for part in fitting(message):
                await uow.outbox.add(part, now, urgent=False)
            await uow.commit()
        log.info(
            "summary owed: class=%s date=%s kind=%s", owed.class_.code, delivery.date, delivery.kind
        )

    async def _day(self, owed: OwedSummary) -> Message:
        async with self.units() as uow:
            summary = await summarise(uow, owed.class_, owed.delivery.date)
            before = await recent(uow, owed.class_, owed.delivery.date)
            await uow.commit()  # the sessions it may have made
        return Message(
            chat_id=0,
            text=teacher.summary(summary, overdue=owed.overdue),
            picture=await self.processes.run(self.draw_day, summary, before),
            buttons=cards.day_buttons(summary),
        )

    async def _week(self, owed: OwedSummary) -> Message:
        async with self.units() as uow:
            days = await week(uow, owed.class_, owed.delivery.date)
            await uow.commit()  # the sessions it may have made
        text = teacher.weekly(owed.class_, days, overdue=owed.overdue)
        return Message(chat_id=0, text=text)

    async def _erase(self) -> None:
        now = self.clock()
        async with self.units() as uow:
            erased = await uow.templates.erase_pending(now - timedelta(days=self.pending_days))
            await uow.inbox.forget(now - _REMEMBER_UPDATES)
            await uow.check_ins.forget_pictures(now - disputes.WITHIN)
            await uow.edits.forget(now - undoing.WITHIN)
            await uow.commit()
        if erased:
            log.info("pending templates erased: count=%d", erased)


@contextmanager
def _logged(what: str) -> Iterator[None]:
    """Let what goes wrong inside be logged, and no more."""
    try:
        yield
    except Exception:
        log.exception("failed, to be tried again: %s", what)
