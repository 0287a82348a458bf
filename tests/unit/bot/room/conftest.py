import pytest

from attendance.model import Alternative, Requirement
from tests.unit.attendance.samples import DAY, NINE
from tests.unit.bot.fakes import BOB
from tests.unit.bot.room.room import Room


@pytest.fixture
async def math(chats):
    """A class that asks for a selfie and the code."""
    return await chats.school.add_class(
        meets_since=NINE - DAY,
        requires=frozenset({Requirement.SELFIE, Requirement.CODE}),
        alternative=Alternative.CODE,
    )


@pytest.fixture
async def room(chats, tom):
    """Its code is shown in Tom's chat."""
    room = Room(chats)
    await chats.says(tom, "/code MATH1")
    return room


@pytest.fixture
async def bob(chats, math):
    """A student who said no to having their face compared."""
    return await chats.school.add_student("Bob", math, account_id=BOB, agreed=False)
