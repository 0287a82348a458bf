from itertools import accumulate

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from attendance import names
from attendance.model import Student
from bot.replies import keyboards, naming, words

ALI = Student(id=1, roll_no="42", name="محمد علي")
LETTERS = ["a", "é", "e\u0302\u0301", "👩🏽\u200d🎓", "🇩🇪", "क्षि", "م\u0651", "1\ufe0f\u20e3"]


@pytest.mark.parametrize("text", ["", "Ada", "Zoë (2)", "王小明", "👻", "प्रिया", "42"])
def test_what_is_read_from_the_left_stays_as_it_is(text):
    assert naming.isolated(text) == text


@pytest.mark.parametrize("text", ["محمد", "משה", "Ann محمد", "٤٢", "\U0001e900"])
def test_what_is_read_from_the_right_is_set_apart_and_whole(text):
    assert naming.isolated(text) == f"\u2068{text}\u2069"


def test_a_person_is_read_back_from_what_was_shown():
    shown = naming.person(ALI)

    assert shown == "\u2068محمد علي\u2069 (42)"
    assert names.read(shown.removesuffix(" (42)")) == ALI.name


@given(st.lists(st.sampled_from(LETTERS)), st.integers(min_value=1, max_value=40))
def test_a_text_is_cut_between_letters(letters, most):
    text = "".join(letters)
    clusters = regex.findall(r"\X", text)

    cut = naming.beginning(text, most)

    *_, longest = [whole for whole in accumulate(clusters, initial="") if len(whole) <= most]
    assert cut == longest


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_a_short_form_has_room(text, most):
    short = naming.short(text, most)

    assert len(short) <= most
    assert short == text or short.endswith("…")


def test_a_name_on_a_button_keeps_its_letters_whole():
    name = "n" * 27 + "👩🏽\u200d🎓" + "n"

    assert keyboards.short(name) == "n" * 27 + "…"


@given(st.lists(st.sampled_from(LETTERS), min_size=1, max_size=60))
def test_a_message_is_split_between_letters(letters):
    line = "".join(letters)

    pieces = words.parts(line, 20)

    assert "".join(pieces) == line
    assert all(words.length(piece) <= 20 for piece in pieces)
    assert [c for piece in pieces for c in regex.findall(r"\X", piece)] == regex.findall(
        r"\X", line
    )
