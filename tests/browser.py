"""The Chromium that tests drive: $ROLLCALL_CHROMIUM, or one on the path.

Without one these tests are skipped; with $ROLLCALL_REQUIRE_CHROMIUM set they fail instead.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright, expect

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_PATH = os.environ.get("ROLLCALL_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
_MISSING = "no Chromium found; install it or set ROLLCALL_CHROMIUM to its path"

_PATIENCE_MS = 30_000  # for a machine with much else to do; what is there is seen at once

expect.set_options(timeout=_PATIENCE_MS)

needs_chromium = pytest.mark.skipif(
    _PATH is None and not os.environ.get("ROLLCALL_REQUIRE_CHROMIUM"), reason=_MISSING
)


@asynccontextmanager
async def chromium(*arguments: str) -> AsyncIterator[Browser]:
    """A browser without a window, with these arguments besides."""
    if _PATH is None:
        pytest.fail(_MISSING)
    async with async_playwright() as playwright:
        # CI runs as root, where Chromium's sandbox does not start.
        given = ["--no-sandbox", *arguments]
        browser = await playwright.chromium.launch(executable_path=_PATH, args=given)
        try:
            yield browser
        finally:
            await browser.close()
