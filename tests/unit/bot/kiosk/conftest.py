"""A tablet at the door of MATH1, and whoever stands before it."""

import pytest

from attendance.model import Kiosk
from tests.unit.attendance.samples import DAY, NINE
from tests.unit.bot.kiosk.door import TABLET


@pytest.fixture
async def tablet(chats, math, tom, people):
    """The account of a kiosk of MATH1, which Tom takes."""
    async with chats.units() as uow:
        await uow.kiosks.add(Kiosk(account_id=TABLET, class_id=math.id, linked_at=NINE - DAY))
        await uow.commit()
    return TABLET
