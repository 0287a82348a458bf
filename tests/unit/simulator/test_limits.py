import pytest

from simulator import errors
from simulator.limits import Limits, RateLimiter

ANN, BOB = 1, 2


class Clock:
    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_short_burst_to_one_chat_passes_and_the_next_message_has_to_wait(clock):
    limiter = RateLimiter(Limits(per_chat=1, per_chat_burst=3), clock)
    for _ in range(3):
        limiter.spend(ANN)
    with pytest.raises(errors.TooManyRequests) as refused:
        limiter.spend(ANN)
    assert refused.value.retry_after == 1
    assert refused.value.as_json()["parameters"] == {"retry_after": 1}


def test_waiting_as_told_is_enough(clock):
    limiter = RateLimiter(Limits(per_chat=0.1, per_chat_burst=1), clock)
    limiter.spend(ANN)
    with pytest.raises(errors.TooManyRequests) as refused:
        limiter.spend(ANN)
    clock.now += refused.value.retry_after
    limiter.spend(ANN)


def test_one_busy_chat_does_not_hold_up_another(clock):
    limiter = RateLimiter(Limits(per_chat_burst=1), clock)
    limiter.spend(ANN)
    limiter.spend(BOB)


def test_all_chats_together_have_a_limit_too(clock):
    limiter = RateLimiter(Limits(overall=30, overall_burst=2), clock)
    limiter.spend(1)
    limiter.spend(2)
    with pytest.raises(errors.TooManyRequests):
        limiter.spend(3)


def test_a_refused_message_costs_nothing(clock):
    limiter = RateLimiter(Limits(overall=1, overall_burst=2, per_chat_burst=1), clock)
    limiter.spend(ANN)
    with pytest.raises(errors.TooManyRequests):
        limiter.spend(ANN)
    limiter.spend(BOB)


def test_every_picture_of_an_album_counts(clock):
    limiter = RateLimiter(Limits(per_chat=1, per_chat_burst=3), clock)
    limiter.spend(ANN, messages=5)
    with pytest.raises(errors.TooManyRequests) as refused:
        limiter.spend(ANN)
    assert refused.value.retry_after == 3
