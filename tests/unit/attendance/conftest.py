import pytest

from tests.unit.attendance.school import School


@pytest.fixture
def school():
    return School()


@pytest.fixture
async def uow(school):
    """A unit of work that a test does not commit."""
    async with school.units() as uow:
        yield uow
