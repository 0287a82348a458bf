"""The accounts that stand at the doors of classes."""

from typing import Protocol

from attendance.model import Kiosk


class Kiosks(Protocol):
    """A class may have several; an account is the kiosk of one class."""

    async def add(self, kiosk: Kiosk) -> None: ...
    async def by_account(self, account_id: int) -> Kiosk | None: ...
    async def of_class(self, class_id: int) -> list[Kiosk]:
        """Those of a class, the first to be linked first."""
        ...

    async def remove(self, account_id: int) -> bool:
        """Forget a kiosk, and which invites it has used; whether it was one."""
        ...
