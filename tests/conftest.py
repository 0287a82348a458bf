"""For all tests: nothing of the caller's environment changes what they see."""

import os
from collections.abc import Iterator

import pytest

_KEPT = {"ROLLCALL_CHROMIUM", "ROLLCALL_REQUIRE_CHROMIUM"}


def pytest_xdist_auto_num_workers() -> int:
    """One more than processors: half of the time of acceptance tests is waiting for the clock."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True, scope="session")
def scrubbed_environment() -> Iterator[None]:
    """No settings from outside."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith("ROLLCALL_") and name not in _KEPT:
                patch.delenv(name)
        patch.setenv("PTB_TIMEDELTA", "true")  # else telegram warns of RetryAfter's own number
        yield
