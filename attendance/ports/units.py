"""Transactions, and all that can be reached in one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from attendance.ports.classes import Classes, Holidays
from attendance.ports.corrections import Disputes, Excuses, History
from attendance.ports.edits import Edits
from attendance.ports.faces import Lookalikes, Templates
from attendance.ports.overview import Overview
from attendance.ports.people import Consents, Invites, Students, Teachers
from attendance.ports.post import Conversations, Deliveries, Inbox, Outbox, Unreachable
from attendance.ports.registers import Registers
from attendance.ports.sessions import CheckIns, Marks, Sessions
from attendance.ports.warnings import Warnings

Clock = Callable[[], datetime]


class Audit(Protocol):
    """Who did what, when."""

    async def add(
        self, *, at: datetime, account_id: int, action: str, details: Mapping[str, str]
    ) -> None: ...


class UnitOfWork(Protocol):
    """One transaction, ended by ``commit``. Leaving it without undoes everything."""

    @property
    def students(self) -> Students: ...
    @property
    def teachers(self) -> Teachers: ...
    @property
    def classes(self) -> Classes: ...
    @property
    def holidays(self) -> Holidays: ...
    @property
    def edits(self) -> Edits: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def registers(self) -> Registers: ...
    @property
    def history(self) -> History: ...
    @property
    def check_ins(self) -> CheckIns: ...
    @property
    def disputes(self) -> Disputes: ...
    @property
    def excuses(self) -> Excuses: ...
    @property
    def warnings(self) -> Warnings: ...
    @property
    def unreachable(self) -> Unreachable: ...
    @property
    def overview(self) -> Overview: ...
    @property
    def templates(self) -> Templates: ...
    @property
    def lookalikes(self) -> Lookalikes: ...
    @property
    def invites(self) -> Invites: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def conversations(self) -> Conversations: ...

    async def commit(self) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Units(Protocol):
    """Begins units of work."""

    def __call__(self, *, reading: bool = False) -> UnitOfWork:
        """A transaction that may write, or one that only reads and holds up nobody."""
        ...
