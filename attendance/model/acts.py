"""What is kept of acts: who did, or was refused, what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

OPERATOR = 0  # in an account's place: whoever uses the command line; Telegram's ids are larger


class Outcome(StrEnum):
    """What became of an act."""

    DONE = "done"
    REFUSED = "refused"
    ASKED = "asked"  # it waits for somebody to decide


@dataclass(frozen=True, kw_only=True)
class Act:
    """One line of the audit log.

    ``action`` is what kind of act it was, like the command's name. ``details`` are few and short;
    photos, face data, tokens and the codes of invites are never among them.
    """

    at: datetime
    account_id: int
    action: str
    outcome: Outcome = Outcome.DONE
    class_code: str | None = None
    roll_no: str | None = None
    other_roll_no: str | None = None  # of the second student, of an act on two
    details: Mapping[str, str] = field(default_factory=dict)
    id: int = 0


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which acts are asked for; None is any. ``until`` and ``before_id`` are not among them."""

    account_id: int | None = None
    action: str | None = None
    outcome: Outcome | None = None
    class_code: str | None = None
    roll_no: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before_id: int | None = None
