from dataclasses import dataclass, replace
from datetime import timedelta

from attendance.check_in import CheckInDesk
from attendance.model import Alternative, Requirement, UpdateKey
from attendance.outcomes import Attempt
from attendance.policy import Reason
from attendance.ways import Judged
from tests.unit.attendance.samples import HOUR, NINE
from tests.unit.bot.fakes import FakeClock
from tests.unit.fakes.recognition import FakeGallery, FakeReader

ANN, BOB = 100, 200  # accounts
SECOND = timedelta(seconds=1)
TEN = NINE + HOUR


async def nothing(_uow, _outcome):
    """Beside what a check-in writes itself."""


class Desk:
    """A desk of the school, and photos for it that nobody else sees."""

    def __init__(self, school):
        self.school = school
        self.clock = FakeClock(NINE)
        self.reader = FakeReader()
        self.gallery = FakeGallery()
        self.desk = CheckInDesk(
            units=school.units,
            clock=self.clock,
            reader=self.reader,
            gallery=self.gallery,
            accept_score=0.5,
        )
        self.fetched = 0
        self.while_fetching = None
        self._last_update = 0

    def attempt(self, at=NINE, *, account=ANN, update=None, file=None):
        self._last_update += 1
        key = UpdateKey(bot_id=7, update_id=update or self._last_update)
        return Attempt(update=key, account_id=account, sent_at=at, file=file)

    def selfie(self, photo=b"ann"):
        """The way of a photo that is not sent yet."""

        async def fetch():
            self.fetched += 1
            if self.while_fetching:
                await self.while_fetching()
            if isinstance(photo, Exception):
                raise photo
            return photo

        return self.desk.selfie(fetch)

    async def take(self, photo=b"ann", at=NINE, *, then=nothing, **who):
        self.clock.now = at
        return await self.desk.prove(self.attempt(at, **who), self.selfie(photo), then)

    async def give(self, kind, at=NINE, *, holds=True, **who):
        """Something of another kind than a selfie, which holds or does not."""
        self.clock.now = at
        return await self.desk.prove(
            self.attempt(at, **who), Given(kind=kind, holds=holds), nothing
        )

    async def school_asks(self, class_, kinds, alternative=Alternative.ROLL):
        """From now on a class asks for these."""
        async with self.school.units() as uow:
            changed = replace(class_, requires=frozenset(kinds), alternative=alternative)
            await uow.classes.save(changed)
            await uow.commit()


@dataclass
class Given:
    """A way that needs no look."""

    kind: Requirement
    holds: bool = True
    image = None

    async def look(self):
        return self

    async def judge(self, _uow, _student, meetings):
        return Judged(meetings=meetings) if self.holds else Judged(reason=Reason.NO_MATCH)
