from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance import requiring
from attendance.classes import BadValue
from attendance.model import Place, Requirement
from attendance.places import EARTH_RADIUS, distance, is_at
from tests.unit.attendance.defining import set_rule
from tests.unit.attendance.samples import a_class

SCHOOL = Place(latitude=48.8462, longitude=2.3444)
NEXT_METRE = 180 / (pi * EARTH_RADIUS)  # degrees of latitude
places = st.builds(
    Place,
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
)


def north(metres):
    return Place(latitude=SCHOOL.latitude + metres * NEXT_METRE, longitude=SCHOOL.longitude)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (Place(latitude=0, longitude=0), Place(latitude=0, longitude=180), pi * EARTH_RADIUS),
        (Place(latitude=90, longitude=7), Place(latitude=-90, longitude=-3), pi * EARTH_RADIUS),
        (Place(latitude=0, longitude=179.9995), Place(latitude=0, longitude=-179.9995), 111.195),
        # London Heathrow to New York JFK: about 5,540 km.
        (
            Place(latitude=51.4775, longitude=-0.4614),
            Place(latitude=40.6398, longitude=-73.7789),
            5_540_000,
        ),
    ],
)
def test_distances_are_those_on_a_globe(one, other, metres):
    assert distance(one, other) == pytest.approx(metres, rel=0.006)


@given(places, places)
def test_a_distance_is_the_same_there_and_back_and_never_beyond_half_the_globe(one, other):
    assert distance(one, other) == pytest.approx(distance(other, one), abs=1e-6)
    assert 0 <= distance(one, other) <= pi * EARTH_RADIUS + 1
    assert distance(one, one) == 0


@pytest.mark.parametrize(
    ("metres", "accuracy", "there"),
    [
        (0, 0, True),
        (99, 0, True),
        (101, 0, False),
        (101, 5, True),
        (190, 100, True),
        (201, 100, False),
    ],
)
def test_the_radius_gives_way_by_what_the_telephone_knows(metres, accuracy, there):
    assert is_at(a_class(place=SCHOOL), north(metres), accuracy) is there


def test_without_a_place_nobody_is_there():
    assert not is_at(a_class(), SCHOOL, 0)


@pytest.mark.parametrize(
    ("text", "metres"), [("150", 150), ("30 m", 30), ("2000M", 2000), ("off", 100)]
)
def test_a_radius_is_metres(text, metres):
    assert requiring.parse_radius(text) == metres


@pytest.mark.parametrize("text", ["", "0", "29", "2001", "-50", "1e2", "100 km", "٥٠", "m"])
async def test_what_is_no_radius_changes_nothing(school, text):
    math = await school.add_class()

    assert await set_rule(school, math, "radius", text) == BadValue(key="radius")
    assert school.units.state.classes[math.id] == math


async def test_a_place_is_not_typed_but_taken_away_so(school):
    math = await school.add_class(place=SCHOOL, requires=frozenset({Requirement.LOCATION}))

    assert await set_rule(school, math, "place", "48.8462, 2.3444") == BadValue(key="place")
    assert (await set_rule(school, math, "place", "off")).place is None
