"""An account opens the invite of somebody who has another: the admins are asked whose it is."""

import pytest

from attendance.model import Outcome
from bot.replies import relinking as replies
from tests.unit.attendance.samples import DAY, HOUR
from tests.unit.bot.chats import ADMIN, data, labels, to
from tests.unit.bot.fakes import ANN

NEW = 555


@pytest.fixture
def opens(chats, ann):
    """Open an invite of Ann's from another account; what everybody reads then."""

    async def with_new_invite():
        (answer,) = await chats.says(ADMIN, "/invite ANN")
        chats.code = answer.text.partition("?start=")[2].split()[0]
        return await chats.says(NEW, f"/start {chats.code}")

    return with_new_invite


def account_of(chats, person):
    return chats.units.state.students[person.id].account_id


async def test_the_new_account_waits_and_every_admin_is_asked(chats, opens, ann):
    messages = await opens()

    (answer,), (question,) = to(messages, NEW), to(messages, ADMIN)
    assert answer.text.startswith("Ann is linked to another Telegram account already.")
    assert "which calls itself Somebody," in question.text
    assert "Ann (ANN), who is linked already" in question.text
    assert labels(question) == ["Move the link", "Leave it"]
    assert account_of(chats, ann) == ANN
    act = chats.units.state.audit[-1]
    assert (act.account_id, act.action, act.outcome) == (NEW, "claim", Outcome.ASKED)
    assert (act.roll_no, act.details) == ("ANN", {"old": str(ANN), "new": str(NEW)})


async def test_an_admin_moves_the_link_and_both_accounts_hear_of_it(chats, opens, ann):
    (question,) = to(await opens(), ADMIN)

    messages = await chats.taps(ADMIN, question, "Move the link")

    assert account_of(chats, ann) == NEW
    assert "Send /start" in to(messages, NEW)[0].text
    assert "no longer to this one" in to(messages, ANN)[0].text
    assert "linked to the new account now" in to(messages, ADMIN)[0].text
    act = chats.units.state.audit[-1]
    assert (act.account_id, act.action, act.roll_no) == (ADMIN, "move link", "ANN")
    assert act.details == {"old": str(ANN), "new": str(NEW)}


async def test_an_admin_leaves_the_link_and_the_invite_works_no_more(chats, opens, ann):
    (question,) = to(await opens(), ADMIN)

    messages = await chats.taps(ADMIN, question, "Leave it")

    assert account_of(chats, ann) == ANN
    assert "stays linked to another account" in to(messages, NEW)[0].text
    assert to(messages, ANN) == []
    assert chats.audited[-1] == (ADMIN, "leave link")
    (refused,) = await chats.says(NEW, f"/start {chats.code}")
    assert "I don't know this invite" in refused.text


@pytest.mark.parametrize("first", ["Move the link", "Leave it"])
@pytest.mark.parametrize("second", ["Move the link", "Leave it"])
async def test_a_decision_that_was_taken_is_not_taken_again(chats, opens, ann, first, second):
    (question,) = to(await opens(), ADMIN)
    await chats.taps(ADMIN, question, first)
    account, audited = account_of(chats, ann), chats.audited

    messages = await chats.taps(ADMIN, question, second)

    assert account_of(chats, ann) == account
    assert to(messages, NEW) == to(messages, ANN) == []
    assert chats.audited == audited


async def test_the_admins_are_asked_once_a_day_however_often_it_is_opened(chats, opens):
    await opens()
    chats.advance(HOUR)
    assert to(await chats.says(NEW, f"/start {chats.code}"), ADMIN) == []
    chats.advance(DAY)
    assert len(to(await chats.says(NEW, f"/start {chats.code}"), ADMIN)) == 1


async def test_a_teacher_s_account_is_moved_by_an_admin_alone(chats, math, tom):
    (answer,) = await chats.says(ADMIN, "/teacher MATH1 Tom")
    code = answer.text.partition("?start=")[2].split()[0]
    messages = await chats.says(NEW, f"/start {code}")
    (question,) = to(messages, ADMIN)
    assert (await chats.says(NEW, "/today MATH1"))[0].text.startswith("Only teachers")

    await chats.taps(ADMIN, question, "Move the link")

    assert "MATH1" in (await chats.says(NEW, "/today MATH1"))[0].text
    assert (await chats.says(tom, "/today MATH1"))[0].text.startswith("Only teachers")


async def test_nobody_but_an_admin_decides(chats, opens, ann, tom):
    (question,) = to(await opens(), ADMIN)
    for account_id in (NEW, ANN, tom):
        for carried in data(question):
            (answer,) = await chats.presses(account_id, carried)
            assert "Only admins can" in answer.text
    assert account_of(chats, ann) == ANN


async def test_numbers_that_were_made_up_move_nothing(chats, opens, ann, tom):
    await opens()
    for numbers in ((0, ann.id, tom, ANN + 1), (1, ann.id, NEW, ANN), (0, 10**17, NEW, ANN)):
        for verb in (replies.MOVE, replies.LEAVE):
            await chats.presses(ADMIN, ":".join((verb, *map(str, numbers))))
    assert account_of(chats, ann) == ANN
    assert len(chats.units.state.invites) == 1


async def test_who_is_linked_first_is_noted(chats, math):
    bob = await chats.school.add_student("Bob", math)
    (answer,) = await chats.says(ADMIN, "/invite BOB")
    code = answer.text.partition("?start=")[2].split()[0]

    for _ in range(2):
        await chats.says(NEW, f"/start {code}")

    assert account_of(chats, bob) == NEW
    assert chats.audited == [(ADMIN, "invite"), (NEW, "link")]
