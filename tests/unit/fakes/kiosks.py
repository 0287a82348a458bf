"""Kiosks in memory."""

from attendance.model import Kiosk, Role
from storage.errors import Conflict
from tests.unit.fakes.state import Repository


class Kiosks(Repository):
    async def add(self, kiosk: Kiosk) -> None:
        if kiosk.account_id in self._state.kiosks:
            raise Conflict("one account, one kiosk")
        self._state.kiosks[kiosk.account_id] = kiosk

    async def by_account(self, account_id: int) -> Kiosk | None:
        return self._state.kiosks.get(account_id)

    async def of_class(self, class_id: int) -> list[Kiosk]:
        found = (one for one in self._state.kiosks.values() if one.class_id == class_id)
        return sorted(found, key=lambda kiosk: (kiosk.linked_at, kiosk.account_id))

    async def remove(self, account_id: int) -> bool:
        invites = self._state.invites
        for key, one in list(invites.items()):
            if one.role is Role.KIOSK and one.used_by == account_id:
                del invites[key]
        return self._state.kiosks.pop(account_id, None) is not None
