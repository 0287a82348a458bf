"""What admins have set up, for as long as it can be taken back."""

from datetime import datetime
from typing import Protocol

from attendance.model import Edit


class Edits(Protocol):
    """Edits of classes and holidays."""

    async def add(self, edit: Edit) -> Edit:
        """Store one; the ``id`` given is ignored, the one returned counts."""
        ...

    async def get(self, edit_id: int) -> Edit: ...
    async def undone(self, edit_id: int, at: datetime) -> None:
        """Note that it was taken back."""
        ...

    async def forget(self, before: datetime) -> None:
        """Drop those that were made before a moment."""
        ...
