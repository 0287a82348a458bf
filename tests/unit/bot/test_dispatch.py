import re
from dataclasses import replace
from datetime import timedelta

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from attendance.mail import Received
from attendance.model import Role, UpdateKey
from bot.dispatch import Dispatcher
from bot.intake import Contact, Intake
from bot.journal import Journal
from bot.replies import common
from storage.errors import Conflict, DatabaseUnavailable
from tests.unit.bot.fakes import (
    ANN,
    BOB,
    BOT_ID,
    CLASSROOM,
    TOM,
    FakeTelegram,
    a_photo,
    a_press,
    a_text,
)

SECOND = timedelta(seconds=1)
ADMIN = 1
DELETED = {
    "business_connection_id": "1",
    "chat": {"id": 1, "type": "private"},
    "message_ids": [1],
}


class FakeServices:
    """What the dispatcher itself uses of the services."""

    def __init__(self, units, clock):
        self.units = units
        self.clock = clock
        self.telegram = FakeTelegram()
        self.admin_ids = frozenset({ADMIN})
        self.journal = Journal()


class Desk:
    """An inbox, and a dispatcher whose handler does what a test says."""

    def __init__(self, units, clock):
        self.units = units
        self.clock = clock
        self.services = FakeServices(units, clock)
        self.turns = []
        self.failures = []
        self.dispatcher = Dispatcher(services=self.services, handler=self._handle)

    async def receive(self, *updates):
        intake = Intake(
            bot=self.services.telegram,
            units=self.units,
            clock=self.clock,
            contact=Contact(),
            stored=lambda: None,
        )
        await intake.store(list(updates))

    async def handle(self, *busy):
        """Handle the next update of each chat."""
        works = await self.dispatcher.take(8, busy)
        for work in works:
            await work.do()
        return [work.chat_id for work in works]

    async def fail(self, error=None):
        """Handle the next update, with that error each time, until it is set aside."""
        before = len(self.answers)
        while len(self.answers) == before:
            self.failures = [error] if error else []
            await self.handle()
            waiting = [kept for kept in self.units.state.inbox.values() if not kept.done_at]
            if waiting and len(self.answers) == before:
                self.clock.now = waiting[0].available_at

    async def _handle(self, turn):
        self.turns.append(turn)
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, Exception):
            raise failure
        await turn.answer(turn.says("done"))
        if failure == "afterwards":
            raise ZeroDivisionError

    @property
    def answers(self):
        return [kept.message.text for kept in self.units.state.outbox.values()]

    def kept(self, update_id=1):
        return self.units.state.inbox[UpdateKey(bot_id=BOT_ID, update_id=update_id)]


@pytest.fixture
def desk(units, clock):
    return Desk(units, clock)


# --- what a handler is given ----------------------------------------------------------------


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


# --- done, in order -------------------------------------------------------------------------


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


# --- failures -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [ZeroDivisionError("secret"), BadRequest("chat not found"), Conflict("a rule")],
)
async def test_a_failure_becomes_an_apology_whose_reference_is_in_the_log(desk, caplog, error):
    await desk.receive(a_text(1))

    await desk.fail(error)

    (apology,) = desk.answers
    reference = re.search(r"reference (\w+)", apology).group(1)
    assert f"reference={reference}" in caplog.text
    assert type(error).__name__ in caplog.text
    assert str(error) not in apology
    assert desk.kept().done_at is not None
    assert desk.kept().error == f"{reference} {type(error).__name__}"
    assert desk.kept().update.payload == a_text(1)


async def test_every_failure_has_a_reference_of_its_own(desk):
    await desk.receive(a_text(1), a_text(2))

    await desk.fail(ZeroDivisionError())
    await desk.fail(ZeroDivisionError())

    assert len(set(desk.answers)) == 2


async def test_after_a_failure_the_chat_goes_on(desk):
    await desk.receive(a_text(1), a_text(2))

    await desk.fail(ZeroDivisionError())
    await desk.handle()

    assert desk.answers[1:] == ["done"]


async def test_the_apology_for_a_photo_is_a_reply_to_it(desk):
    await desk.receive(a_photo(1))

    await desk.fail(ZeroDivisionError())

    (kept,) = desk.units.state.outbox.values()
    assert kept.message.reply_to == 1001
    assert kept.message.chat_id == ANN


