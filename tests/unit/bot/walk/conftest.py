import pytest

from tests.unit.bot.walk.day import Day
from tests.unit.bot.walk.pressing import buttons_of_a_day

_FOUND = {}


@pytest.fixture
async def day():
    """A school of one's own."""
    return await Day().begin()


@pytest.fixture
async def found():
    """The school, and its buttons by their kind; looked for once, for each press begins anew."""
    if not _FOUND:
        walked = await Day().begin()
        _FOUND.update(day=walked, buttons=await buttons_of_a_day(walked))
    return _FOUND["day"], _FOUND["buttons"]
