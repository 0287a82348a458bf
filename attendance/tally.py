"""Counting statuses: the one place where they are counted, and where a percentage is made of them.

The rule: of the sessions that were held, those a student attended (late too) out of those that
count; excused ones do not, nor those without a mark. Sessions that were called off, or have yet
to close, are not asked about: see ``Session.was_held``.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from attendance.model import Status


def percent(attended: int, counted: int) -> int | None:
    """Per cent attended, rounded down: 100 only if nothing was missed; None when nothing counts."""
    return 100 * attended // counted if counted else None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many marks there are of each status; ``unmarked`` are people who have none."""

    present: int = 0
    late: int = 0
    absent: int = 0
    excused: int = 0
    unmarked: int = 0

    @classmethod
    def of(cls, statuses: Iterable[Status | None]) -> Self:
        """Count statuses; None is no mark."""
        found = Counter(statuses)
        return cls(
            present=found[Status.PRESENT],
            late=found[Status.LATE],
            absent=found[Status.ABSENT],
            excused=found[Status.EXCUSED],
            unmarked=found[None],
        )

    def count(self, status: Status) -> int:
        """How many have that status."""
        number: int = getattr(self, status.value)
        return number

    @property
    def attended(self) -> int:
        """How often somebody was there, in time or late."""
        return self.present + self.late

    @property
    def counted(self) -> int:
        """How many marks a percentage is out of."""
        return self.attended + self.absent

    @property
    def rate(self) -> float | None:
        """The part attended, from 0 to 1; None when nothing counts."""
        return self.attended / self.counted if self.counted else None

    @property
    def percent(self) -> int | None:
        """The rate in per cent, see ``percent``."""
        return percent(self.attended, self.counted)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            present=self.present + other.present,
            late=self.late + other.late,
            absent=self.absent + other.absent,
            excused=self.excused + other.excused,
            unmarked=self.unmarked + other.unmarked,
        )
