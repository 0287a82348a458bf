"""The question whether a photo is kept, and what a teacher then gets with a disputed selfie."""

import pytest

from attendance import linking
from attendance.model import SentPicture
from bot.replies import common, references
from tests.unit.bot.chats import ADMIN, labels, to
from tests.unit.bot.fakes import ANN
from tests.unit.bot.test_disputes import disputed, refused


@pytest.fixture
async def eve(chats, math):
    """A student whom an admin has enrolled by a photo in the chat; she has not answered."""
    await chats.shows(ADMIN, "eve", "/enroll EVE MATH1 Eve Lee")
    (student,) = chats.units.state.students.values()
    async with chats.units() as uow:
        code = await linking.invite(uow, student, chats.clock())
        await uow.commit()
    await chats.says(ANN, f"/start {code}")
    return student


async def agrees(chats):
    (answer,) = await chats.presses(ANN, common.AGREE)
    return answer


def kept(chats):
    return [t.picture for t in chats.units.state.templates.values() if t.picture]


async def test_after_agreeing_a_student_is_asked_in_the_same_message(chats, eve):
    answer = await agrees(chats)

    assert answer.text.startswith("Thank you!")
    assert references.QUESTION.text in answer.text
    assert labels(answer) == ["Keep one photo", "Don't keep it"]


@pytest.mark.parametrize(("label", "left"), [("Keep", 1), ("Don't", 0)])
async def test_the_answer_is_kept_and_can_be_taken_back(chats, eve, label, left):
    answer = await agrees(chats)

    (told,) = await chats.taps(ANN, answer, label)
    assert len(kept(chats)) == left
    assert ("no photo" in told.text) == (not left)
    assert labels(told) == (["Don't keep it"] if left else ["Keep one photo"])

    (told,) = await chats.presses(ANN, told.buttons[0][0].data)
    assert kept(chats) == []
    assert ("next new one" in told.text) == (not left)
    versions = [receipt.version for receipt in chats.units.state.receipts]
    assert versions == [common.CONSENT.version, "photo 1", "photo 1"]


async def test_who_is_not_asked_reads_what_they_always_did(chats, ann):
    answer = await agrees(chats)

    assert "photo that" not in answer.text
    assert answer.buttons == ()


async def test_a_student_finds_the_question_again_under_start(chats, eve):
    await chats.taps(ANN, await agrees(chats), "Keep")
    (greeting,) = await chats.says(ANN, "/start")

    (question,) = await chats.taps(ANN, greeting, "photo for my teacher")
    assert question.text == references.QUESTION.text
    await chats.taps(ANN, question, "Don't")

    assert kept(chats) == []


async def test_a_disputed_selfie_comes_after_the_photo_that_was_kept(chats, tom, eve):
    await chats.taps(ANN, await agrees(chats), "Keep")

    messages = await chats.taps(ANN, await refused(chats), "Ask my teacher")

    reference, selfie = to(messages, tom)
    assert reference.sent_picture == SentPicture(file_id="eve")
    assert "Eve Lee (EVE), as enrolled" in reference.text
    assert reference.buttons == ()
    assert selfie.sent_picture == SentPicture(file_id="somebody else")
    assert labels(selfie) == ["Approve", "Reject"]


async def test_a_teacher_who_asks_for_what_waits_gets_both(chats, math, tom, eve):
    await chats.taps(ANN, await agrees(chats), "Keep")
    await chats.taps(ANN, await refused(chats), "Ask my teacher")
    (card,) = await chats.says(tom, "/today MATH1")

    messages = await chats.taps(tom, card, "open dispute")

    assert [one.sent_picture.file_id for one in messages] == ["eve", "somebody else"]


@pytest.mark.parametrize("label", [None, "Don't"])
async def test_without_a_yes_the_teacher_gets_the_selfie_alone(chats, tom, eve, label):
    answer = await agrees(chats)
    if label:
        await chats.taps(ANN, answer, label)

    _, asked = await disputed(chats, tom)

    assert asked.sent_picture == SentPicture(file_id="somebody else")


@pytest.mark.parametrize("account_id", [ADMIN, 777])
async def test_nobody_but_a_student_answers(chats, eve, account_id):
    for pressed in ("show-photo:1", "ask-photo"):
        (answer,) = await chats.presses(account_id, pressed)
        assert answer.text == common.STALE_BUTTON


async def test_who_does_not_agree_to_be_compared_is_not_asked(chats, eve):
    await chats.presses(ANN, common.DECLINE)

    for pressed in ("ask-photo", "show-photo:1"):
        (answer,) = await chats.presses(ANN, pressed)
        assert answer.text == references.NOT_COMPARED
    assert kept(chats) == []


async def test_a_student_who_is_a_guardian_too_finds_the_question_under_start(chats, eve):
    await agrees(chats)
    async with chats.units() as uow:
        other = await uow.students.add("KID", "Kid")
        guardian = await uow.guardians.add(ANN)
        await uow.guardians.link(guardian.id, other.id, chats.clock())
        await uow.commit()

    greeting, _ = await chats.says(ANN, "/start")

    assert "A photo for my teacher to compare" in labels(greeting)


async def test_a_photo_that_may_show_somebody_who_agreed_meanwhile_is_not_asked_about(chats, eve):
    chats.gallery.alike = {(b"eve", b"bob"): 0.9}
    await chats.school.add_student("Bob", agreed=True, photos=[b"bob"])

    answer, warning = await chats.presses(ANN, common.AGREE)

    assert "looks like Bob" in warning.text
    assert "one of the photos" not in answer.text
    assert kept(chats) == []
