import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance import names

PERSIAN = "می\u200cخواهم"  # the joiner that shows nothing keeps two letters apart
TEXTS = st.text(max_size=60) | st.text(
    st.sampled_from("aé \u0301\u200b\u200c\u200d\u200f\u202b\ufe0fم1👩🏽🎓क्ष🏴\U000e0067\U000e007f")
)


@pytest.mark.parametrize(
    "name",
    [
        "Ada Lovelace",
        "O'Neill-Šarić, Jr.",
        "محمد علي",
        "משה כהן",
        "王小明",
        "प्रिया",
        "శ్రీ",
        "ക്\u200d",  # an old way to write a letter of Malayalam
        "क्\u200dष",
        "ර\u0dca\u200dය",
        PERSIAN,
        "བརྒྱུད",
        "Nguyễn Thị Ế",
        "葛\U000e0100",  # a Japanese name, whose owner writes it in one of two ways
        "Ann 👩🏽\u200d🎓",
        "❤\ufe0f\u200d🔥",
        "1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "👻",
        "\U0001fae8",  # an emoji that this Python does not know yet
        "<b>Bobby</b> *_`[x](y) {0} %s",
        "=cmd|' /C calc'!A0",
        "'; DROP TABLE students;--",
        "../../etc/passwd",
        "4",
        "n" * 120,
    ],
)
def test_a_name_may_be_in_any_script_and_hold_any_sign(name):
    assert names.read(name) == name


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  Ada \n King\tLovelace\u3000", "Ada King Lovelace"),
        ("Ada\u2028King\x85Lovelace", "Ada King Lovelace"),
        ("Zoe\u0308", "Zoë"),
        ("Zoe\u200b\u0308", "Zoë"),
        ("A\u200bn\u2060n\ufeff", "Ann"),
        ("A\u00adnn", "Ann"),
        ("Ann\u200e\u200f\u061c", "Ann"),
        ("\u2068محمد\u2069", "محمد"),  # as it is shown, and so as it is copied
        ("\u2066Ann\u2069", "Ann"),
        ("\u202bמשה\u202c", "משה"),
        ("A\u200dn\u200cn", "Ann"),
        ("Ann\ufe0f", "Ann"),
        ("Ann\U000e0041\U000e0042", "Ann"),  # letters of a flag without a flag: a hidden text
        ("Ann\u3164\u2800\uffa0", "Ann"),
        ("م\u200c\u200c\u200cم", "م\u200cم"),
    ],
)
def test_what_shows_nothing_is_left_out_and_spaces_are_tidied(typed, read):
    assert names.read(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " \n ",
        "n" * 121,
        "n" * 300,
        "Ann\x00",
        "Ann\x1b[31m",
        "Ann\x7f",
        "Ann\x9b31m",
        "Ann\u202eeel",  # turns around what follows it
        "\u202dAnn",
        "Ann\ud83d",
        "Ann\ue000",
        "Ann\uffff",
        "\u200b",
        "\u200d\u200c",
        "\u3164",
        "\u2800\u2800",
        "\U000e0041\U000e0042",
        "\u0301",  # an accent on nothing
        "\u0301Ann",  # one on whatever stands before the name
        "Z" + "\u0301\u0327\u0302\u0323\u0308" + "oe",  # a tower
        "Z" + "\u0489" * 100,
    ],
)
def test_what_cannot_be_seen_or_upsets_what_is_around_it_is_no_name(typed):
    assert names.read(typed) is None


@given(TEXTS)
def test_whatever_was_read_reads_the_same_again_and_is_one_safe_line(typed):
    read = names.read(typed)

    if read is not None:
        assert names.read(read) == read
        assert unicodedata.is_normalized("NFC", read)
        assert len(read.splitlines()) == 1
        assert 0 < len(read) <= names.LONGEST
        assert not set(read) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
        read.encode()


@given(TEXTS, st.sampled_from("\u200b\u200e\u200f\u2060\ufeff\u00ad\u2068\u2069"), st.integers(0))
def test_names_that_differ_by_something_invisible_are_one_name(typed, invisible, at):
    read = names.read(typed)

    if read is not None and len(read) < names.LONGEST:
        at %= len(read) + 1
        other = names.read(read[:at] + invisible + read[at:])
        assert other is not None
        assert names.alike(read, other)


def test_names_are_alike_whatever_their_capitals_and_joiners():
    assert names.alike("ADA", "ada")
    assert names.alike(PERSIAN, PERSIAN.replace("\u200c", ""))
    assert not names.alike("Ada", "Ida")
