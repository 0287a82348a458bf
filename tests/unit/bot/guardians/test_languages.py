"""Every language says the same."""

import string

import pytest

from bot.replies.guardian_texts import LANGUAGES


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_says_the_same_things(code):
    english, other = LANGUAGES["en"], LANGUAGES[code]

    def blanks(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for name, text in vars(english).items():
        if isinstance(text, str) and name != "date":
            assert blanks(getattr(other, name)) == blanks(text), name
    assert set(other.statuses) == set(english.statuses)
    assert len(other.weekdays) == 7
    assert len(other.consent) < 900
