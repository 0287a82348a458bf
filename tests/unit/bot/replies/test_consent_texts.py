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
    "student": ("6", "02b645fa56cec4c1"),
    "child": ("child 4", "86adcce5a6e5eb17"),
    "photo": ("photo 1", "fc39b40b8c3c89fc"),
    "selfies": ("selfies 1, 7 days", "94482a588f2d9211"),
    "guardian in en": ("guardian 4", "d8bf0682bcc2bc7a"),
    "guardian in de": ("guardian 4", "5926ceee5929fe30"),
    "guardian in es": ("guardian 4", "e3696f16e8412936"),
    "guardian in fr": ("guardian 4", "0ce33eaf5fafb716"),
    "guardian in tr": ("guardian 4", "8cc2a610c5e38ca9"),
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
