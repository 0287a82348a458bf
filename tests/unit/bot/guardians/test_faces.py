"""Guardians are asked instead of a minor, and a child's own no stands."""

from dataclasses import replace

import pytest

from attendance.model import ConsentBy, Subject
from bot.notices import settle_consent
from bot.replies import common, guardian_faces
from bot.replies import consent as replies
from tests.unit.attendance.samples import HOUR, NINE
from tests.unit.bot.chats import ADMIN, labels
from tests.unit.bot.fakes import ANN
from tests.unit.bot.guardians.family import MAX, ZOE, accepts, invited

BOB = 711


@pytest.fixture
async def asking(chats, math):
    """The class asks guardians about faces."""
    chats.clock.now = NINE - HOUR
    (answer,) = await chats.says(ADMIN, "/set MATH1 consent_by guardian")
    assert "consent by the guardian" in answer.text
    chats.clock.now = NINE
    return math


@pytest.fixture
async def bob(chats, asking):
    """A student of it, with a photo, whom nobody has asked yet."""
    return await chats.school.add_student("Bob", asking, account_id=BOB, photos=[b"bob"])


@pytest.fixture
async def question(chats, bob):
    """What a guardian of Bob's is asked once they have chosen English."""
    await accepts(chats, ZOE, await invited(chats, "BOB"))
    _, question = await chats.presses(ZOE, "g-lang:0")
    return question


def state_of(chats, student):
    student = chats.units.state.students[student.id]
    return student.agreed, [kept.state for kept in chats.units.state.templates.values()]


async def tick(chats, default=ConsentBy.STUDENT):
    chats.units.state.outbox.clear()
    await settle_consent(chats.units, default, chats.clock)
    return [kept.message for kept in chats.units.state.outbox.values()]


async def test_a_guardian_is_asked_and_agrees(chats, bob, question):
    assert question.text.startswith("You are asked as a guardian of Bob: may I compare their face")
    assert state_of(chats, bob) == (None, ["pending"])

    answer, told = await chats.taps(ZOE, question, "I agree")

    assert answer.text.startswith("Thank you! I may compare Bob's face.")
    assert (told.chat_id, told.text.partition(":")[0]) == (
        BOB,
        "Your parent or guardian has agreed",
    )
    assert state_of(chats, bob) == (True, ["active"])
    (receipt,) = chats.units.state.receipts
    (guardian,) = chats.units.state.guardians.values()
    text = guardian_faces.text(guardian)
    assert (receipt.by, receipt.guardian_id) == (ConsentBy.GUARDIAN, guardian.id)
    assert (receipt.version, receipt.text_hash) == (text.version, text.sha256)


async def test_a_guardian_s_no_erases_at_once_and_can_be_taken_back(chats, bob, question):
    await chats.taps(ZOE, question, "I agree")
    await chats.presses(ZOE, "g-agree:1")
    (choices,) = await chats.says(ZOE, "/start")
    (again,) = await chats.taps(ZOE, choices, "Bob's face")

    answer, told = await chats.taps(ZOE, again, "No, thanks")

    assert "erased" in answer.text
    assert (told.chat_id, "chose not to" in told.text) == (BOB, True)
    assert state_of(chats, bob) == (False, ["erased"])
    (selfie,) = await chats.shows(BOB, "bob")
    assert "Your parent or guardian chose not to" in selfie.text
    await chats.taps(ZOE, again, "I agree")
    assert state_of(chats, bob)[0] is True


async def test_a_child_s_own_no_stands_whatever_guardians_say(chats, bob, question):
    (asked,) = await chats.says(BOB, "/start")
    assert replies.CHILD.text in asked.text
    await chats.taps(BOB, asked, "No, thanks")
    assert state_of(chats, bob) == (False, ["erased"])

    (answer,) = await chats.taps(ZOE, question, "I agree")

    assert "that stands" in answer.text
    assert state_of(chats, bob)[0] is False


async def test_a_child_s_yes_alone_lets_nothing_be_compared(chats, bob):
    (asked,) = await chats.shows(BOB, "bob")
    (answer,) = await chats.taps(BOB, asked, "I agree")

    assert "I wait for your parent or guardian" in answer.text
    assert state_of(chats, bob) == (None, ["pending"])
    (selfie,) = await chats.shows(BOB, "bob")
    assert selfie.text.startswith("Not recognized: I may not compare your face before")
    (status,) = await chats.says(BOB, "/status")
    assert replies.CHILD.text not in status.text


async def test_the_student_s_own_button_counts_for_nothing_where_guardians_decide(chats, bob):
    (asked,) = await chats.presses(BOB, common.AGREE)

    assert replies.CHILD.text in asked.text
    assert state_of(chats, bob) == (None, ["pending"])


