import itertools
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.limits import Allowance, RateLimit
from tests.unit.attendance.samples import MINUTE, NINE

SECOND = timedelta(seconds=1)
TAKE, REFUSE, IGNORE = Allowance.TAKE, Allowance.REFUSE, Allowance.IGNORE
ANN, BOB = 100, 200


def ask(limit, *seconds, account=ANN):
    """The answers to photos sent at these seconds, each a message of its own."""
    return [
        limit.allow(account, NINE + second * SECOND, number)
        for number, second in enumerate(seconds)
    ]


def test_photos_are_taken_up_to_the_limit_and_then_refused_once():
    assert ask(RateLimit(3), 0, 1, 2, 3, 4, 5) == [TAKE, TAKE, TAKE, REFUSE, IGNORE, IGNORE]


def test_a_minute_after_a_photo_there_is_room_for_another():
    assert ask(RateLimit(2), 0, 30, 59, 60, 61, 90) == [TAKE, TAKE, REFUSE, TAKE, IGNORE, TAKE]


def test_a_refusal_is_told_again_after_a_minute():
    assert ask(RateLimit(1), 0, 1, 30, 60, 61) == [TAKE, REFUSE, IGNORE, TAKE, REFUSE]


def test_one_persons_photos_do_not_count_for_another():
    limit = RateLimit(1)

    assert ask(limit, 0, account=ANN) == [TAKE]
    assert ask(limit, 0, account=BOB) == [TAKE]


def test_a_backlog_is_no_flood():
    a_minute_apart = [number * 60 for number in range(50)]

    assert set(ask(RateLimit(1), *a_minute_apart)) == {TAKE}


def test_a_photo_that_is_tried_again_counts_once():
    limit = RateLimit(2)

    tries = [limit.allow(ANN, NINE, 1) for _ in range(5)]

    assert tries == [TAKE] * 5
    assert [limit.allow(ANN, NINE, 2), limit.allow(ANN, NINE, 3)] == [TAKE, REFUSE]


@given(st.lists(st.integers(0, 600), max_size=60).map(sorted), st.integers(1, 6))
def test_never_more_are_taken_in_any_minute_than_allowed(seconds, per_minute):
    answers = ask(RateLimit(per_minute), *seconds)
    taken = [at for at, answer in zip(seconds, answers, strict=True) if answer is TAKE]
    refused = [at for at, answer in zip(seconds, answers, strict=True) if answer is REFUSE]

    for at in taken:
        assert sum(at <= other < at + MINUTE // SECOND for other in taken) <= per_minute
    for one, next_one in itertools.pairwise(refused):
        assert next_one - one >= MINUTE // SECOND
