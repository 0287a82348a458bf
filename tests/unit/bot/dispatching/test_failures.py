import re
from datetime import timedelta

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.replies import common
from storage.errors import Conflict, DatabaseUnavailable
from tests.unit.bot.fakes import (
    ANN,
    a_photo,
    a_text,
)

SECOND = timedelta(seconds=1)


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
