import pytest

from tests.unit.attendance.samples import DAY, NINE
from tests.unit.bot.chats import Chats
from tests.unit.bot.fakes import ANN, FakeClock
from tests.unit.fakes import FakeUnits


@pytest.fixture(autouse=True)
def durations(monkeypatch):
    """The library gives durations as such, as its next major version always will."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def units():
    return FakeUnits()


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def chats():
    return Chats()


@pytest.fixture
async def math(chats):
    """A class that has met since yesterday."""
    return await chats.school.add_class(meets_since=NINE - DAY)


@pytest.fixture
async def tom(chats, math):
    """The account of a teacher who takes it."""
    return (await chats.school.add_teacher("Tom", math)).account_id


@pytest.fixture
async def ann(chats, math):
    """A student of it who has agreed, with a photo."""
    return await chats.school.add_student("Ann", math, account_id=ANN, agreed=True, photos=[b"ann"])


@pytest.fixture
async def people(chats, math):
    """Ann, Bob and Cyd, students of it who have agreed."""
    names = ("Ann", "Bob", "Cyd")
    return [
        await chats.school.add_student(
            name, math, account_id=100 + at, agreed=True, photos=(name.encode(),)
        )
        for at, name in enumerate(names)
    ]


@pytest.fixture
async def una(chats):
    """A teacher of another class."""
    art = await chats.school.add_class("ART")
    return (await chats.school.add_teacher("Una", art)).account_id
