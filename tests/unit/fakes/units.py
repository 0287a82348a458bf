"""Units of work in memory: each works on a copy of the state, which a commit makes the state."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from attendance import ports
from storage.errors import ReadOnly, UnitEnded
from tests.unit.fakes.audit import Audit
from tests.unit.fakes.consents import Consents
from tests.unit.fakes.corrections import Disputes, Excuses, History
from tests.unit.fakes.edits import Edits
from tests.unit.fakes.flags import Flags, Traces
from tests.unit.fakes.guardians import Guardians, Notices
from tests.unit.fakes.holdings import Holdings
from tests.unit.fakes.kiosks import Kiosks
from tests.unit.fakes.last_faces import LastFaces
from tests.unit.fakes.lookalikes import Lookalikes
from tests.unit.fakes.overview import Overview
from tests.unit.fakes.people import Classes, Holidays, Students, Teachers
from tests.unit.fakes.post import Conversations, Inbox, Outbox
from tests.unit.fakes.records import (
    CheckIns,
    Deliveries,
    Invites,
    Marks,
    Sessions,
    Unreachable,
)
from tests.unit.fakes.references import References
from tests.unit.fakes.registers import Registers
from tests.unit.fakes.rooms import Rooms
from tests.unit.fakes.selfies import Selfies
from tests.unit.fakes.state import State
from tests.unit.fakes.suspicions import Suspicions
from tests.unit.fakes.templates import Templates
from tests.unit.fakes.warnings import Warnings


class FakeUnits:
    """Satisfies ``ports.Units``; ``state`` is what has been committed, for a test to look at."""

    def __init__(self, posted: Callable[[], None] = lambda: None) -> None:
        self.state = State()
        self.posted = posted
        self.turn = asyncio.Lock()

    def __call__(self, *, reading: bool = False, urgent: bool = False) -> ports.UnitOfWork:
        return FakeUnit(self, reading=reading)


class FakeUnit:
    def __init__(self, units: FakeUnits, *, reading: bool) -> None:
        self._units = units
        self._reading = reading
        self._working: State | None = None
        self.students = Students(self)
        self.teachers = Teachers(self)
        self.classes = Classes(self)
        self.holidays = Holidays(self)
        self.edits = Edits(self)
        self.sessions = Sessions(self)
        self.marks = Marks(self)
        self.registers = Registers(self)
        self.history = History(self)
        self.check_ins = CheckIns(self)
        self.disputes = Disputes(self)
        self.flags = Flags(self)
        self.traces = Traces(self)
        self.excuses = Excuses(self)
        self.guardians = Guardians(self)
        self.notices = Notices(self)
        self.warnings = Warnings(self)
        self.unreachable = Unreachable(self)
        self.overview = Overview(self)
        self.templates = Templates(self)
        self.references = References(self)
        self.selfies = Selfies(self)
        self.rooms = Rooms(self)
        self.lookalikes = Lookalikes(self)
        self.last_faces = LastFaces(self)
        self.suspicions = Suspicions(self)
        self.kiosks = Kiosks(self)
        self.invites = Invites(self)
        self.consents = Consents(self)
        self.deliveries = Deliveries(self)
        self.audit = Audit(self)
        self.holdings = Holdings(self)
        self.inbox = Inbox(self)
        self.outbox = Outbox(self)
        self.conversations = Conversations(self)

    @property
    def state(self) -> State:
        if self._working is None:
            raise UnitEnded
        return self._working

    async def commit(self) -> None:
        state = self.state
        if self._reading:
            raise ReadOnly
        self._units.state = state
        self._end()
        if self.outbox.grew:
            self._units.posted()

    async def __aenter__(self) -> Self:
        if not self._reading:
            await self._units.turn.acquire()
        self._working = self._units.state.copy()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._working is not None:
            self._end()

    def _end(self) -> None:
        self._working = None
        if not self._reading:
            self._units.turn.release()
