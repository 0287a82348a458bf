import pytest

from tests.unit.bot.fakes import FakeClock
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
