"""How a student stands in a class, and when that calls for a warning.

Excused sessions count neither way: they are no absence, and they do not end a row of absences.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from attendance.model import Class, Status
from attendance.tally import percent

USUAL_BELOW = 75  # per cent: the attendance that universities most often ask for
USUAL_ABSENCES = 3  # in a row: about when schools ask after somebody
FEWEST = 4  # sessions: of fewer, one absence alone is below the usual 75 %


@dataclass(frozen=True, kw_only=True)
class Attended:
    """The mark that a student has in a session which has closed."""

    date: date
    starts_at: datetime
    status: Status


class WarningKind(StrEnum):
    """What a student is warned of."""

    BELOW = "below"
    IN_A_ROW = "in a row"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How often a student came and was absent, and how often absent since they last came."""

    attended: int
    missed: int
    in_a_row: int

    @property
    def counted(self) -> int:
        """The sessions that say anything."""
        return self.attended + self.missed

    @property
    def percentage(self) -> int:
        """Of the sessions that count, those attended, rounded down; 100 where there is none."""
        found = percent(self.attended, self.counted)
        return 100 if found is None else found


@dataclass(frozen=True, kw_only=True)
class GivenWarning:
    """A warning of how a student stood after the session that started then, on that local ``day``.

    It is over from the day ``ended`` on. ``standing`` is how they have stood since.
    """

    id: int
    class_id: int
    student_id: int
    kind: WarningKind
    standing: Standing
    starts_at: datetime
    day: date
    ended: date | None = None

    def was_in_force(self, day: date) -> bool:
        """Whether it was given by a local date, and not over on it."""
        return self.day <= day and (self.ended is None or self.ended > day)


def standing(record: Iterable[Attended]) -> Standing:
    """Sum up sessions, earliest first."""
    attended = missed = in_a_row = 0
    for one in record:
        if one.status.attended:
            attended, in_a_row = attended + 1, 0
        elif one.status is Status.ABSENT:
            missed, in_a_row = missed + 1, in_a_row + 1
    return Standing(attended=attended, missed=missed, in_a_row=in_a_row)


def called_for(class_: Class, value: Standing) -> frozenset[WarningKind]:
    """What somebody who stands so is to be warned of, by the rules of the class."""
    found = set()
    is_enough = value.counted >= FEWEST
    if class_.warn_below and is_enough and value.percentage < class_.warn_below:
        found.add(WarningKind.BELOW)
    if class_.warn_absences and value.in_a_row >= class_.warn_absences:
        found.add(WarningKind.IN_A_ROW)
    return frozenset(found)
