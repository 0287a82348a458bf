"""One face sent from two accounts, where enrolment was loose."""

import pytest_asyncio

from recognition import samples
from tests.acceptance import photos
from tests.acceptance.chat import ask, hear, press, show
from tests.acceptance.school import opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def school(new_folder):
    """A school of its own: a face that is enrolled twice is in nobody's way."""
    async with opened(new_folder()) as school:
        await school.meets_now("TWO")
        yield school


async def test_admins_are_asked_about_two_accounts_that_send_one_face(school):
    friend = samples.photo("obama3")
    ann = await school.welcomes("901", "TWO", "Ann Absent", samples.photo("obama"))
    assert "Present" in await show(ann, friend)
    await show(school.admin, photos.of(3), "/photo 901")  # whose face it should have been
    bob = await school.enrols("902", "TWO", "Bob Bold", samples.photo("obama2"))
    assert "Thank you" in await press(bob, "I agree")
    assert "Present" in await show(bob, samples.variant(friend))
    assert "Numbers from your last selfie" in await ask(bob, "/privacy")

    await school.service.stop()
    await school.service.start()  # which looks at once, and not within half a minute

    asked = await hear(school.admin, "Their last selfies")
    assert "Ann Absent (901) and Bob Bold (902)" in asked.text
    assert "paired as lookalikes" in await press(school.admin, "Twins")
    assert "Ann Absent (901) and Bob Bold (902)" in await ask(school.admin, "/lookalikes")
