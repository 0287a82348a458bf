import pytest

from attendance import classes
from attendance.classes import BadValue
from attendance.model import Alternative, Requirement
from bot.replies import asking
from tests.unit.attendance.defining import set_rule

KINDS = list(Requirement)


def test_every_kind_has_words_that_ask_for_it():
    for kind in Requirement:
        assert asking.how({kind})


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("selfie", {"selfie"}),
        ("selfie+code", {"selfie", "code"}),
        ("Code + SELFIE", {"selfie", "code"}),
        ("location+video+code+selfie", {"selfie", "code", "video", "location"}),
        ("code+code", {"code"}),
    ],
)
async def test_kinds_are_named_in_any_order(school, text, kinds):
    math = await school.add_class()

    changed = await set_rule(school, math, "require", text)

    assert changed.requires == kinds


@pytest.mark.parametrize("text", ["", "+", "selfie+", "selfie code", "none", "off", "selfie+face"])
async def test_what_names_no_kinds_changes_nothing(school, text):
    math = await school.add_class()

    assert await set_rule(school, math, "require", text) == BadValue(key="require")
    assert school.units.state.classes[math.id] == math


async def test_an_alternative_is_named_by_its_word(school):
    math = await school.add_class()
    assert await set_rule(school, math, "alternative", "selfie") == BadValue(key="alternative")

    changed = await set_rule(school, math, "alternative", "Code")

    assert changed.alternative is Alternative.CODE
    assert (await set_rule(school, changed, "alternative", "roll")).alternative is Alternative.ROLL


def test_teachers_may_set_only_what_is_a_setting():
    assert set(classes.SETTINGS) >= classes.OF_TEACHERS
