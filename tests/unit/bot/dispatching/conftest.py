import pytest

from tests.unit.bot.dispatching.desk import Desk


@pytest.fixture
def desk(units, clock):
    return Desk(units, clock)
