from dataclasses import replace

import pytest

from attendance.mail import Received
from attendance.model import Role, UpdateKey
from bot.dispatch import Dispatcher
from tests.unit.bot.dispatching.desk import ADMIN
from tests.unit.bot.fakes import (
    ANN,
    BOB,
    BOT_ID,
    CLASSROOM,
    TOM,
    a_photo,
    a_press,
    a_text,
)

DELETED = {
    "business_connection_id": "1",
    "chat": {"id": 1, "type": "private"},
    "message_ids": [1],
}


async def test_a_message_reaches_the_handler_with_its_chat_and_sender(desk):
    await desk.receive(a_text(1, "hello"))

    await desk.handle()

    (turn,) = desk.turns
    assert (turn.key.update_id, turn.chat_id, turn.message.text) == (1, ANN, "hello")
    assert turn.sender.account_id == ANN
    assert turn.sender.roles == frozenset()
    assert turn.press is None
    assert not turn.edited
    assert turn.now == desk.clock()


async def test_a_sender_is_everything_their_account_is_linked_to(desk):
    async with desk.units() as uow:
        student = await uow.students.add("A1", "Ann")
        await uow.students.save(replace(student, account_id=ADMIN))
        teacher = await uow.teachers.add("Tom")
        await uow.teachers.save(replace(teacher, account_id=TOM))
        await uow.commit()
    await desk.receive(a_text(1, chat=ADMIN, sender=ADMIN), a_text(2, chat=TOM, sender=TOM))

    await desk.handle()

    roles = {turn.chat_id: turn.sender.roles for turn in desk.turns}
    assert roles == {ADMIN: {Role.STUDENT, Role.ADMIN}, TOM: {Role.TEACHER}}


async def test_an_edited_message_says_that_it_is_edited(desk):
    update = a_text(1)
    update["edited_message"] = update.pop("message") | {"edit_date": 1}
    await desk.receive(update)

    await desk.handle()

    (turn,) = desk.turns
    assert turn.edited
    assert turn.message.text == "hello"


async def test_a_press_comes_without_the_message_that_was_pressed(desk):
    await desk.receive(a_press(1, "consent:yes"))

    await desk.handle()

    (turn,) = desk.turns
    assert turn.press.data == "consent:yes"
    assert turn.message is None
    assert turn.sender.account_id == ANN


async def test_what_is_said_in_groups_is_not_heard(desk):
    await desk.receive(a_text(1, chat=CLASSROOM), a_photo(2, chat=CLASSROOM))

    assert await desk.handle() == [CLASSROOM]
    assert await desk.handle() == [CLASSROOM]

    assert desk.turns == []
    assert desk.answers == []
    assert await desk.handle() == []


@pytest.mark.parametrize("update", [{}, {"deleted_business_messages": DELETED}])
async def test_an_update_that_nobody_sent_is_done(desk, update):
    payload = {"update_id": 1} | update
    async with desk.units() as uow:
        received = Received(key=UpdateKey(bot_id=BOT_ID, update_id=1), chat_id=0, payload=payload)
        await uow.inbox.receive([received], desk.clock())
        await uow.commit()

    await desk.handle()

    assert desk.turns == []
    assert desk.kept().done_at is not None


async def test_a_handled_update_is_done_and_its_words_are_forgotten(desk):
    await desk.receive(a_text(1, "private words"))

    await desk.handle()

    assert desk.kept().done_at == desk.clock()
    assert desk.kept().update.payload == {}
    assert desk.answers == ["done"]


async def test_an_update_whose_handler_says_nothing_is_done(desk, units, clock):
    async def silent(_turn):
        pass

    await desk.receive(a_text(1))
    for work in await Dispatcher(services=desk.services, handler=silent).take(8, ()):
        await work.do()

    assert desk.kept().done_at is not None
    assert desk.answers == []


async def test_updates_of_a_chat_are_handled_in_order_and_busy_chats_left_out(desk):
    await desk.receive(a_text(1), a_text(2), a_text(3, chat=BOB, sender=BOB))

    assert await desk.handle(ANN) == [BOB]
    assert await desk.handle() == [ANN]
    assert await desk.handle() == [ANN]
    assert [turn.key.update_id for turn in desk.turns] == [3, 1, 2]


async def test_what_bots_write_is_not_heard(desk):
    update = a_text(1)
    update["message"]["from"]["is_bot"] = True
    await desk.receive(update)

    await desk.handle()

    assert (desk.turns, desk.answers) == ([], [])
    assert desk.kept().done_at is not None
