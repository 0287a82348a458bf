from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import NetworkError, RetryAfter

from bot.pauses import before_retry

SECOND = timedelta(seconds=1)
LONGEST = 30 * SECOND


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@pytest.mark.parametrize("as_duration", ["true", "false"])
def test_telegram_is_waited_for_as_long_as_it_says_even_if_that_is_longest(
    monkeypatch, as_duration
):
    monkeypatch.setenv("PTB_TIMEDELTA", as_duration)

    assert before_retry(RetryAfter(77), 0, longest=LONGEST) == 77 * SECOND


def test_otherwise_each_pause_is_twice_the_one_before_up_to_the_longest():
    pauses = [before_retry(NetworkError("gone"), n, longest=LONGEST) for n in range(7)]

    assert [pause // SECOND for pause in pauses] == [1, 2, 4, 8, 16, 30, 30]


@given(st.integers(0, 10**9))
def test_no_number_of_failures_is_too_many(failures):
    assert SECOND <= before_retry(NetworkError("gone"), failures, longest=LONGEST) <= LONGEST
