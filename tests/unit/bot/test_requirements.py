import pytest

from attendance import requiring
from attendance.model import Outcome, Requirement
from tests.unit.bot.chats import ADMIN

ADA = 100


@pytest.fixture(autouse=True)
def everything(monkeypatch):
    monkeypatch.setattr(requiring, "BUILT", frozenset(Requirement))


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
