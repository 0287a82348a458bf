"""A whole class at once: its invites on paper, and its roster from a file."""

import pytest_asyncio

from tests.acceptance.chat import ask, hear, press
from tests.acceptance.school import opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def school(new_folder):
    """A school of its own."""
    async with opened(new_folder()) as school:
        await school.meets_now("BULK")
        yield school


async def test_a_class_is_invited_on_paper(school):
    for roll, name in (("1", "Ada Lovelace"), ("2", "Бранка Ћосић")):
        await ask(school.admin, f"/enroll {roll} BULK {name}")
        await press(school.admin, "Done")

    answer = await ask(school.admin, "/invites BULK")
    assert "Not linked yet (2): Ada Lovelace (1), Бранка Ћосић (2)" in answer
    for paper in ("A4", "Letter"):
        sheet = await hear(school.admin, f"2 invites of BULK on {paper} paper")
        assert (await school.admin.downloads(sheet)).startswith(b"%PDF-")

    assert "still works" in await ask(school.admin, "/invites BULK again")
    await ask(school.admin, "/invites BULK")
    await hear(school.admin, "Whom shall I print new links for?")
    assert "New links for 2 students" in await press(school.admin, "New links for all 2")
    assert "2 earlier links stopped working" in (await hear(school.admin)).text
    await hear(school.admin, "Letter")