@pytest.mark.parametrize("error", [NetworkError("gone"), TimedOut(), RuntimeError("a hiccup")])
async def test_a_failure_that_may_pass_is_tried_again_ever_more_patiently(desk, error):
    await desk.receive(a_text(1))
    waits = []
    for _ in range(3):
        desk.failures = [error]
        began = desk.clock()
        await desk.handle()
        assert await desk.handle() == []
        desk.clock.now = desk.kept().available_at
        waits.append((desk.clock() - began) // SECOND)

    assert waits == [1, 2, 4]
    assert desk.answers == []
    await desk.handle()
    assert desk.answers == ["done"]


async def test_an_update_that_is_tried_again_keeps_its_place_in_the_chat(desk):
    await desk.receive(a_text(1), a_text(2))
    desk.failures = [NetworkError("gone")]

    await desk.handle()
    assert await desk.handle() == []
    desk.clock.advance(SECOND)
    await desk.handle()
    await desk.handle()

    assert [turn.key.update_id for turn in desk.turns] == [1, 1, 2]


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (ZeroDivisionError(), 7),
        (BadRequest("wrong file_id"), 7),
        (BadRequest("file is temporarily unavailable"), 31),
    ],
)
async def test_a_failure_that_does_not_pass_is_set_aside_in_the_end(desk, error, seconds):
    await desk.receive(a_text(1))
    began = desk.clock()

    await desk.fail(error)

    assert desk.clock() - began == seconds * SECOND
    assert "reference" in desk.answers[0]
    assert await desk.handle() == []


async def test_telegram_may_be_away_for_an_hour_and_its_files_are_read_within_a_minute(desk):
    await desk.receive(a_text(1))
    began = desk.clock()
    while desk.clock() - began < 60 * 60 * SECOND:
        desk.failures = [NetworkError("gone")]
        assert await desk.handle() == [ANN]
        desk.clock.now = desk.kept().available_at

    assert desk.clock() - began <= 61 * 60 * SECOND
    await desk.handle()
    assert desk.answers == ["done"]


async def test_what_telegram_never_gives_is_set_aside_after_some_hours(desk):
    await desk.receive(a_text(1))
    began = desk.clock()

    await desk.fail(NetworkError("gone"))

    assert 100 * 60 * SECOND < desk.clock() - began < 150 * 60 * SECOND


async def test_what_was_set_aside_is_handled_when_an_admin_wants_it_again(desk):
    await desk.receive(a_text(1), a_text(2))
    await desk.fail(ZeroDivisionError())
    async with desk.units() as uow:
        assert await uow.inbox.retry(desk.clock()) == 1
        await uow.commit()

    await desk.handle()

    assert desk.turns[-1].key.update_id == 1
    assert desk.answers[1:] == ["done"]
    assert desk.kept().error is None


async def test_telegram_is_left_alone_for_as_long_as_it_says(desk):
    await desk.receive(a_text(1))
    desk.failures = [RetryAfter(40)]

    await desk.handle()

    assert desk.kept().available_at == desk.clock() + 40 * SECOND


async def test_without_the_database_an_update_stays_as_it_is(desk):
    await desk.receive(a_text(1))
    desk.failures = [DatabaseUnavailable("disk I/O error")]

    with pytest.raises(DatabaseUnavailable):
        await desk.handle()

    assert desk.answers == []
    await desk.handle()
    assert desk.answers == ["done"]


async def test_what_fails_after_the_answer_is_logged_and_the_answer_stands(desk, caplog):
    await desk.receive(a_text(1))
    desk.failures = ["afterwards"]

    await desk.handle()

    assert desk.answers == ["done"]
    assert desk.kept().done_at is not None
    assert "ZeroDivisionError" in caplog.text


async def test_whoever_sent_what_cannot_be_understood_is_asked_for_another(desk, caplog):
    update = a_text(1)
    del update["message"]["date"]
    await desk.receive(update)

    await desk.handle()

    assert desk.turns == []
    assert desk.answers == [common.UNREADABLE]
    assert desk.kept().done_at is not None
    assert desk.kept().error is None
    (line,) = caplog.records
    assert "update_id=1" in line.getMessage()
    assert line.exc_info is None


async def test_what_cannot_be_understood_and_has_no_chat_is_done_with(desk):
    update = a_text(1)
    del update["message"]["chat"]["type"]
    await desk.receive(update)

    await desk.handle()

    assert desk.answers == []
    assert desk.kept().done_at is not None


async def test_what_bots_write_is_not_heard(desk):
    update = a_text(1)
    update["message"]["from"]["is_bot"] = True
    await desk.receive(update)

    await desk.handle()

    assert (desk.turns, desk.answers) == ([], [])
    assert desk.kept().done_at is not None
