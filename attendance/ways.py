"""The ways to prove being there, all taken through one door: ``CheckInDesk.prove``."""

from dataclasses import dataclass, field
from typing import Protocol

from attendance.model import Flag, Requirement, Student
from attendance.open_meetings import Meeting
from attendance.policy import Reason
from attendance.ports import UnitOfWork
from attendance.traces import Look


@dataclass(frozen=True, kw_only=True)
class Judged:
    """For which meetings it holds, nearest first; where for none, the reason.

    ``score`` is the cosine of a face that was compared. ``flags`` are what speaks against it all
    the same, and ``look`` is what its picture may be found again by.
    """

    meetings: tuple[Meeting, ...] = ()
    reason: Reason | None = None
    score: float | None = None
    flags: tuple[Flag, ...] = ()
    look: Look = field(default_factory=Look)


class Evidence(Protocol):
    """What was seen of an attempt."""

    @property
    def image(self) -> bytes | None:
        """The photo, if there is one that may be kept."""
        ...

    async def judge(
        self, uow: UnitOfWork, student: Student, meetings: tuple[Meeting, ...]
    ) -> Judged:
        """Whether it holds, in the transaction in which that is written down."""
        ...


class Way(Protocol):
    """One way to prove being there."""

    @property
    def kind(self) -> Requirement: ...

    async def look(self) -> Evidence:
        """Look at what was sent, with no transaction open; called when nothing else is in the way.

        It may take its time, and is not called again for an update that was decided.
        """
        ...
