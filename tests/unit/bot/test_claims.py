import pytest

from attendance import linking
from bot.replies import claims as replies
from tests.unit.bot.chats import ADMIN, data, to
from tests.unit.bot.fakes import ANN


@pytest.fixture
async def bob(chats, math):
    return await chats.school.add_student("Bob", math)


@pytest.fixture
async def opens(chats, ann, bob):
    """Ann's account opens the invite of Bob; what is owed to anybody."""

    async def open_():
        async with chats.units() as uow:
            code = await linking.invite(uow, bob, chats.clock())
            await uow.commit()
        return await chats.says(ANN, f"/start {code}")

    return open_


def account_of(chats, student):
    return chats.units.state.students[student.id].account_id


async def test_a_second_claim_is_put_to_the_admins_and_changes_nothing(chats, opens, ann, bob):
    sent = await opens()

    (answer,) = to(sent, ANN)
    assert "belongs to Ann already" in answer.text
    (question,) = to(sent, ADMIN)
    assert "Ann (ANN)" in question.text
    assert "Bob (BOB)" in question.text
    assert (account_of(chats, ann), account_of(chats, bob)) == (ANN, None)
    assert chats.audited[-1] == (ANN, "refused")


async def test_admins_are_asked_once_however_often_it_is_opened(opens):
    await opens()
    assert to(await opens(), ADMIN) == []


async def test_an_admin_moves_the_account(chats, opens, ann, bob):
    (question,) = to(await opens(), ADMIN)

    sent = await chats.taps(ADMIN, question, "Move the account")

    assert (account_of(chats, ann), account_of(chats, bob)) == (None, ANN)
    assert "Bob (BOB)'s now" in to(sent, ADMIN)[0].text
    assert "this account is Bob's" in to(sent, ANN)[0].text
    assert chats.audited[-1] == (ADMIN, "move account")


async def test_an_admin_leaves_the_account(chats, opens, ann, bob):
    (question,) = to(await opens(), ADMIN)

    sent = await chats.taps(ADMIN, question, "Leave it")

    assert (account_of(chats, ann), account_of(chats, bob)) == (ANN, None)
    assert "stays Ann's" in to(sent, ANN)[0].text
    assert chats.audited[-1] == (ADMIN, "leave account")


@pytest.mark.parametrize("label", ["Move the account", "Leave it"])
async def test_a_decision_that_was_taken_is_not_taken_again(chats, opens, ann, bob, label):
    (question,) = to(await opens(), ADMIN)
    await chats.taps(ADMIN, question, "Move the account")

    sent = await chats.taps(ADMIN, question, label)

    assert (account_of(chats, ann), account_of(chats, bob)) == (None, ANN)
    assert to(sent, ANN) == []


async def test_who_was_linked_meanwhile_keeps_their_account(chats, opens, ann, bob):
    (question,) = to(await opens(), ADMIN)
    async with chats.units() as uow:
        await linking.give_account(uow, bob, 777)
        await uow.commit()

    (answer,) = await chats.taps(ADMIN, question, "Move the account")

    assert "Nothing was changed" in answer.text
    assert (account_of(chats, ann), account_of(chats, bob)) == (ANN, 777)


async def test_nobody_but_an_admin_can_move_an_account(chats, opens, ann, bob, tom):
    (question,) = to(await opens(), ADMIN)
    for account_id in (ANN, tom, 900):
        (answer,) = await chats.presses(account_id, data(question)[0])
        assert "Only admins can" in answer.text
    assert (account_of(chats, ann), account_of(chats, bob)) == (ANN, None)


async def test_numbers_that_were_made_up_move_nothing(chats, ann, bob):
    for numbers in ((ANN, bob.id, ann.id), (1, ann.id, bob.id), (ANN, 10**17, bob.id)):
        await chats.presses(ADMIN, ":".join((replies.MOVE, *map(str, numbers))))
    assert (account_of(chats, ann), account_of(chats, bob)) == (ANN, None)
