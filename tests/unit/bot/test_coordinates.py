import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coordinates import Coordinates
from tests import hostile

PLACE = {"latitude": 48.8462, "longitude": 2.3444, "horizontal_accuracy": 12.5, "live_period": 900}
SHARED = {"update_id": 1, "message": {"location": PLACE, "date": 7}}
REPLIED = {"update_id": 2, "message": {"text": "here", "reply_to_message": {"location": PLACE}}}
MOVED = {"update_id": 3, "edited_message": {"location": PLACE, "edit_date": 9}}
VENUE = {"update_id": 4, "message": {"location": PLACE, "venue": {"location": PLACE, "title": "x"}}}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda parts: (
        st.lists(parts, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "latitude", "sealed"]), parts, max_size=3)
    ),
    max_leaves=9,
)


@pytest.mark.parametrize("update", [SHARED, REPLIED, MOVED, VENUE])
def test_no_place_in_an_update_can_be_read_until_it_is_opened(update):
    coordinates = Coordinates()

    hidden = coordinates.hidden(update)

    assert "48.8" not in json.dumps(hidden)
    assert "2.34" not in json.dumps(hidden)
    assert coordinates.shown(hidden) == update


def test_after_a_restart_nobody_can_read_it():
    hidden = Coordinates().hidden(SHARED)

    assert Coordinates().shown(hidden) == hidden


def test_what_holds_no_place_stays_as_it_is():
    update = {"update_id": 1, "message": {"text": "latitude", "photo": [hostile.PICTURE_SIZE]}}

    assert Coordinates().hidden(update) == update


@given(st.dictionaries(st.text(max_size=3), json_values, max_size=3))
def test_whatever_somebody_sends_is_hidden_and_opened_without_harm(update):
    coordinates = Coordinates()

    coordinates.shown(coordinates.hidden(update))
    coordinates.shown(update)
