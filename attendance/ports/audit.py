"""The audit log: who did, or was refused, what, and when."""

from datetime import datetime
from typing import Protocol

from attendance.model import Act, Sought


class Audit(Protocol):
    """Acts of people, kept for as long as the operator says. Nothing else changes them."""

    async def add(self, act: Act) -> Act:
        """Store one; the ``id`` given is ignored, the one returned counts."""
        ...

    async def get(self, act_id: int) -> Act: ...
    async def find(self, sought: Sought, *, limit: int, offset: int = 0) -> list[Act]:
        """The acts asked for, latest first."""
        ...

    async def count(self, sought: Sought) -> int: ...
    async def actions(self) -> list[str]:
        """Every kind of act that there is one of, in order."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop those from before a moment; how many there were."""
        ...
