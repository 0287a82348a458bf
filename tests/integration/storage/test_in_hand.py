"""What a process had in hand is known to the next one, however it ended."""

from contextlib import ExitStack

import pytest

from attendance.model import UpdateKey
from storage.in_hand import InHand

ONE, TWO, THREE = (UpdateKey(bot_id=7, update_id=each) for each in (1, 2, 3))


@pytest.fixture
def database(tmp_path):
    return tmp_path / "rollcall.db"


def file_of(database):
    return database.with_name("rollcall.db.hand")


def killed_with(database, *keys):
    """A process has ended with these in hand."""
    hand = InHand(database)
    with ExitStack() as stack:
        for key in keys:
            stack.enter_context(hand.holding(key))
        content = file_of(database).read_bytes()
    file_of(database).write_bytes(content)


def test_what_came_to_an_end_is_no_suspect(database):
    hand = InHand(database)
    with hand.holding(ONE):
        pass
    with pytest.raises(ZeroDivisionError), hand.holding(TWO):
        raise ZeroDivisionError

    assert InHand(database).suspects == []


def test_each_end_counts_for_what_was_in_hand_then(database):
    killed_with(database, ONE, TWO)
    killed_with(database, TWO)
    killed_with(database, TWO, THREE)

    hand = InHand(database)

    assert [hand.ended(each) for each in (ONE, TWO, THREE)] == [1, 3, 1]
    with hand.holding(TWO):
        pass
    assert hand.ended(TWO) == 0
    hand.keep([THREE])
    assert InHand(database).suspects == [THREE]


@pytest.mark.parametrize("content", [b"", b"\x00", b"[[1, 2", b'{"a": 1}', b"[[1]]", b"7"])
def test_a_file_that_says_nothing_of_use_is_begun_anew(database, content):
    file_of(database).write_bytes(content)

    killed_with(database, ONE)

    assert InHand(database).suspects == [ONE]


def test_where_nothing_can_be_written_updates_are_handled_all_the_same(tmp_path):
    hand = InHand(tmp_path / "missing" / "rollcall.db")

    with hand.holding(ONE):
        assert hand.suspects == []


def test_it_is_for_its_owner_alone(database):
    killed_with(database, ONE)

    assert file_of(database).stat().st_mode & 0o777 == 0o600
