from hypothesis import given
from hypothesis import strategies as st

from attendance.model import Status
from attendance.tally import Tally

statuses = st.lists(st.sampled_from([*Status, None]))


def test_late_counts_as_attended_and_excused_not_at_all():
    tally = Tally.of([Status.PRESENT, Status.LATE, Status.ABSENT, Status.EXCUSED, None])

    assert (tally.attended, tally.counted) == (2, 3)
    assert tally.rate == 2 / 3


def test_who_was_always_excused_has_no_percentage():
    assert Tally.of([Status.EXCUSED, Status.EXCUSED]).rate is None
    assert Tally().rate is None


@given(statuses)
def test_every_status_is_counted_once(given_):
    tally = Tally.of(given_)

    assert sum(tally.count(status) for status in Status) + tally.unmarked == len(given_)
    assert all(tally.count(status) == given_.count(status) for status in Status)


@given(statuses, statuses)
def test_tallies_add_up(some, others):
    assert Tally.of(some) + Tally.of(others) == Tally.of(some + others)
