import pytest

from tests.unit.attendance.samples import HOUR, NINE
from tests.unit.bot.jobs.office import Office


@pytest.fixture
def office():
    return Office()


@pytest.fixture
async def math(office):
    math = await office.school.add_class(meets_since=NINE - HOUR)
    await office.school.add_student("Ann", math)
    return math


@pytest.fixture
async def tom(office, math):
    return await office.school.add_teacher("Tom", math)
