from dataclasses import replace
from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from attendance.mail import Button, Document, Message
from attendance.model import SentPicture
from bot.pacing import Pace
from bot.sender import Sender
from storage.errors import DatabaseUnavailable
from tests.unit.attendance.samples import MINUTE, NINE
from tests.unit.bot.fakes import ANN, BOB, TOM, FakeTelegram
from tests.unit.fakes.units import FakeUnit


async def unavailable(_):
    raise DatabaseUnavailable("disk I/O error")


ADMIN = 1
SECOND = timedelta(seconds=1)
BUTTONS = ((Button(text="Yes", data="yes"), Button(text="No", data="no")),)


class Post:
    """An outbox, Telegram, and the sender between them."""

    def __init__(self, units, clock):
        self.units = units
        self.clock = clock
        self.telegram = FakeTelegram()
        self.sender = self.another_sender()

    def another_sender(self):
        """As after a restart, or in a second process."""
        return Sender(
            bot=self.telegram,
            units=self.units,
            clock=self.clock,
            pace=Pace(clock=self.clock),
            admin_ids=frozenset({ADMIN}),
        )

    async def owe(self, *messages, urgent=True):
        async with self.units() as uow:
            for message in messages:
                await uow.outbox.add(message, self.clock(), urgent=urgent)
            await uow.commit()

    async def deliver(self, *busy):
        """Send what may be sent now: the next message of each chat."""
        works = await self.sender.take(8, busy)
        for work in works:
            await work.do()
        return [work.chat_id for work in works]

    @property
    def sent(self):
        return [options.get("text") for _, options in self.telegram.calls]

    @property
    def owed(self):
        return [kept.message.text for kept in self.units.state.outbox.values()]


@pytest.fixture
def post(units, clock):
    return Post(units, clock)


def a_message(text="hello", chat_id=ANN, **values):
    return Message(chat_id=chat_id, text=text, **values)


# --- who sends, and how fast ----------------------------------------------------------------


async def test_what_one_process_has_in_hand_no_other_sends(post):
    await post.owe(a_message("one"), a_message("two"))
    (work,) = await post.sender.take(8, ())
    rival = post.another_sender()

    assert await rival.take(8, ()) == []
    await work.do()
    (work,) = await rival.take(8, ())
    await work.do()

    assert post.sent == ["one", "two"]


async def test_what_a_killed_process_had_in_hand_is_sent_once_its_lease_is_over(post):
    await post.owe(a_message())
    await post.sender.take(8, ())
    post.sender = post.another_sender()

    post.clock.advance(2 * MINUTE - SECOND)
    assert await post.deliver() == []
    post.clock.advance(SECOND)
    assert await post.deliver() == [ANN]


async def test_what_a_killed_process_had_in_hand_is_sent_at_once_if_it_is_known_to_be_gone(post):
    await post.owe(a_message())
    await post.sender.take(8, ())
    post.sender = post.another_sender()

    await post.sender.release()

    assert await post.deliver() == [ANN]


async def test_a_chat_gets_a_summary_a_second_at_most_but_every_answer_at_once(post):
    await post.owe(a_message("one"), a_message("two"), urgent=False)
    await post.deliver()

    assert await post.deliver() == []
    await post.owe(a_message("answer"))
    assert await post.deliver() == [ANN]
    post.clock.advance(SECOND)
    assert await post.deliver() == [ANN]

    assert post.sent == ["one", "answer", "two"]


async def test_however_many_summaries_are_owed_there_is_room_for_an_answer(post):
    await post.owe(*(a_message("summary", chat_id) for chat_id in range(100, 120)), urgent=False)

    works = await post.sender.take(8, ())
    under_way = [work.chat_id for work in works]
    assert under_way == [100, 101, 102, 103, 104, 105]
    assert await post.sender.take(2, under_way) == []
    await post.owe(a_message("answer", TOM))
    assert [work.chat_id for work in await post.sender.take(2, under_way)] == [TOM]

    await works[0].do()
    still_under_way = [*under_way[1:], TOM]
    assert [work.chat_id for work in await post.sender.take(2, still_under_way)] == [106]


# --- what is sent ---------------------------------------------------------------------------


async def test_a_message_is_struck_off_once_telegram_has_taken_it(post):
    await post.owe(a_message())

    await post.deliver()

    assert post.telegram.calls == [
        (
            "send_message",
            {"chat_id": ANN, "text": "hello", "reply_markup": None, "reply_parameters": None},
        )
    ]
    assert post.owed == []


async def test_a_reply_says_to_what_and_does_without_if_that_is_gone(post):
    await post.owe(a_message(reply_to=55))

    await post.deliver()

    ((_, options),) = post.telegram.calls
    assert options["reply_parameters"].message_id == 55
    assert options["reply_parameters"].allow_sending_without_reply


