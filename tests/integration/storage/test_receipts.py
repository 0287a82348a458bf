"""What Telegram had taken when a process was killed is known to the next one."""

import pytest

from storage.receipts import Receipts


@pytest.fixture
def database(tmp_path):
    return tmp_path / "rollcall.db"


def file_of(database):
    return database.with_name("rollcall.db.taken")


def test_what_was_taken_and_not_struck_off_is_left_to_the_next_process(database):
    receipts = Receipts(database, "first")
    for owed_id in (1, 2, 300):
        receipts.add(owed_id)
    receipts.discard(2)
    assert 1 in receipts
    assert 2 not in receipts

    assert Receipts(database, "second").left == ("first", [1, 300])
    assert Receipts(database, "third").left == ("first", [1, 300])  # killed before it was told


def test_the_next_process_begins_with_nothing_of_its_own(database):
    Receipts(database, "first").add(1)
    second = Receipts(database, "second")
    assert 1 not in second

    second.add(7)

    assert Receipts(database, "third").left == ("second", [7])


@pytest.mark.parametrize("content", [b"", b"\x00", b'["a", [1', b"[]", b"7", b'["a", ["x"]]'])
def test_a_file_that_says_nothing_of_use_is_begun_anew(database, content):
    file_of(database).write_bytes(content)
    assert Receipts(database, "first").left == ("", [])

    Receipts(database, "second").add(1)

    assert Receipts(database, "third").left == ("second", [1])


def test_where_nothing_can_be_written_messages_are_sent_all_the_same(tmp_path):
    receipts = Receipts(tmp_path / "missing" / "file", "first")
    receipts.add(1)
    assert 1 in receipts


def test_it_is_for_its_owner_alone(database):
    Receipts(database, "first").add(1)
    assert file_of(database).stat().st_mode & 0o777 == 0o600
