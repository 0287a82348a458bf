"""A minor's face: the guardian is asked instead, and a child's own no stands."""

import pytest_asyncio

from recognition import samples
from tests.acceptance.chat import ask, assert_refused, hear, link_in, press, show
from tests.acceptance.school import opened

_AGREES = "Thank you! I may compare Obi Obama's face."


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def school(new_folder):
    """A school with one class in session, whose students are minors."""
    async with opened(new_folder()) as school:
        await school.meets_now("KIDS")
        assert "consent by the guardian" in await ask(school.admin, "/set KIDS consent_by guardian")
        yield school


async def test_a_guardian_decides_and_a_childs_own_no_stands(school):
    enrolled = await show(school.admin, samples.photo("obama"), "/enroll 7 KIDS Obi Obama")
    obi = await school.client.person("Obi")
    await obi.opens(link_in(enrolled))
    await hear(obi, "Your school asks your parent or guardian")
    assert "I wait for your parent or guardian's answer" in await press(obi, "I agree")
    assert_refused(answer := await show(obi, samples.photo("obama2")))
    assert "before your parent or guardian has agreed" in answer

    mia = await school.client.person("Mia")
    await mia.opens(link_in(await ask(school.admin, "/guardian 7")))
    await hear(mia)
    await press(mia, "English")
    await mia.presses("Yes, please")
    asked = await hear(mia, "You are asked as a guardian of Obi Obama: may I compare")
    assert "the teacher marks Obi Obama by hand, and that counts the same" in asked.text
    await mia.presses("I agree")
    await hear(mia, _AGREES)
    await hear(obi, "Your parent or guardian has agreed")
    assert "Present" in await show(obi, samples.photo("obama2"))

    await ask(obi, "/start")
    await press(obi, "Change my answer about my face")
    await press(obi, "No, thanks")
    kept = school.service.query("SELECT embedding FROM templates WHERE embedding IS NOT NULL")
    assert kept == []
    assert_refused(await show(obi, samples.photo("obama3")))
