"""One event loop for all tests here, and a school that most of them share."""

from pathlib import Path

import pytest
import pytest_asyncio
from pytest_asyncio import is_async_test

from tests.acceptance import photos
from tests.acceptance.school import opened

LOGS = pytest.StashKey[list[Path]]()
_HERE = Path(__file__).parent
_LAST = 10_000  # characters of a log


def pytest_collection_modifyitems(items):
    """Services live longer than a test, and with them their loop."""
    for item in items:
        if _HERE in item.path.parents and is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With a failure, show what services logged meanwhile."""
    report = yield
    if report.failed:
        for log in item.session.stash.get(LOGS, []):
            if log.exists() and log.stat().st_mtime >= call.start:
                text = log.read_text(encoding="utf-8", errors="replace")
                report.sections.append((f"end of {log}", text[-_LAST:]))
    return report


@pytest.fixture(scope="session")
def new_folder(request, tmp_path_factory):
    """Makes a folder for a service, whose log is shown when a test fails."""
    request.session.stash[LOGS] = []

    def make() -> Path:
        folder = tmp_path_factory.mktemp("service")
        request.session.stash[LOGS].append(folder / "service.log")
        return folder

    return make


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def school(new_folder):
    """A school with a class NOW that is open for check-in, and a teacher who takes it."""
    generous = {"photos_per_minute": 1000, "max_photo_mb": 1}
    async with opened(new_folder(), limits=generous) as school:
        await school.meets_now("NOW")
        await school.takes("NOW")
        yield school


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def eve(school):
    """A student who has agreed, and whom no test marks."""
    return await school.welcomes("100", "NOW", "Eve", photos.of(0))
