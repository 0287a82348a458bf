import pytest

from tests.unit.attendance.samples import HOUR, NINE


@pytest.fixture
async def math(school):
    """A class that first met on this Monday."""
    return await school.add_class(meets_since=NINE - 2 * HOUR)
