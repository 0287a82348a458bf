"""``/stats``: what waits, what could not be handled, and who cannot be reached."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from attendance.mail import Message, Received
from attendance.model import UpdateKey
from tests.unit.attendance.samples import HOUR, MINUTE
from tests.unit.bot.chats import ADMIN, data, labels
from tests.unit.bot.fakes import ANN, BOB, BOT_ID, TOM, a_text


async def set_aside(chats, *update_ids, error="ABC123 ZeroDivisionError"):
    """Updates with private words that could not be handled."""
    async with chats.units() as uow:
        for update_id in update_ids:
            payload = a_text(update_id, "/help private words")
            key = UpdateKey(bot_id=BOT_ID, update_id=update_id)
            received = Received(key=key, chat_id=ANN, payload=payload)
            await uow.inbox.receive([received], chats.clock())
            await uow.inbox.set_aside(key, chats.clock(), error)
        await uow.commit()


def kept(chats, update_id):
    return chats.units.state.inbox[UpdateKey(bot_id=BOT_ID, update_id=update_id)]


async def test_when_all_is_well_stats_is_three_lines_and_no_buttons(chats):
    (answer,) = await chats.says(ADMIN, "/stats")

    assert answer.text.splitlines() == [
        "Waiting to be handled: 0",
        "Waiting to be sent: 0",
        "Could not be handled: 0",
    ]
    assert answer.buttons == ()


async def test_what_could_not_be_handled_is_listed_by_reference_class_and_age_without_words(chats):
    await set_aside(chats, 501)
    chats.advance(2 * HOUR + MINUTE)

    (answer,) = await chats.says(ADMIN, "/stats")

    assert "Could not be handled: 1" in answer.text.splitlines()
    assert "• ABC123 · update 501 · ZeroDivisionError · 2 hours ago" in answer.text.splitlines()
    assert "private" not in answer.text
    assert labels(answer) == ["Retry ABC123", "Drop ABC123"]


async def test_the_newest_have_buttons_and_all_can_be_retried(chats):
    await set_aside(chats, *range(501, 511))

    (answer,) = await chats.says(ADMIN, "/stats")

    assert "Could not be handled: 10 (2 more than these)" in answer.text.splitlines()
    assert [int(number) for number in re.findall(r"update (\d+)", answer.text)] == list(
        range(510, 502, -1)
    )
    assert labels(answer)[-1] == "Retry all 10"
    (again,) = await chats.taps(ADMIN, answer, "Retry all")
    assert again.text.startswith("Trying 10 updates again.")
    assert "Waiting to be handled: 10, the oldest for 0 seconds" in again.text.splitlines()
    assert (ADMIN, "retry updates") in chats.audited


async def test_one_that_is_retried_is_handled_as_if_it_had_just_come(chats):
    await set_aside(chats, 501)
    (answer,) = await chats.says(ADMIN, "/stats")

    (again,) = await chats.taps(ADMIN, answer, "Retry ABC123")

    assert again.edits
    assert again.text.startswith("Trying 1 update again.")
    assert "Could not be handled: 0" in again.text.splitlines()
    assert again.buttons == ()
    assert (ADMIN, "retry update") in chats.audited
    (work,) = await chats.dispatcher.take(8, ())
    await work.do()
    assert kept(chats, 501).done_at is not None
    assert kept(chats, 501).error is None
    told = [one.message for one in chats.units.state.outbox.values()]
    assert [message.chat_id for message in told] == [ADMIN, ANN]
    assert "/start" in told[-1].text


async def test_one_that_is_dropped_is_gone_with_its_words(chats):
    await set_aside(chats, 501, 502)
    (answer,) = await chats.says(ADMIN, "/stats")

    (again,) = await chats.presses(ADMIN, data(answer)[1])

    assert again.text.startswith("It is dropped.")
    assert "Could not be handled: 1" in again.text.splitlines()
    assert kept(chats, 502).update.payload == {}
    assert kept(chats, 501).update.payload != {}
    assert (ADMIN, "drop update") in chats.audited


async def test_an_old_button_does_nothing_twice(chats):
    await set_aside(chats, 501)
    (answer,) = await chats.says(ADMIN, "/stats")
    await chats.taps(ADMIN, answer, "Retry")

    for label in ("Retry", "Drop"):
        (again,) = await chats.taps(ADMIN, answer, label)
        assert again.text.startswith("It is not set aside any more.")

    assert len(chats.audited) == 1
    assert kept(chats, 501).done_at is None


VERBS = (
    "retry-update:501",
    "drop-update:501",
    "retry-updates",
    "retry-messages",
    "drop-messages",
)


@pytest.mark.parametrize("verb", VERBS)
async def test_nobody_else_can_use_the_buttons(chats, verb):
    await set_aside(chats, 501)
    await undelivered(chats, ANN)

    (refused,) = await chats.presses(BOB, verb)

    assert refused.text == "Only admins can see how I am doing."
    assert kept(chats, 501).error is not None
    assert sum(one.error is not None for one in chats.units.state.outbox.values()) == 1
    assert chats.audited == [(BOB, "refused")]


async def test_what_waits_is_counted_with_the_age_of_the_oldest(chats):
    async with chats.units() as uow:
        key = UpdateKey(bot_id=BOT_ID, update_id=501)
        await uow.inbox.receive(
            [Received(key=key, chat_id=ANN, payload=a_text(501))], chats.clock()
        )
        await uow.commit()
    chats.advance(timedelta(seconds=90))

    (answer,) = await chats.says(ADMIN, "/stats")

    assert "Waiting to be handled: 1, the oldest for 1 minute" in answer.text.splitlines()


async def test_whoever_has_blocked_us_is_named_by_role(chats):
    async with chats.units() as uow:
        student = await uow.students.add("B1", "Bob Blocker")
        await uow.students.save(replace(student, account_id=BOB))
        teacher = await uow.teachers.add("Tom Teacher")
        await uow.teachers.save(replace(teacher, account_id=TOM))
        await uow.guardians.add(700)
        for account_id in (BOB, TOM, 700):
            await uow.unreachable.add(account_id, chats.clock())
        await uow.commit()

    (answer,) = await chats.says(ADMIN, "/stats")

    last = answer.text.splitlines()[-1]
    assert last.startswith("Have blocked me")
    assert last.endswith("Bob Blocker, a guardian, Tom Teacher")


async def test_more_failures_than_fit_are_still_one_message(chats):
    await set_aside(chats, *range(501, 700), error=f"ABC123 {'E' * 60}")
    async with chats.units() as uow:
        for n in range(300):
            student = await uow.students.add(f"N{n}", "Name " * 20)
            await uow.students.save(replace(student, account_id=10_000 + n))
            await uow.unreachable.add(10_000 + n, chats.clock())
        await uow.commit()

    answers: list[Message] = await chats.says(ADMIN, "/stats")

    assert len(answers) == 1
    assert answers[0].text.endswith("and 292 more")


async def undelivered(chats, *account_ids, words="private words"):
    """Messages that Telegram has not taken."""
    async with chats.units() as uow:
        for account_id in account_ids:
            await uow.outbox.add(Message(chat_id=account_id, text=words), chats.clock())
            owed = await uow.outbox.due(chats.clock(), limit=9, busy=())
            await uow.outbox.set_aside(owed[-1].id, chats.clock(), "TimedOut")
        await uow.commit()


async def test_messages_that_telegram_does_not_take_are_listed_without_words(chats, ann):
    await undelivered(chats, ANN, ADMIN, 700)
    chats.advance(2 * HOUR)

    (answer,) = await chats.says(ADMIN, "/stats")

    lines = answer.text.splitlines()
    assert "Waiting to be sent: 0" in lines
    assert "Could not be sent: 3" in lines
    assert [line for line in lines if line.startswith("•")] == [
        "• to somebody · TimedOut · 2 hours ago",
        "• to an admin · TimedOut · 2 hours ago",
        f"• to {ann.name} · TimedOut · 2 hours ago",
    ]
    assert "private" not in answer.text
    assert labels(answer) == ["Send 3 again", "Do not send"]


async def test_what_was_not_sent_is_sent_again(chats):
    await undelivered(chats, ANN, BOB)
    (answer,) = await chats.says(ADMIN, "/stats")

    *sent, again = await chats.taps(ADMIN, answer, "Send 2 again")

    assert again.text.startswith("Sending 2 messages again.")
    assert again.buttons == ()
    assert (ADMIN, "retry messages") in chats.audited
    assert [message.chat_id for message in sent] == [ANN, BOB]
    (none,) = await chats.taps(ADMIN, answer, "Do not send")
    assert none.text.startswith("Nothing is set aside any more.")
    assert len(chats.audited) == 1


async def test_what_was_not_sent_is_dropped(chats):
    await undelivered(chats, ANN)
    (answer,) = await chats.says(ADMIN, "/stats")

    (again,) = await chats.taps(ADMIN, answer, "Do not send")

    assert again.text.startswith("Dropped 1 message.")
    assert (ADMIN, "drop messages") in chats.audited
    assert [one.message for one in chats.units.state.outbox.values()] == [again]


async def test_of_a_student_who_is_removed_it_is_forgotten_that_they_had_blocked_us(chats, ann):
    async with chats.units() as uow:
        await uow.unreachable.add(ANN, chats.clock())
        await uow.commit()

    (question,) = await chats.says(ADMIN, f"/remove {ann.roll_no}")
    await chats.presses(ADMIN, data(question)[0])

    assert chats.units.state.unreachable == {}
