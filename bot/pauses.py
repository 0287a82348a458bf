"""How long to wait before something that failed is tried again."""

from datetime import timedelta

from telegram.error import RetryAfter

_FIRST = timedelta(seconds=1)
_MOST_DOUBLINGS = 16  # beyond, any pause is longer than the longest


def before_retry(error: Exception, failures: int, *, longest: timedelta) -> timedelta:
    """As long as Telegram says; else a second, doubled with each earlier failure."""
    if isinstance(error, RetryAfter):
        told = error.retry_after
        return told if isinstance(told, timedelta) else timedelta(seconds=told)
    return min(_FIRST * (1 << min(failures, _MOST_DOUBLINGS)), longest)
