"""Two students who may be one person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Why(StrEnum):
    """What makes them look like one."""

    FACE = "one face"  # an enrolment photo of the one shows the other to all appearances
    ACCOUNT = "one account"  # the account of the one has opened the invite of the other
    SELFIES = "alike selfies"  # more like each other than like what each is enrolled with


class Decision(StrEnum):
    """What an admin has said of them."""

    SAME = "same person"
    TWINS = "twins"
    TWO = "two people"
    LOOK = "look into it"  # it stays open


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """One reason to suspect a pair, the smaller id first, and what was decided by whom."""

    first_id: int
    second_id: int
    why: Why
    found_at: datetime
    decision: Decision | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody has yet to say what they are."""
        return self.decision in (None, Decision.LOOK)
