import pytest

from tests.unit.attendance.check_in.desk import ANN, Desk
from tests.unit.attendance.samples import HOUR, NINE


@pytest.fixture
def desk(school):
    return Desk(school)


@pytest.fixture
async def math(school):
    return await school.add_class(meets_since=NINE - 2 * HOUR)


@pytest.fixture
async def ann(school, math):
    return await school.add_student("Ann", math, account_id=ANN, agreed=True, photos=[b"ann"])
