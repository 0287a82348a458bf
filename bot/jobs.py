"""What the clock brings: absences, summaries, and the erasing of what may no longer be kept."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from attendance import closing, disputes, room_code, traces, undoing
from attendance.last_faces import Comparing
from attendance.mail import REMEMBERED
from attendance.model import Class, Plan
from attendance.ports import Clock, UnitOfWork, Units
from bot import notices
from bot.batches import in_batches
from bot.drawing import DayPicture, WeekPicture
from bot.intake import Contact
from bot.journal import Journal
from bot.outage import LongOutage
from bot.processes import Processes
from bot.settings import Privacy
from bot.summaries import Summaries
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

_MOST_AT_ONCE = 5_000  # check-ins erased; some tenths of a second, twice a minute


@dataclass(frozen=True, kw_only=True)
class Timekeeper:
    """Does whatever is due by the tables. Doing it again changes nothing."""

    units: Units
    clock: Clock
    contact: Contact
    processes: Processes
    draw_day: DayPicture
    draw_week: WeekPicture
    privacy: Privacy
    admin_ids: frozenset[int] = frozenset()
    journal: Journal = field(default_factory=Journal)
    comparing: Comparing | None = None
    """What the faces of last selfies are compared with, where they are kept."""
    _looked_back: set[date] = field(default_factory=set)
    """When it was last looked for sessions that were missed; once a day is enough."""
    _outage: LongOutage = field(default_factory=LongOutage)

    async def tick(self) -> None:
        """Settle sessions, warn, hand over summaries, tell and ask guardians, erase the overdue.

        What fails is logged, stops nothing else, and is due again at the next tick.
        """
        self._outage.look()
        with self._logged("settling"):
            await self._settle()
        with self._logged("sessions that were missed"):
            await self._tell_missed()
        with self._logged("warnings"):
            await notices.warn(self.units, self.clock)
        with self._logged("summaries"):
            await self._summaries()
        with self._logged("notices"):
            await self._tell_guardians()
        with self._logged("consent"):
            await notices.settle_consent(self.units, self.privacy.consent_by, self.clock)
        with self._logged("last selfies"):
            await self._compare_selfies()
        with self._logged("erasing"):
            await self._erase()
        with self._logged("telling of an outage"):
            await self._tell_outage()
        self._outage.ends_look()

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
        self.journal.found_due("absences", [plan.closes_at for _, plan in found], self.clock())

        async def settle(closed: Sequence[tuple[Class, Plan]]) -> None:
            async with self.units() as uow:
                absent = await closing.settle(uow, closed, horizon)
                await uow.commit()
            log.info("sessions settled: classes=%s absent=%d", _codes(closed), absent)

        await in_batches(found, settle, lambda closed: f"settling {_codes(closed)}")

    async def _tell_missed(self) -> None:
        horizon = await self._horizon()
        if horizon is None or horizon.date() in self._looked_back:
            return
        await notices.tell_missed(self.units, horizon, self.admin_ids, self.clock)
        self._looked_back.clear()
        self._looked_back.add(horizon.date())

    async def _tell_outage(self) -> None:
        if self._outage.is_over:
            await notices.tell_outage(self.units, self._outage, self.admin_ids, self.clock)

    async def _summaries(self) -> None:
        summaries = Summaries(
            units=self.units,
            processes=self.processes,
            draw_day=self.draw_day,
            draw_week=self.draw_week,
            journal=self.journal,
        )
        final_too = self.contact.caught_up
        await summaries.hand_over(self.clock(), final_too=final_too)

    async def _tell_guardians(self) -> None:
        horizon = await self._horizon()
        if horizon is not None:
            await notices.tell_guardians(self.units, horizon, self.clock)

    async def _compare_selfies(self) -> None:
        if self.comparing:
            admin_ids = self.admin_ids
            await notices.tell_sent_twice(self.units, self.comparing, admin_ids, self.clock)

    async def _erase(self) -> None:
        now = self.clock()
        async with self.units() as uow:
            answered_by = now - timedelta(days=self.privacy.pending_days)
            erased = await uow.templates.erase_pending(answered_by)
            await uow.references.forget_unanswered(answered_by)
            await uow.inbox.forget(now - REMEMBERED)
            await uow.conversations.forget(now)
            await uow.outbox.forget(now - REMEMBERED)
            await uow.check_ins.forget_pictures(now - disputes.WITHIN)
            await uow.edits.forget(now - undoing.WITHIN)
            await uow.audit.forget(now - timedelta(days=self.privacy.audit_days))
            await uow.disputes.forget_pictures(now - disputes.KEPT)
            await uow.selfies.forget(
                now, sent_before=now - timedelta(days=self.privacy.retain_photos_days)
            )
            await uow.rooms.forget(now - room_code.LASTS, given_before=now - room_code.KEPT)
            await uow.traces.forget(now - traces.KEPT)
            await uow.last_faces.forget(now - timedelta(days=self.privacy.last_face_days))
            forgotten = await self._forget_check_ins(uow, now)
            await uow.commit()
        if forgotten:
            log.info("old check-ins erased: count=%d", forgotten)
        if erased:
            log.info("pending templates erased: count=%d", erased)

    async def _forget_check_ins(self, uow: UnitOfWork, now: datetime) -> int:
        """Erase old attempts and what hangs on them, so many at a time that nobody waits long."""
        if not self.privacy.retention_days:
            return 0
        before = now - timedelta(days=self.privacy.retention_days)
        await uow.disputes.forget(before)
        await uow.excuses.forget(before.date())
        await uow.flags.forget(before)
        await uow.traces.forget(before)
        return await uow.check_ins.forget(before, _MOST_AT_ONCE)

    @contextmanager
    def _logged(self, what: str) -> Iterator[None]:
        """Let what goes wrong inside be logged, and no more."""
        try:
            yield
        except DatabaseUnavailable as error:
            self._outage.found(error, self.clock())
            self.journal.tries_again("job")
            log.error("failed, to be tried again: %s: %s", what, error)
        except Exception:
            self.journal.tries_again("job")
            log.exception("failed, to be tried again: %s", what)


def _codes(closed: Sequence[tuple[Class, Plan]]) -> str:
    return ",".join(class_.code for class_, _ in closed)
