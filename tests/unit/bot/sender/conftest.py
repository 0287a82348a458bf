import pytest

from tests.unit.bot.sender.post import Post


@pytest.fixture
def post(units, clock):
    return Post(units, clock)
