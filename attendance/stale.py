"""What is not its sender's own, new one: passed on, or sent by way of another bot."""

from dataclasses import dataclass

from attendance.model import Flag, Requirement, Student
from attendance.open_meetings import Meeting
from attendance.policy import Reason
from attendance.ports import UnitOfWork
from attendance.ways import Judged


@dataclass(frozen=True, kw_only=True)
class NotNew:
    """It is not looked at, and refused with a flag that says what it is."""

    flag: Flag
    kind: Requirement = Requirement.SELFIE
    reason: Reason = Reason.NOT_NEW
    image: bytes | None = None

    async def look(self) -> "NotNew":
        """There is nothing to see."""
        return self

    async def judge(
        self, uow: UnitOfWork, student: Student, meetings: tuple[Meeting, ...]
    ) -> Judged:
        """It holds for no meeting."""
        return Judged(reason=self.reason, flags=(self.flag,))
