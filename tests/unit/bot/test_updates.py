"""What comes in, before anybody looks at what it says."""

import json
from datetime import timedelta

import pytest

from bot import errors, updates
from tests import hostile
from tests.unit.attendance.samples import NINE
from tests.unit.bot.fakes import ANN, FakeTelegram, a_press, a_text

NOW = int(NINE.timestamp())
NONE_AT_ALL = [
    None,
    5,
    "update",
    [],
    {},
    {"update_id": None},
    {"update_id": "5"},
    {"update_id": True},
    {"update_id": 5.0},
    {"update_id": 0},
    {"update_id": -5},
    {"update_id": 2**63},
    {"update_id": 1, "message": json.loads("[" * 60 + "]" * 60)},
    {"update_id": 1, "message": json.loads('{"a":' * 400 + "1" + "}" * 400)},
]


@pytest.mark.parametrize("value", NONE_AT_ALL, ids=lambda value: repr(value)[:40])
def test_what_has_no_id_is_no_update(value):
    assert not updates.is_one(value)


@pytest.mark.parametrize("value", [{"update_id": 1}, {"update_id": 2**63 - 1, "message": 5}])
def test_what_has_one_is_an_update_whatever_it_holds(value):
    assert updates.is_one(value)


def test_an_update_belongs_to_the_chat_it_came_from():
    assert updates.chat_of(a_text(1)) == ANN
    assert updates.chat_of(a_press(1)) == ANN


@pytest.mark.parametrize("change", hostile.MALFORMED, ids=lambda change: repr(change)[:60])
@pytest.mark.parametrize("kind", ["message", "edited_message", "callback_query"])
def test_an_odd_update_belongs_to_some_chat_and_was_sent_at_some_time(kind, change):
    update = {"update_id": 1, kind: hostile.malformed(ANN, NOW, change)}

    assert -(2**63) < updates.chat_of(update) < 2**63
    assert updates.sent_first([update], NINE) <= NINE


@pytest.mark.parametrize("date", [-1, 0, 2**70, "now", None, True, 1e30])
def test_a_date_that_cannot_be_is_that_of_now(date):
    assert updates.sent_first([a_text(1) | {"message": {"date": date}}], NINE) == NINE


def test_what_was_sent_first_counts_though_its_clock_is_behind():
    early = a_text(1, sent_at=NINE - timedelta(hours=1))

    assert updates.sent_first([a_text(2), early], NINE) == NINE - timedelta(hours=1)


def test_a_location_that_has_moved_was_sent_when_it_moved():
    moved_at = NINE - timedelta(minutes=5)
    message = a_text(1, sent_at=NINE - timedelta(hours=3))["message"]
    moved = message | {"location": {}, "edit_date": int(moved_at.timestamp())}

    assert updates.sent_first([{"update_id": 1, "edited_message": moved}], NINE) == moved_at
    assert updates.sent_first([{"update_id": 1, "edited_message": message}], NINE) == NINE


@pytest.mark.parametrize(
    "change", [{"text": 5}, {"date": 2**70}, {"from": {"id": 2**63}}], ids=repr
)
def test_what_is_not_of_the_bot_api_is_not_understood(change):
    update = {"update_id": 1, "message": hostile.message(ANN, NOW, change)}

    with pytest.raises(errors.NotUnderstood):
        updates.parsed(update, FakeTelegram())


def test_half_a_character_becomes_a_sign_that_can_be_kept_and_sent():
    update = a_text(1, "a\ud800b \ud83d\ude00")

    assert updates.parsed(update, FakeTelegram()).message.text == "a\ufffdb 😀"
