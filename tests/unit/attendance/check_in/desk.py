from datetime import timedelta

from attendance.check_in import CheckInDesk
from attendance.model import UpdateKey
from attendance.outcomes import Attempt
from tests.unit.attendance.samples import HOUR, NINE
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
        self.reader = FakeReader()
        self.gallery = FakeGallery()
        self.desk = CheckInDesk(
            units=school.units, reader=self.reader, gallery=self.gallery, accept_score=0.5
        )
        self.fetched = 0
        self.while_fetching = None
        self._last_update = 0

    def attempt(self, photo=b"ann", at=NINE, *, account=ANN, update=None):
        async def fetch():
            self.fetched += 1
            if self.while_fetching:
                await self.while_fetching()
            if isinstance(photo, Exception):
                raise photo
            return photo

        self._last_update += 1
        key = UpdateKey(bot_id=7, update_id=update or self._last_update)
        return Attempt(update=key, account_id=account, sent_at=at, fetch=fetch)

    async def take(self, *args, then=nothing, **kwargs):
        return await self.desk.check_in(self.attempt(*args, **kwargs), then)
