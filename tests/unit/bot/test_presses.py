from hypothesis import given
from hypothesis import strategies as st

from bot import presses
from bot.handlers import buttons, cards, doubts, guardians, people, requests, scan, undoing
from bot.replies import keyboards

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
    kinds = (cards, requests, scan, undoing, people, doubts, guardians)

    assert len(buttons.PRESSES) == sum(len(kind.PRESSES) for kind in kinds)
