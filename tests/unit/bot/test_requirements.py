import pytest

from attendance.model import Outcome
from tests.unit.bot.chats import ADMIN

ADA = 100


@pytest.fixture
async def math(chats):
    return await chats.school.add_class()


@pytest.fixture
async def tom(chats, math):
    return (await chats.school.add_teacher("Tom", math)).account_id


@pytest.fixture
async def ada(chats, math):
    return await chats.school.add_student("Ada", math, account_id=ADA, agreed=True, photos=[b"Ada"])


async def text_of(chats, account_id, text):
    (answer,) = await chats.says(account_id, text)
    return answer.text


async def test_a_teacher_says_what_check_in_takes_and_takes_it_back(chats, math, tom):
    (answer,) = await chats.says(tom, "/set MATH1 require location+selfie")

    assert "check-in by selfie+location" in answer.text
    assert chats.audited == [(tom, "set")]
    undo = answer.buttons[0][0].data
    (undone,) = await chats.presses(tom, undo)
    assert "check-in by selfie," in undone.text
    assert chats.school.units.state.classes[math.id] == math


async def test_what_is_the_admins_stays_the_admins(chats, tom):
    assert await text_of(chats, tom, "/set MATH1 late 5") == "Only admins can set up classes."
    act = chats.school.units.state.audit[-1]
    assert (act.account_id, act.action, act.outcome) == (tom, "set", Outcome.REFUSED)


async def test_a_rule_that_there_is_not_is_answered_with_those_there_are(chats, tom):
    said = await text_of(chats, tom, "/set MATH1 requires selfie")

    assert said.startswith("There is no rule")
    assert "require, place, radius, alternative" in said


async def test_a_teacher_sets_nothing_of_another_s_class(chats, math):
    una = (await chats.school.add_teacher("Una")).account_id

    said = await text_of(chats, una, "/set MATH1 require selfie+code")

    assert said.startswith("Only teachers of MATH1")
    assert chats.school.units.state.classes[math.id] == math


async def test_what_cannot_be_asked_for_is_answered_with_what_can(chats, math):
    said = await text_of(chats, ADMIN, "/set MATH1 require selfie+smile")

    assert said.startswith("require should be what check-in takes, joined by +, of selfie")
    assert "for example: /set MATH1 require selfie" in said


@pytest.mark.usefixtures("ada")
async def test_a_student_is_asked_for_just_what_is_missing(chats):
    assert "check in with a selfie." in await text_of(chats, ADA, "/status")
    await chats.says(ADMIN, "/set MATH1 require selfie+location")
    for command in ("/status", "/help"):
        said = await text_of(chats, ADA, command)
        assert "check in with a selfie and your live location" in said, command

    (answer,) = await chats.shows(ADA, "Ada")

    assert answer.text.startswith(
        "Thank you, I have your selfie. MATH1 also asks for your live location, by 09:05."
    )
    assert answer.reply_to is not None
    for word in ("Present", "Late", "Not recognized"):
        assert word not in answer.text


@pytest.mark.usefixtures("ada")
async def test_who_says_no_to_faces_hears_of_the_other_way(chats):
    await chats.says(ADMIN, "/set MATH1 require selfie+location")
    await chats.says(ADMIN, "/set MATH1 alternative code")

    (declined, *_) = await chats.presses(ADA, "consent:no")
    (answer,) = await chats.shows(ADA, "Ada")

    how = "For MATH1, check in with the room's code and your live location instead."
    assert how in declined.text
    assert how in answer.text
    assert answer.text.startswith("Not recognized")


async def test_nobody_takes_back_what_another_has_set_up_but_an_admin(chats, math, tom):
    una = (await chats.school.add_teacher("Una", math)).account_id
    (late,) = await chats.says(ADMIN, "/set MATH1 late 5")
    (asked,) = await chats.says(tom, "/set MATH1 require selfie+code")
    before = chats.school.units.state.classes

    for account_id, message in ((tom, late), (una, asked)):
        (answer,) = await chats.taps(account_id, message, "Undo")
        assert answer.text == "Only admins can set up classes."
        act = chats.school.units.state.audit[-1]
        assert (act.account_id, act.action, act.outcome) == (account_id, "undo", Outcome.REFUSED)
    assert chats.school.units.state.classes == before

    (undone,) = await chats.taps(ADMIN, asked, "Undo")
    assert "check-in by selfie," in undone.text
