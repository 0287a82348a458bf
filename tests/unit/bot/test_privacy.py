"""What people may know of their own data, and how they have themselves forgotten."""

import json
from dataclasses import replace

import pytest

from attendance import consent, enrolment, linking
from bot.replies import common
from tests.unit.attendance.samples import MINUTE, NINE
from tests.unit.bot.chats import ADMIN, data, labels, to
from tests.unit.bot.fakes import ANN

NOBODY = 4242


async def agrees(chats, student, agreed=True):
    async with chats.units() as uow:
        await consent.agree(uow, student=student, agreed=agreed, text=common.CONSENT, at=NINE)
        await uow.commit()


# --- /privacy -------------------------------------------------------------------------------


async def test_a_student_sees_what_is_kept_and_withdraws(chats, ann):
    (answer,) = await chats.says(ANN, "/privacy")
    assert "numbers from 1 photo of your face, encrypted" in answer.text
    assert "for 365 days" in answer.text
    assert "The reasons you gave for excuses, for 365 days." in answer.text
    assert "Telegram's servers" in answer.text

    (withdrawn,) = await chats.taps(ANN, answer, "Withdraw")

    assert "erased" in withdrawn.text
    assert [kept.state for kept in chats.units.state.templates.values()] == ["erased"]
    (after,) = await chats.says(ANN, "/privacy")
    assert "Nothing of your face" in after.text
    assert ("found again by" in answer.text, "found again by" in after.text) == (True, False)
    assert data(after) == [common.ASK]


async def test_who_has_yet_to_answer_is_told_that_nothing_is_compared(chats, math):
    await chats.school.add_student("Bob", math, account_id=ANN, photos=[b"bob"])

    (answer,) = await chats.says(ANN, "/privacy")

    assert "one look for mix-ups" in answer.text
    assert "compared with nothing, and erased 30 days" in answer.text
    (file,) = await chats.says(ANN, "/mydata")
    assert file.document
    (question,) = await chats.says(ANN, "/forget")
    assert "Shall I forget you?" in question.text


@pytest.mark.parametrize(
    ("account", "words"), [(NOBODY, "don't know this account"), (ADMIN, "as an admin")]
)
async def test_everybody_may_ask(chats, account, words):
    for command in ("/privacy", "/mydata", "/forget"):
        assert await chats.says(account, command)
    (answer,) = await chats.says(account, "/privacy")
    assert words in answer.text


async def test_a_stranger_is_told_what_is_kept_of_strangers(chats):
    (answer,) = await chats.says(NOBODY, "/privacy")

    assert "kept for 6 days" in answer.text
    assert "refused for 730 days" in answer.text


# --- /mydata --------------------------------------------------------------------------------


async def test_all_that_is_held_comes_as_a_file(chats, ann):
    await agrees(chats, ann)

    (answer,) = await chats.says(ANN, "/mydata")

    content = json.loads(answer.document.content)
    held = {part["what"]: part for part in content["held"]}
    assert answer.document.name == "mydata-2026-03-02.json"
    assert held["students"]["rows"][0]["roll_no"] == "ANN"
    assert held["consents"]["rows"][0]["agreed"] is True
    assert "Your answers" in held["consents"]["is"]
    assert "2 records" in answer.text


async def test_a_stranger_s_file_is_empty(chats):
    (answer,) = await chats.says(NOBODY, "/mydata")

    assert json.loads(answer.document.content)["held"] == []


# --- /forget --------------------------------------------------------------------------------


async def test_a_student_is_forgotten_and_their_marks_stay(chats, math, ann):
    await chats.shows(ANN, "ann")
    (question,) = await chats.says(ANN, "/forget")
    assert "Stays: your name, roll number, classes and marks" in question.text
    (kept,) = await chats.taps(ANN, question, "Keep")
    assert kept.text == "Nothing has changed."

    (gone,) = await chats.taps(ANN, question, "Erase")

    state = chats.units.state
    student = state.students[ann.id]
    assert gone.text.startswith("Done.")
    assert (student.account_id, student.agreed, student.left_at) == (None, False, None)
    assert [kept.embedding for kept in state.templates.values()] == [None]
    assert len(state.marks) == 1
    assert state.receipts[-1].agreed is False
    (answer,) = await chats.shows(ANN, "ann")
    assert answer.text == common.NOT_LINKED


async def test_who_was_forgotten_is_marked_by_hand_and_may_come_back(chats, math, ann):
    await chats.presses(ANN, "forget-me:1")
    (roll,) = await chats.says(ADMIN, "/roll MATH1")
    assert any("Ann" in label for label in labels(roll))

    (link,) = await chats.says(ADMIN, "/invite ANN")
    code = link.text.rpartition("=")[2]
    (welcome,) = await chats.says(ANN, f"/start {code}")
    assert "you chose not to" in welcome.text
    (question,) = await chats.says(ANN, "/start")
    assert question.text.endswith(common.CONSENT.text)


async def test_an_old_invite_does_not_link_who_was_forgotten(chats, math):
    (answer,) = await chats.says(ADMIN, "/enroll 7 MATH1 Bob")
    (link,) = await chats.says(ADMIN, "/invite 7")
    code = link.text.rpartition("=")[2]
    await chats.says(ANN, f"/start {code}")
    await chats.presses(ANN, "forget-me:1")

    (answer,) = await chats.says(ANN, f"/start {code}")

    assert "don't know this invite" in answer.text
    assert chats.units.state.invites == {}


async def test_no_account_is_left_where_a_selfie_changed_a_mark(chats, math, ann):
    await chats.says(ADMIN, "/mark ANN absent MATH1")
    chats.advance(MINUTE)
    await chats.shows(ANN, "ann")
    assert {change.account_id for change in chats.units.state.history.values()} == {ADMIN}

    async with chats.units() as uow:
        (change,) = chats.units.state.history.values()
        await uow.history.add(replace(change, account_id=ANN))
        await uow.commit()
    await chats.presses(ANN, "forget-me:1")

    assert {change.account_id for change in chats.units.state.history.values()} == {ADMIN, 0}


async def test_a_teacher_is_unlinked_and_the_admins_hear_of_it(chats, math, tom):
    (question,) = await chats.says(tom, "/forget")
    assert "As a teacher" in question.text
    answers = await chats.taps(tom, question, "Erase")

    (teacher,) = chats.units.state.teachers.values()
    assert (teacher.name, teacher.account_id) == ("Tom", None)
    (told,) = to(answers, ADMIN)
    assert "Tom has unlinked" in told.text


async def test_a_button_to_forget_is_nobody_else_s(chats, ann):
    (answer,) = await chats.presses(NOBODY, "forget-me:1")

    assert answer.text == common.STALE_BUTTON
    assert chats.units.state.students[ann.id].account_id == ANN


async def test_who_is_removed_leaves_no_invite_that_names_their_account(chats, math, ann):
    async with chats.units() as uow:
        code = await linking.invite(uow, ann, NINE)
        await linking.link(uow, code=code, account_id=ANN, at=NINE)
        await enrolment.remove(uow, await uow.students.get(ann.id), NINE)
        await uow.commit()

    assert chats.units.state.invites == {}
