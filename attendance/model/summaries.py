"""What teachers are owed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SummaryKind(StrEnum):
    """``so far`` while a session of that day is open, ``final`` once all have closed.

    ``weekly`` is of the week up to its last school day.
    """

    SO_FAR = "so far"
    FINAL = "final"
    WEEKLY = "weekly"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One summary owed to one teacher for one class, local date and kind."""

    teacher_id: int
    class_id: int
    date: date
    kind: SummaryKind
