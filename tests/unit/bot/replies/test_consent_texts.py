"""What people agreed to is known by its version: other words are another version."""

import pytest

from attendance.model import Guardian
from bot.replies import common, consent, guardian_faces, references, selfies
from bot.replies.guardian_texts import LANGUAGES

TEXTS = {
    "student": common.CONSENT,
    "child": consent.CHILD,
    "photo": references.QUESTION,
    "selfies": selfies.text(7),
    **{
        f"guardian in {code}": guardian_faces.text(Guardian(id=1, account_id=1, language=code))
        for code in LANGUAGES
    },
}
# Whoever changes words gives them a new version, so that everybody is asked again, and then the
# new hash: receipts name both.
KNOWN = {
    "student": ("3", "d733d01050449780"),
    "child": ("child 2", "6ebd796640c7bff8"),
    "photo": ("photo 1", "fc39b40b8c3c89fc"),
    "selfies": ("selfies 1, 7 days", "94482a588f2d9211"),
    "guardian in en": ("guardian 2", "97b4d0807eaf4f9b"),
    "guardian in de": ("guardian 2", "e76710a0ce83b188"),
    "guardian in es": ("guardian 2", "6e5039a6dede48f5"),
    "guardian in fr": ("guardian 2", "e8db77edc89e1e31"),
    "guardian in tr": ("guardian 2", "e7dcaf94d55559e4"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_version_has_the_words_that_were_agreed_to(name):
    text = TEXTS[name]

    assert (text.version, text.sha256[:16]) == KNOWN[name]


def test_what_is_asked_about_faces_says_what_why_how_long_and_the_way_without():
    text = common.CONSENT.text

    for words in (
        "What I keep",
        "What for",
        "How long",
        "compared once, as it comes in",
        "Telegram's servers",
        "your teacher marks you by hand, and that counts the same",
    ):
        assert words in text