async def test_a_file_goes_under_its_name_with_its_text_as_caption(post):
    await post.owe(a_message("caption", document=Document(name="a.csv", content=b"a,b")))

    await post.deliver()

    (sent,) = post.telegram.named("send_document")
    assert (sent["document"], sent["filename"], sent["caption"]) == (b"a,b", "a.csv", "caption")
    assert post.owed == []


async def test_a_picture_goes_with_its_text_as_caption(post):
    await post.owe(a_message("caption", picture=b"png"), a_message("", picture=b"png"))

    await post.deliver()
    await post.deliver()

    first, second = post.telegram.named("send_photo")
    assert (first["photo"], first["caption"]) == (b"png", "caption")
    assert second["caption"] is None


async def test_buttons_carry_what_they_send_back(post):
    await post.owe(a_message(buttons=BUTTONS))

    await post.deliver()

    ((_, options),) = post.telegram.calls
    (row,) = options["reply_markup"].inline_keyboard
    assert [(button.text, button.callback_data) for button in row] == [("Yes", "yes"), ("No", "no")]


async def test_an_edit_replaces_the_message_and_takes_its_buttons_away(post):
    await post.owe(a_message("new", edits=55))

    await post.deliver()

    assert post.telegram.calls == [
        (
            "edit_message_text",
            {"text": "new", "chat_id": ANN, "message_id": 55, "reply_markup": None},
        )
    ]


# --- in which order -------------------------------------------------------------------------


async def test_messages_of_a_chat_are_sent_one_after_the_other_in_order(post):
    await post.owe(a_message("1"), a_message("2"), a_message("3"))

    for _ in range(3):
        assert await post.deliver() == [ANN]

    assert post.sent == ["1", "2", "3"]


async def test_answers_go_before_summaries(post):
    await post.owe(a_message("summary"), urgent=False)
    await post.owe(a_message("answer"))

    await post.deliver()

    assert post.sent == ["answer"]


async def test_different_chats_are_sent_to_at_once_and_busy_ones_left_out(post):
    await post.owe(a_message("1"), a_message("2", BOB), a_message("3", 300))

    assert sorted(await post.deliver(300)) == [ANN, BOB]


async def test_a_message_that_has_to_wait_keeps_its_turn(post):
    await post.owe(a_message("1"), a_message("2"))
    post.telegram.failures.append(RetryAfter(30))

    await post.deliver()
    assert await post.deliver() == []

    post.clock.advance(30 * SECOND)
    await post.deliver()
    await post.deliver()
    assert post.sent == ["1", "1", "2"]


# --- what goes wrong ------------------------------------------------------------------------


async def test_telegram_is_left_alone_for_as_long_as_it_says(post):
    await post.owe(a_message())
    post.telegram.failures.append(RetryAfter(17))

    await post.deliver()

    post.clock.advance(17 * SECOND - timedelta.resolution)
    assert await post.deliver() == []
    post.clock.advance(timedelta.resolution)
    assert await post.deliver() == [ANN]
    assert post.owed == []


@pytest.mark.parametrize(
    "error", [BadRequest("message text is empty"), Forbidden("bot was blocked by the user")]
)
async def test_what_telegram_will_never_take_is_given_up_and_logged(post, caplog, error):
    await post.owe(a_message("secret words"), a_message("next"))
    post.telegram.failures.append(error)

    await post.deliver()
    await post.deliver()

    assert post.owed == []
    assert post.sent == ["secret words", "next"]
    assert f"chat_id={ANN}" in caplog.text
    assert "secret words" not in caplog.text


