"""How much one person may send in a minute."""

from collections import defaultdict, deque
from datetime import datetime, timedelta
from enum import Enum, auto

KIOSK_PHOTOS = 60  # a minute: Telegram takes about one answer a second in a chat
MOVES_PER_MINUTE = 30  # of a live location; clients report one every few seconds while it moves
_WINDOW = timedelta(minutes=1)


class Allowance(Enum):
    """What to do with what was sent."""

    TAKE = auto()
    REFUSE = auto()  # and say so
    IGNORE = auto()  # it has been said


class RateLimit:
    """A sliding window per account, by when it was sent: a backlog is no flood."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._taken: defaultdict[int, deque[tuple[datetime, int]]] = defaultdict(deque)
        self._told: dict[int, datetime] = {}

    def allow(self, account_id: int, sent_at: datetime, message_id: int) -> Allowance:
        """Count what an account has sent, once however often it is tried.

        A refusal is told once a minute.
        """
        taken = self._taken[account_id]
        while taken and taken[0][0] <= sent_at - _WINDOW:
            taken.popleft()
        if (sent_at, message_id) in taken:
            return Allowance.TAKE
        if len(taken) < self.per_minute:
            taken.append((sent_at, message_id))
            return Allowance.TAKE
        told = self._told.get(account_id)
        if told is not None and told > sent_at - _WINDOW:
            return Allowance.IGNORE
        self._told[account_id] = sent_at
        return Allowance.REFUSE
