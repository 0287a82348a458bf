import pytest

from tests.unit.attendance.samples import HOUR, NINE
from tests.unit.bot.chats import ADMIN
from tests.unit.bot.guardians.family import ZOE, accepts, invited


@pytest.fixture
async def told(chats, math):
    """The class tells guardians."""
    chats.clock.now = NINE - HOUR
    (answer,) = await chats.says(ADMIN, "/set MATH1 guardians on")
    assert "told of absences 30 min after the end" in answer.text
    return math


@pytest.fixture
async def zoe(chats, told, ann):
    """A guardian of Ann's who reads German and has agreed."""
    await accepts(chats, ZOE, await invited(chats, "ANN"))
    await chats.presses(ZOE, "g-lang:1")
    (answer,) = await chats.presses(ZOE, "g-agree:1")
    assert answer.text.startswith("Danke!")
    return ZOE
