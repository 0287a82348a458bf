from dataclasses import replace
from datetime import time

import pytest

from attendance.classes import ClassDefined
from attendance.enrolment import PhotoRefused
from attendance.linking import InviteExpired, InviteUnknown, InviteUsed, OwnGuardian
from attendance.lookalikes import Paired
from attendance.mail import Button
from attendance.model import Role, Sender
from attendance.policy import Reason
from bot.handlers.table import help_for
from bot.replies import admin, common, lookalikes, references, words
from tests.unit.bot.replies.samples import ANN, EVERYBODY, MATH, REFUSALS, TOM

# --- everybody ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "outcome",
    [InviteUnknown(), InviteUsed(), InviteExpired(), OwnGuardian(student=ANN)],
)
def test_an_invite_that_does_not_work_says_whom_to_ask(outcome):
    text = common.invite_refused(outcome)

    assert "admin" in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("role", "who"),
    [
        (Role.ADMIN, "admins"),
        (Role.TEACHER, "teachers and admins"),
        (Role.STUDENT, "students"),
    ],
)
def test_who_may_do_it_is_told_in_one_line(role, who):
    assert common.only(role, "enrol people") == f"Only {who} can enrol people."


@pytest.mark.parametrize(
    ("sender", "said"),
    [
        (Sender(account_id=7), "7"),
        (Sender(account_id=7, student=ANN), "Ann Lee"),
        (Sender(account_id=7, teacher=TOM), "Tom"),
        (Sender(account_id=7, is_admin=True), "admin"),
    ],
)
def test_everybody_is_greeted_as_who_they_are(sender, said):
    assert said in common.hello(sender)


def test_an_apology_holds_the_reference():
    assert "A1B2C3" in common.apology("A1B2C3")


@pytest.mark.parametrize(("agreed", "photos"), [(True, 1), (True, 0), (False, 0)])
def test_an_answer_about_the_face_is_told_what_it_means(agreed, photos):
    text = common.consent_answered(agreed=agreed, photos=photos)

    assert ("admin" in text) == (agreed and not photos)
    assert ("erased" in text) == (not agreed)


@pytest.mark.parametrize(
    "buttons",
    [
        common.CONSENT_BUTTONS,
        common.CHANGE_BUTTON,
        references.BUTTONS,
        references.CHANGE_BUTTON,
        admin.DONE_BUTTON,
        admin.removal_buttons(replace(ANN, id=2**53)),
    ],
)
def test_what_a_button_carries_fits(buttons):
    for button in (button for row in buttons for button in row):
        assert isinstance(button, Button)
        assert 1 <= len(button.data.encode()) <= 64


LONG = "👩🏽\u200d🎓" * 24  # as long as a name may be


# --- limits ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *REFUSALS,
        common.consent_question(replace(ANN, name=LONG)),
        common.linked(replace(ANN, name=LONG)),
        references.with_question(common.consent_answered(agreed=True, photos=1)),
        admin.photo(PhotoRefused(student=replace(ANN, name=LONG), reason=Reason.OTHER_MATCHES)),
        admin.confirm_removal(replace(ANN, name=LONG)),
        admin.removed(replace(ANN, name=LONG)),
        lookalikes.answer(
            Paired(one=replace(ANN, name=LONG), other=replace(ANN, name=LONG), new=True)
        ),
        admin.class_defined(
            ClassDefined(
                class_=replace(MATH, name=LONG, summary_at=time(0)), before=replace(MATH, name=LONG)
            )
        ),
        help_for(EVERYBODY),
    ],
)
def test_what_is_one_message_fits_into_one(text):
    assert 0 < words.length(text) <= words.LONGEST_MESSAGE
    assert text == text.strip()