@pytest.mark.parametrize(
    "error", [NetworkError("gone"), TimedOut(), TelegramError("Invalid server response")]
)
async def test_what_may_pass_is_tried_again_ever_more_patiently(post, error):
    await post.owe(a_message())
    waits = []
    for _ in range(12):
        post.telegram.failures.append(error)
        began = post.clock()
        await post.deliver()
        (kept,) = post.units.state.outbox.values()
        waits.append((kept.available_at - began) // SECOND)
        post.clock.now = kept.available_at

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    await post.deliver()
    assert post.owed == []


@pytest.mark.parametrize(
    ("error", "sent"),
    [
        (BadRequest("Message is not modified: the same"), ["new"]),
        (BadRequest("Message to edit not found"), ["new", "new"]),
    ],
)
async def test_an_edit_of_a_message_that_is_gone_becomes_a_new_one(post, error, sent):
    await post.owe(a_message("new", edits=55, buttons=BUTTONS))
    post.telegram.failures.append(error)

    await post.deliver()

    assert post.sent == sent
    assert post.owed == []
    for options in post.telegram.named("send_message"):
        assert options["reply_markup"].inline_keyboard


async def test_what_telegram_has_taken_is_not_sent_again_when_it_could_not_be_struck_off(
    post, monkeypatch
):
    await post.owe(a_message())
    with monkeypatch.context() as patch:
        patch.setattr(FakeUnit, "commit", unavailable)
        with pytest.raises(DatabaseUnavailable):
            await post.deliver()

    await post.deliver()

    assert post.sent == ["hello"]
    assert post.owed == []


async def test_an_error_is_kept_without_its_words(post):
    await post.owe(a_message())
    post.telegram.failures.append(NetworkError("https://api.telegram.org/bot123:token"))

    await post.deliver()

    (kept,) = post.units.state.outbox.values()
    assert (kept.attempts, kept.error) == (1, "NetworkError")


async def test_one_chats_trouble_is_not_anothers(post):
    await post.owe(a_message("1"), a_message("2", BOB))
    post.telegram.failures.append(RetryAfter(60))

    await post.deliver()

    assert post.owed == ["1"]
    assert post.clock() == NINE < NINE + MINUTE


# --- pictures that Telegram has -------------------------------------------------------------


@pytest.mark.parametrize(("as_document", "how"), [(False, "photo"), (True, "document")])
async def test_a_picture_that_telegram_has_is_sent_by_its_id(post, as_document, how):
    picture = SentPicture(file_id="AgAC", as_document=as_document)
    await post.owe(Message(chat_id=ANN, text="Look", sent_picture=picture, buttons=BUTTONS))

    await post.deliver()

    ((name, options),) = post.telegram.calls
    assert name == f"send_{how}"
    assert (options[how], options["caption"]) == ("AgAC", "Look")
    assert options["reply_markup"] is not None


async def test_what_a_picture_says_is_edited_as_its_caption(post):
    await post.owe(Message(chat_id=ANN, text="Done", edits=5, captioned=True))

    await post.deliver()

    ((name, options),) = post.telegram.calls
    assert name == "edit_message_caption"
    assert (options["message_id"], options["caption"]) == (5, "Done")


async def test_a_caption_that_cannot_be_edited_is_said_anew(post):
    post.telegram.failures.append(BadRequest("Message to edit not found"))
    await post.owe(Message(chat_id=ANN, text="Done", edits=5, captioned=True))

    await post.deliver()

    assert post.telegram.calls[-1][0] == "send_message"
    assert post.owed == []


# --- who has blocked us ---------------------------------------------------------------------


async def a_teacher(post):
    async with post.units() as uow:
        teacher = await uow.teachers.add("Tom")
        await uow.teachers.save(replace(teacher, account_id=TOM, linked_at=NINE))
        await uow.commit()


async def send_to(post, account_id, *failures):
    post.telegram.failures.extend(failures)
    await post.owe(Message(chat_id=account_id, text="Your summary"), urgent=False)
    await post.deliver()
    post.telegram.failures.clear()


async def test_a_teacher_who_has_blocked_us_is_told_of_once_and_nothing_is_retried(post):
    await a_teacher(post)

    await send_to(post, TOM, Forbidden("bot was blocked by the user"))
    assert len(post.owed) == 1
    assert "Tom has blocked me" in post.owed[0]
    await post.deliver()
    await send_to(post, TOM, Forbidden("bot was blocked by the user"))

    assert post.owed == []
    assert [call["chat_id"] for call in post.telegram.named("send_message")] == [TOM, ADMIN, TOM]


async def test_a_teacher_who_blocks_us_again_is_told_of_again(post):
    await a_teacher(post)
    await send_to(post, TOM, Forbidden("blocked"))
    await post.deliver()
    await send_to(post, TOM)

    await send_to(post, TOM, Forbidden("blocked"))

    assert len(post.owed) == 1


async def test_of_a_student_who_has_blocked_us_nobody_is_told(post):
    await send_to(post, ANN, Forbidden("blocked"))

    assert post.owed == []


async def test_an_admin_who_has_blocked_us_is_not_written_to_about_it(post):
    async with post.units() as uow:
        teacher = await uow.teachers.add("Ada")
        await uow.teachers.save(replace(teacher, account_id=ADMIN, linked_at=NINE))
        await uow.commit()

    await send_to(post, ADMIN, Forbidden("blocked"))

    assert post.owed == []


async def test_a_guardian_who_has_blocked_us_is_told_of_by_their_child_s_name(post):
    async with post.units() as uow:
        bob = await uow.students.add("B1", "Bob")
        zoe = await uow.guardians.add(700)
        await uow.guardians.link(zoe.id, bob.id, NINE)
        await uow.commit()

    await send_to(post, 700, Forbidden("blocked"))

    (told,) = post.owed
    assert told.startswith("A guardian of Bob (B1) has blocked me")
    await post.deliver()
    await send_to(post, 700, Forbidden("blocked"))
    assert post.owed == []
