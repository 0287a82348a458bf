"""An invite alone does not say whose an account is: the admins are asked."""

import pytest

from attendance import linking
from attendance.model import Outcome
from bot.replies import claims as replies
from tests.unit.attendance.samples import DAY, HOUR
from tests.unit.bot.chats import ADMIN, data, labels, to
from tests.unit.bot.fakes import ANN

NEW = 555
DECISIONS = ["Move the link", "Leave it"]


@pytest.fixture
async def bob(chats, math):
    return await chats.school.add_student("Bob", math)


@pytest.fixture
def opens(chats):
    """Somebody's account opens a new invite of a person; what everybody reads then."""

    async def with_new_invite(account_id, person):
        async with chats.units() as uow:
            chats.code = await linking.invite(uow, person, chats.clock())
            await uow.commit()
        return await chats.says(account_id, f"/start {chats.code}")

    return with_new_invite


def account_of(chats, person):
    state = chats.units.state
    return (state.students.get(person.id) or state.teachers[person.id]).account_id


# --- the account is a second student's ------------------------------------------------------


async def test_a_second_claim_is_put_to_the_admins_and_changes_nothing(chats, opens, ann, bob):
    sent = await opens(ANN, bob)

    (answer,), (question,) = to(sent, ANN), to(sent, ADMIN)
    assert "belongs to Ann already" in answer.text
    assert "Ann (ANN)" in question.text
    assert "Bob (BOB)" in question.text
    assert (account_of(chats, ann), account_of(chats, bob)) == (ANN, None)
    act = chats.units.state.audit[-1]
    assert (act.account_id, act.action, act.outcome) == (ANN, "claim", Outcome.ASKED)
    assert (act.roll_no, act.other_roll_no, act.details) == ("BOB", "ANN", {"new": str(ANN)})


async def test_an_admin_moves_the_account(chats, opens, ann, bob):
    (question,) = to(await opens(ANN, bob), ADMIN)

    sent = await chats.taps(ADMIN, question, "Move the link")

    assert (account_of(chats, ann), account_of(chats, bob)) == (None, ANN)
    assert "linked to Bob (BOB) now. For Ann (ANN): /invite ANN" in to(sent, ADMIN)[0].text
    assert "this account is Bob's, and no longer Ann's" in to(sent, ANN)[0].text
    assert chats.audited[-1] == (ADMIN, "move link")


async def test_an_admin_leaves_the_account_and_the_invite_works_no_more(chats, opens, ann, bob):
    (question,) = to(await opens(ANN, bob), ADMIN)

    sent = await chats.taps(ADMIN, question, "Leave it")

    assert (account_of(chats, ann), account_of(chats, bob)) == (ANN, None)
    assert "stays Ann's" in to(sent, ANN)[0].text
    assert "/invite BOB makes a new one" in to(sent, ADMIN)[0].text
    assert chats.audited[-1] == (ADMIN, "leave link")
    (refused,) = await chats.says(NEW, f"/start {chats.code}")
    assert "I don't know this invite" in refused.text


async def test_who_was_linked_meanwhile_keeps_their_account(chats, opens, ann, bob):
    (question,) = to(await opens(ANN, bob), ADMIN)
    async with chats.units() as uow:
        await linking.give_account(uow, bob, 777)
        await uow.commit()

    (answer,) = await chats.taps(ADMIN, question, "Move the link")

    assert "Nothing was changed" in answer.text
    assert (account_of(chats, ann), account_of(chats, bob)) == (ANN, 777)


async def test_a_student_who_has_an_account_may_be_given_that_of_another(chats, opens, ann, bob):
    await opens(NEW, bob)
    (question,) = to(await opens(ANN, bob), ADMIN)
    assert "Bob (BOB), who is linked to another account" in question.text

    sent = await chats.taps(ADMIN, question, "Move the link")

    assert (account_of(chats, ann), account_of(chats, bob)) == (None, ANN)
    assert "no longer to this one" in to(sent, NEW)[0].text


# --- the person has another account ---------------------------------------------------------


async def test_the_new_account_waits_and_every_admin_is_asked(chats, opens, ann):
    messages = await opens(NEW, ann)

    (answer,), (question,) = to(messages, NEW), to(messages, ADMIN)
    assert answer.text.startswith("Ann is linked to another Telegram account already.")
    assert "which calls itself Somebody," in question.text
    assert "Ann (ANN), who is linked already" in question.text
    assert labels(question) == DECISIONS
    assert account_of(chats, ann) == ANN
    act = chats.units.state.audit[-1]
    assert (act.account_id, act.action, act.outcome) == (NEW, "claim", Outcome.ASKED)
    assert (act.roll_no, act.details) == ("ANN", {"old": str(ANN), "new": str(NEW)})


async def test_an_admin_moves_the_link_and_both_accounts_hear_of_it(chats, opens, ann):
    (question,) = to(await opens(NEW, ann), ADMIN)

    messages = await chats.taps(ADMIN, question, "Move the link")

    assert account_of(chats, ann) == NEW
    assert "Send /start" in to(messages, NEW)[0].text
    assert "no longer to this one" in to(messages, ANN)[0].text
    assert "linked to the new account now" in to(messages, ADMIN)[0].text
    act = chats.units.state.audit[-1]
    assert (act.account_id, act.action, act.roll_no) == (ADMIN, "move link", "ANN")
    assert act.details == {"old": str(ANN), "new": str(NEW)}


