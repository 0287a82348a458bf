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
    "student": ("5", "5facc73a98c6940f"),
    "child": ("child 3", "26c03577879c9494"),
    "photo": ("photo 1", "fc39b40b8c3c89fc"),
    "selfies": ("selfies 1, 7 days", "94482a588f2d9211"),
    "guardian in en": ("guardian 3", "a9b0f9bb03f0fd54"),
    "guardian in de": ("guardian 3", "cddf71d4e67e2c5e"),
    "guardian in es": ("guardian 3", "1e6b5a725600d8b8"),
    "guardian in fr": ("guardian 3", "8f11cfca0e8da456"),
    "guardian in tr": ("guardian 3", "2f440210a61fb754"),
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
