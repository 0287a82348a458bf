"""One transaction with every repository on it."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from storage.audit import Audit
from storage.calendars import Holidays
from storage.classes import Classes
from storage.consents import Consents
from storage.corrections import Disputes, Excuses, History
from storage.edits import Edits
from storage.flags import Flags, Traces
from storage.guardians import Guardians, Notices
from storage.holdings import Holdings
from storage.kiosks import Kiosks
from storage.last_faces import LastFaces
from storage.lookalikes import Lookalikes
from storage.overview import Overview
from storage.people import Students, Teachers
from storage.post import Conversations, Inbox, Outbox
from storage.records import Deliveries, Invites, Unreachable
from storage.references import References
from storage.registers import Registers
from storage.rooms import Rooms
from storage.scrubbing import Scrubber
from storage.selfies import Selfies
from storage.sessions import CheckIns, Marks, Sessions
from storage.suspicions import Suspicions
from storage.templates import Templates
from storage.transaction import Transaction
from storage.vault import Vault
from storage.warnings import Warnings


class UnitOfWork:
    """Satisfies ``ports.UnitOfWork``; ends with ``commit``, or undone when it is left without.

    ``posted`` is called after a commit that added to the outbox.
    """

    def __init__(
        self,
        transaction: Transaction,
        vault: Vault,
        posted: Callable[[], None],
        scrubber: Scrubber,
    ) -> None:
        self._transaction = transaction
        self._posted = posted
        self._scrubber = scrubber
        self.students = Students(transaction)
        self.teachers = Teachers(transaction)
        self.classes = Classes(transaction)
        self.holidays = Holidays(transaction)
        self.edits = Edits(transaction)
        self.sessions = Sessions(transaction)
        self.marks = Marks(transaction)
        self.registers = Registers(transaction)
        self.history = History(transaction)
        self.check_ins = CheckIns(transaction)
        self.disputes = Disputes(transaction)
        self.flags = Flags(transaction)
        self.traces = Traces(transaction, vault)
        self.excuses = Excuses(transaction)
        self.guardians = Guardians(transaction)
        self.notices = Notices(transaction)
        self.warnings = Warnings(transaction)
        self.unreachable = Unreachable(transaction)
        self.overview = Overview(transaction)
        self.templates = Templates(transaction, vault)
        self.references = References(transaction)
        self.selfies = Selfies(transaction, vault)
        self.rooms = Rooms(transaction, vault)
        self.lookalikes = Lookalikes(transaction)
        self.last_faces = LastFaces(transaction, vault)
        self.suspicions = Suspicions(transaction)
        self.kiosks = Kiosks(transaction)
        self.invites = Invites(transaction)
        self.consents = Consents(transaction)
        self.deliveries = Deliveries(transaction)
        self.audit = Audit(transaction)
        self.holdings = Holdings(transaction)
        self.inbox = Inbox(transaction)
        self.outbox = Outbox(transaction)
        self.conversations = Conversations(transaction)

    async def commit(self) -> None:
        await self._transaction.commit()
        if self.outbox.grew:
            self._posted()
        await self._scrubber.scrub(erased=self._transaction.erases)

    async def __aenter__(self) -> Self:
        await self._transaction.begin()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transaction.end()