async def test_an_admin_leaves_the_link_and_the_new_account_hears_of_it(chats, opens, ann):
    (question,) = to(await opens(NEW, ann), ADMIN)

    messages = await chats.taps(ADMIN, question, "Leave it")

    assert account_of(chats, ann) == ANN
    assert "stays linked to another account" in to(messages, NEW)[0].text
    assert to(messages, ANN) == []
    assert chats.audited[-1] == (ADMIN, "leave link")


# --- teachers -------------------------------------------------------------------------------


async def test_a_teacher_s_account_is_moved_by_an_admin_alone(chats, math, tom):
    (answer,) = await chats.says(ADMIN, "/teacher MATH1 Tom")
    code = answer.text.partition("?start=")[2].split()[0]
    messages = await chats.says(NEW, f"/start {code}")
    (question,) = to(messages, ADMIN)
    assert (await chats.says(NEW, "/today MATH1"))[0].text.startswith("Only teachers")

    await chats.taps(ADMIN, question, "Move the link")

    assert "MATH1" in (await chats.says(NEW, "/today MATH1"))[0].text
    assert (await chats.says(tom, "/today MATH1"))[0].text.startswith("Only teachers")


async def test_a_teacher_s_account_that_opens_another_teacher_s_invite_waits(chats, opens, tom):
    kim = await chats.school.add_teacher("Kim", linked_at=None)

    messages = await opens(tom, kim)

    (answer,), (question,) = to(messages, tom), to(messages, ADMIN)
    assert "belongs to Tom already" in answer.text
    assert "send /teacher CLASS Tom instead" in question.text
    assert account_of(chats, kim) is None

    sent = await chats.taps(ADMIN, question, "Move the link")

    assert account_of(chats, kim) == tom
    assert [one.account_id for one in chats.units.state.teachers.values()] == [None, tom]
    assert "For Tom: /teacher CLASS Tom" in to(sent, ADMIN)[0].text


# --- any ------------------------------------------------------------------------------------


@pytest.fixture(params=["a second student", "a new account"])
async def question(request, opens, ann, bob):
    """What an admin is asked, however it came about."""
    sent = await (opens(ANN, bob) if request.param == "a second student" else opens(NEW, ann))
    (asked,) = to(sent, ADMIN)
    return asked


@pytest.mark.parametrize("first", DECISIONS)
@pytest.mark.parametrize("second", DECISIONS)
async def test_a_decision_that_was_taken_is_not_taken_again(
    chats, question, ann, bob, first, second
):
    await chats.taps(ADMIN, question, first)
    accounts, audited = (account_of(chats, ann), account_of(chats, bob)), chats.audited

    messages = await chats.taps(ADMIN, question, second)

    assert (account_of(chats, ann), account_of(chats, bob)) == accounts
    assert to(messages, NEW) == to(messages, ANN) == []
    assert chats.audited == audited


async def test_nobody_but_an_admin_decides(chats, question, ann, bob, tom):
    for account_id in (NEW, ANN, tom):
        for carried in data(question):
            (answer,) = await chats.presses(account_id, carried)
            assert "Only admins can" in answer.text
    assert (account_of(chats, ann), account_of(chats, bob)) == (ANN, None)


async def test_the_admins_are_asked_once_a_day_however_often_it_is_opened(chats, opens, ann, bob):
    assert len(to(await opens(NEW, ann), ADMIN)) == 1
    chats.advance(HOUR)
    assert to(await chats.says(NEW, f"/start {chats.code}"), ADMIN) == []
    chats.advance(DAY)
    assert len(to(await chats.says(NEW, f"/start {chats.code}"), ADMIN)) == 1


async def test_about_each_student_they_are_asked(chats, opens, ann, bob, math):
    await opens(ANN, bob)
    cat = await chats.school.add_student("Cat", math)

    assert len(to(await opens(ANN, cat), ADMIN)) == 1


async def test_numbers_that_were_made_up_move_nothing(chats, opens, ann, bob, tom):
    await opens(NEW, ann)
    for numbers in (
        (0, ann.id, tom, ANN + 1, 0),
        (1, ann.id, NEW, ANN, 0),
        (0, 10**17, NEW, ANN, 0),
        (0, ann.id, NEW, ANN, bob.id),
        (0, bob.id, ANN, 0, ann.id),
        (9, ann.id, NEW, ANN, 10**17),
    ):
        for verb in (replies.MOVE, replies.LEAVE):
            await chats.presses(ADMIN, ":".join((verb, *map(str, numbers))))
    assert (account_of(chats, ann), account_of(chats, bob)) == (ANN, None)
    assert len(chats.units.state.invites) == 1


async def test_who_is_linked_first_is_noted(chats, math, bob):
    (answer,) = await chats.says(ADMIN, "/invite BOB")
    code = answer.text.partition("?start=")[2].split()[0]

    for _ in range(2):
        await chats.says(NEW, f"/start {code}")

    assert account_of(chats, bob) == NEW
    assert chats.audited == [(ADMIN, "invite"), (NEW, "link")]
