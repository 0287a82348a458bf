import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import presses
from bot.handlers import buttons
from bot.replies import common, keyboards
from tests.unit.bot.chats import labels
from tests.unit.bot.fakes import ANN

ids = st.integers(0, 10**18 - 1)


@given(st.sampled_from(["set", "card", "tap"]), st.lists(ids, max_size=4))
def test_what_a_button_carries_is_read_back(verb, numbers):
    read = presses.read(presses.data(verb, *numbers))

    assert (read.verb, list(read.numbers)) == (verb, numbers)


@given(st.text())
def test_anything_else_is_read_or_refused(text):
    read = presses.read(text)

    assert read is None or all(number >= 0 for number in read.numbers)


def test_a_page_beyond_the_last_is_the_last():
    people = list(range(81))

    assert keyboards.paged(people, 99) == (2, [80])
    assert keyboards.paged([], 5) == (0, [])


def test_no_two_buttons_carry_the_same():
    tables = [kind.PRESSES for kind in vars(buttons).values() if hasattr(kind, "PRESSES")]

    assert len(tables) > 10
    assert len(buttons.PRESSES) == sum(map(len, tables))


@pytest.mark.parametrize(
    "carried",
    ["which:1", "which:1:1:1:1", f"which:1:{10**17}:1:1", f"which:1:1:1:{10**17}", "which:::::"],
)
async def test_a_made_up_choice_of_class_is_none(chats, ann, carried):
    (answer,) = await chats.presses(ANN, carried)

    assert answer.text == common.STALE_BUTTON
    assert chats.units.state.marks == {}


async def test_a_selfie_is_for_the_class_whose_button_is_pressed(chats, math, ann):
    art = await chats.school.add_class("ART")
    async with chats.units() as uow:
        await uow.classes.join(art.id, ann.id, chats.clock())
        await uow.commit()
    (asked,) = await chats.shows(ANN, "ann")
    assert len(labels(asked)) == 2

    (answer,) = await chats.taps(ANN, asked, "ART")

    assert answer.text.startswith("Present ✓  ART")