async def test_one_guardian_s_no_is_stronger_than_another_s_yes(chats, bob, question):
    await accepts(chats, MAX, await invited(chats, "BOB"))
    _, asked = await chats.presses(MAX, "g-lang:0")
    await chats.taps(MAX, asked, "No, thanks")

    (answer,) = await chats.taps(ZOE, question, "I agree")

    assert "another guardian has said no" in answer.text
    assert state_of(chats, bob)[0] is False


async def test_a_class_that_begins_to_ask_guardians_lets_faces_wait_and_asks_once(chats, math, ann):
    await accepts(chats, ZOE, await invited(chats, "ANN"))
    await chats.presses(ZOE, "g-lang:1")
    assert await tick(chats) == []
    await chats.says(ADMIN, "/set MATH1 consent_by guardian")

    (question,) = await tick(chats)

    assert (question.chat_id, labels(question)) == (ZOE, ["Ich stimme zu", "Nein, danke"])
    assert state_of(chats, ann) == (None, ["pending"])
    assert await tick(chats) == []
    await chats.taps(ZOE, question, "Ich stimme zu")
    assert state_of(chats, ann) == (True, ["active"])
    await chats.says(ADMIN, "/set MATH1 consent_by off")
    await tick(chats)
    assert state_of(chats, ann) == (None, ["pending"])


async def test_a_new_version_of_the_text_asks_guardians_again(chats, bob, question, monkeypatch):
    await chats.taps(ZOE, question, "I agree")
    monkeypatch.setattr(guardian_faces, "_VERSION", 99)
    monkeypatch.setattr(guardian_faces, "VERSION", "guardian 99")

    (asked,) = await tick(chats)

    assert asked.chat_id == ZOE
    (instead,) = await chats.taps(ZOE, question, "I agree")  # the old button
    assert instead.buttons == asked.buttons
    assert len(chats.units.state.receipts) == 1
    await chats.taps(ZOE, asked, "I agree")
    assert chats.units.state.receipts[-1].version == "guardian 99"


async def test_the_face_of_a_child_goes_with_the_guardian_who_agreed(chats, bob, question):
    await chats.taps(ZOE, question, "I agree")
    (asked,) = await chats.says(ZOE, "/forget")
    await chats.taps(ZOE, asked, "Erase")

    assert state_of(chats, bob) == (None, ["erased"])
    assert [one.guardian_id for one in chats.units.state.receipts] == [None]


async def test_an_unlinked_guardian_s_yes_holds_no_longer(chats, bob, question):
    await chats.taps(ZOE, question, "I agree")
    await chats.says(ADMIN, "/guardian BOB off")
    await tick(chats)

    assert state_of(chats, bob) == (None, ["pending"])


async def test_no_to_notices_leaves_a_guardian_who_decides(chats, bob, question):
    await chats.presses(ZOE, "g-agree:0")

    assert len(chats.units.state.guardians) == 1
    answer, _ = await chats.taps(ZOE, question, "I agree")
    assert "Thank you" in answer.text


async def test_nobody_answers_for_somebody_else_s_child(chats, bob, question, ann):
    other = await chats.school.add_student("Cleo", account_id=712)
    for child in (other.id, 10**9):
        (answer,) = await chats.presses(ZOE, f"g-face:{child}:1:1")
        assert answer.text == common.STALE_BUTTON
    await chats.presses(MAX, f"g-face:{bob.id}:1:1")

    assert chats.units.state.receipts == []


# --- students who decide for themselves -------------------------------------------------------


async def test_a_new_version_of_the_text_asks_students_again(chats, ann, monkeypatch):
    await chats.presses(ANN, common.AGREE)
    (before,) = await chats.shows(ANN, "ann")
    newer = replace(common.CONSENT, version="next")
    monkeypatch.setattr(common, "CONSENT", newer)

    verdict, asked = await chats.shows(ANN, "ann")

    assert "already marked present" in verdict.text
    assert "has changed since you answered" in asked.text
    assert before.text.startswith("Present")


async def test_an_earlier_button_asks_anew_instead_of_agreeing(chats, math):
    cleo = await chats.school.add_student("Cleo", math, account_id=712, photos=[b"cleo"])

    (asked,) = await chats.presses(712, "consent:yes")

    assert asked.text == common.consent_question(cleo)
    assert state_of(chats, cleo) == (None, ["pending"])


async def test_what_was_said_about_a_photo_is_no_answer_about_the_face(chats, ann):
    await chats.presses(ANN, common.AGREE)
    async with chats.units() as uow:
        receipt = await uow.consents.own(ann.id)
        await uow.consents.add(replace(receipt, about=Subject.PHOTO, agreed=False))
        assert await uow.consents.own(ann.id) == receipt
