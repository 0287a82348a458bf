"""Hands summaries over to the outbox, a batch of classes at a time."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from attendance import closing
from attendance.closing import OwedSummary
from attendance.mail import Message
from attendance.model import Class, SummaryKind
from attendance.ports import UnitOfWork, Units
from attendance.summary import (
    SessionCounts,
    Summary,
    recent_of,
    sessions_on_all,
    summarise_all,
    week,
)
from bot.batches import in_batches
from bot.drawing import DayPicture, WeekPicture
from bot.journal import Journal
from bot.processes import Processes
from bot.replies import cards, teacher
from bot.turn import fitting

log = logging.getLogger(__name__)

_Day = tuple[int, date]  # a class's id and a local date
_Pictures = dict[tuple[int, date, SummaryKind], bytes]  # those of days under ``FINAL``


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What the summaries of a batch are made of."""

    days: dict[_Day, Summary]
    recent: dict[_Day, tuple[SessionCounts, ...]]

    def week(self, owed: OwedSummary) -> list[Summary]:
        """The days of its week on which the class met."""
        days = [self.days[owed.class_.id, day] for day in week(owed.delivery.date)]
        return [day for day in days if day.sessions]


@dataclass(frozen=True, kw_only=True)
class Summaries:
    """Makes the summaries that are owed, each claimed with the commit that puts it into the outbox.

    So a kill at any moment leaves it either owed as before, or in the outbox.
    """

    units: Units
    processes: Processes
    draw_day: DayPicture
    draw_week: WeekPicture
    journal: Journal = field(default_factory=Journal)

    async def hand_over(self, now: datetime, *, final_too: bool) -> None:
        """Hand over all that is due; what fails is logged, and due again the next time."""
        async with self.units(reading=True) as uow:
            owed = await closing.owed(uow, now, final_too=final_too)
        reachable = [one for one in owed if one.teacher.account_id is not None]
        self.journal.found_due("summaries", [one.due_at for one in reachable], now)

        async def hand_over(batch: Sequence[OwedSummary]) -> None:
            await self._batch(batch, now)

        await in_batches(reachable, hand_over, lambda batch: f"summary of {batch[0].class_.code}")

    async def _batch(self, owed: Sequence[OwedSummary], now: datetime) -> None:
        wanted = _wanted(owed)
        # What a final summary tells of has been settled, so it is made.
        if any(one.delivery.kind is SummaryKind.SO_FAR for one in owed):
            async with self.units() as uow:
                await sessions_on_all(uow, wanted)
                await uow.commit()
        async with self.units(reading=True) as uow:  # it takes a while: let others write
            gathered = await _gather(uow, owed, wanted)
        pictures = await self._draw(gathered) | await self._draw_weeks(gathered, owed)
        messages = [(one, fitting(_written(one, gathered, pictures))) for one in owed]
        async with self.units() as uow:
            claimed = await uow.deliveries.claim({one.delivery: one.since for one in owed}, now)
            parts = [part for one, its in messages if one.delivery in claimed for part in its]
            await uow.outbox.add_all(parts, now)
            await uow.commit()
        for one in owed:
            log.info(
                "summary owed: class=%s date=%s kind=%s",
                one.class_.code,
                one.delivery.date,
                one.delivery.kind,
            )

    async def _draw(self, gathered: Gathered) -> _Pictures:
        """A picture of each day that is told by itself; its teachers get the same."""
        drawn = await asyncio.gather(
            *(
                self.processes.run(self.draw_day, gathered.days[day], recent)
                for day, recent in gathered.recent.items()
            )
        )
        keys = [(*day, SummaryKind.FINAL) for day in gathered.recent]
        return dict(zip(keys, drawn, strict=True))

    async def _draw_weeks(self, gathered: Gathered, owed: Sequence[OwedSummary]) -> _Pictures:
        weeks = {
            (one.class_.id, one.delivery.date, SummaryKind.WEEKLY): gathered.week(one)
            for one in owed
            if one.delivery.kind is SummaryKind.WEEKLY
        }
        drawn = await asyncio.gather(
            *(self.processes.run(self.draw_week, days) for days in weeks.values())
        )
        return dict(zip(weeks, drawn, strict=True))


def _wanted(owed: Sequence[OwedSummary]) -> list[tuple[Class, date]]:
    """The days of classes that are told of, each once."""
    wanted: dict[_Day, Class] = {}
    for one in owed:
        weekly = one.delivery.kind is SummaryKind.WEEKLY
        days = week(one.delivery.date) if weekly else [one.delivery.date]
        wanted |= {(one.class_.id, day): one.class_ for day in days}
    return [(class_, day) for (_, day), class_ in wanted.items()]


async def _gather(
    uow: UnitOfWork, owed: Sequence[OwedSummary], wanted: Sequence[tuple[Class, date]]
) -> Gathered:
    told: dict[date, set[int]] = {}
    for one in owed:
        if one.delivery.kind is not SummaryKind.WEEKLY:
            told.setdefault(one.delivery.date, set()).add(one.class_.id)
    days = [(class_.id, day) for class_, day in wanted]
    summaries = await summarise_all(uow, wanted)
    recent = {
        (class_id, day): counts
        for day, class_ids in told.items()
        for class_id, counts in (await recent_of(uow, class_ids, day)).items()
    }
    return Gathered(days=dict(zip(days, summaries, strict=True)), recent=recent)


def _written(one: OwedSummary, gathered: Gathered, pictures: _Pictures) -> Message:
    class_, delivery = one.class_, one.delivery
    chat_id = one.teacher.account_id or 0
    if delivery.kind is SummaryKind.WEEKLY:
        days = gathered.week(one)
        return Message(
            chat_id=chat_id,
            text=teacher.weekly(class_, days, overdue=one.overdue, again=one.again),
            picture=pictures[class_.id, delivery.date, SummaryKind.WEEKLY],
        )
    summary = gathered.days[class_.id, delivery.date]
    return Message(
        chat_id=chat_id,
        text=teacher.summary(summary, overdue=one.overdue, again=one.again),
        picture=pictures[class_.id, delivery.date, SummaryKind.FINAL],
        buttons=cards.day_buttons(summary),
    )
