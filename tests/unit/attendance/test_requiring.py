import pytest

from attendance import classes, proofs, requiring
from attendance.classes import BadValue
from attendance.model import Alternative, Requirement
from bot.replies import asking
from tests.unit.attendance.defining import set_rule

KINDS = list(Requirement)


def test_every_kind_that_is_built_has_words_that_ask_for_it():
    for kind in proofs.BUILT:
        assert asking.how({kind})


def test_what_is_not_built_cannot_be_asked_for():
    for kind in set(Requirement) - proofs.BUILT:
        assert requiring.parse_requirements(f"selfie+{kind}") is None


@pytest.fixture
def everything(monkeypatch):
    monkeypatch.setattr(requiring, "BUILT", frozenset(Requirement))


@pytest.mark.usefixtures("everything")
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


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("text", ["", "+", "selfie+", "selfie code", "none", "off", "selfie+face"])
async def test_what_names_no_kinds_changes_nothing(school, text):
    math = await school.add_class()

    assert await set_rule(school, math, "require", text) == BadValue(key="require")
    assert school.units.state.classes[math.id] == math


async def test_the_code_is_no_alternative_before_there_are_codes(school, monkeypatch):
    math = await school.add_class()
    monkeypatch.setattr(requiring, "BUILT", frozenset({Requirement.SELFIE}))
    assert await set_rule(school, math, "alternative", "code") == BadValue(key="alternative")
    monkeypatch.setattr(requiring, "BUILT", frozenset(Requirement))
    changed = await set_rule(school, math, "alternative", "Code")

    assert changed.alternative is Alternative.CODE
    assert (await set_rule(school, changed, "alternative", "roll")).alternative is Alternative.ROLL


def test_teachers_may_set_only_what_is_a_setting():
    assert set(classes.SETTINGS) >= classes.OF_TEACHERS
