from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from storage.errors import DatabaseUnavailable
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE
from tests.unit.bot.fakes import ANN, BOB
from tests.unit.bot.sender.post import BUTTONS, SECOND, a_message
from tests.unit.fakes.units import FakeUnit


async def unavailable(_):
    raise DatabaseUnavailable("disk I/O error")


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

    assert waits == [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30, 30]
    await post.deliver()
    assert post.owed == []


async def failing_for(post, span, error=None):
    """Let every try fail until so much time has gone by."""
    until = post.clock() + span
    while post.clock() < until:
        post.telegram.failures.append(error or TimedOut())
        await post.deliver()
        (kept,) = post.units.state.outbox.values()
        if kept.set_aside_at:
            break
        post.clock.now = kept.available_at
    return kept


async def test_what_cannot_be_delivered_for_two_hours_is_set_aside_with_its_error(post, caplog):
    await post.owe(a_message("secret words"))

    assert (await failing_for(post, 2 * HOUR - MINUTE)).set_aside_at is None
    kept = await failing_for(post, 2 * MINUTE)

    assert (kept.set_aside_at, kept.error) == (NINE + 2 * HOUR + SECOND, "TimedOut")
    assert await post.deliver() == []
    assert "message set aside" in caplog.text
    assert "secret words" not in caplog.text


async def test_nothing_is_set_aside_because_telegram_is_away(post):
    await post.owe(a_message())
    await failing_for(post, HOUR)
    post.reachable = False

    await failing_for(post, DAY)
    post.reachable = True
    assert (await failing_for(post, 2 * HOUR - MINUTE)).set_aside_at is None
    post.telegram.failures.clear()
    await post.deliver()

    assert post.owed == []


async def test_nothing_is_set_aside_because_telegram_wants_us_to_wait(post):
    await post.owe(a_message())

    kept = await failing_for(post, DAY, RetryAfter(60))

    assert kept.failing_since is None


async def test_what_failed_before_a_long_stop_is_tried_some_more(post):
    await post.owe(a_message())
    await failing_for(post, 5 * SECOND)
    post.clock.advance(DAY)

    assert (await failing_for(post, MINUTE)).set_aside_at is None


async def test_after_five_minutes_other_messages_of_the_chat_go_past(post):
    await post.owe(a_message("1"))
    await failing_for(post, 4 * MINUTE)
    await post.owe(a_message("2"))
    post.telegram.failures.append(TimedOut())
    await post.deliver()
    assert await post.deliver() == []
    post.clock.advance(2 * MINUTE)
    post.telegram.failures.append(TimedOut())
    await post.deliver()

    await post.deliver()

    assert post.sent[-1] == "2"
    assert post.owed == ["1"]


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


async def test_what_telegram_has_taken_is_not_sent_again_by_the_next_process(post, monkeypatch):
    """It was killed before it could strike it off; what it had in hand besides is sent."""
    await post.owe(a_message("taken"), a_message("in hand", BOB))
    taken, _ = await post.sender.take(8, [])
    with monkeypatch.context() as patch:
        patch.setattr(FakeUnit, "commit", unavailable)
        with pytest.raises(DatabaseUnavailable):
            await taken.do()
    killed = post.sender
    post.sender = post.another_sender()

    await post.sender.release(killed.name, killed.receipts)
    await post.deliver()

    assert post.sent == ["taken", "in hand"]
    assert post.owed == []


async def test_an_error_is_kept_without_its_words(post):
    await post.owe(a_message())
    post.telegram.failures.append(NetworkError("https://api.telegram.org/bot123:token"))

    await post.deliver()

    (kept,) = post.units.state.outbox.values()
    assert (kept.attempts, kept.error) == (1, "NetworkError")


async def test_a_token_that_is_refused_is_reported_and_the_message_kept(post):
    await post.owe(a_message())
    post.telegram.failures.extend([NetworkError("gone"), InvalidToken("Unauthorized")])

    await post.deliver()
    assert post.token_refused == 0
    post.clock.advance(MINUTE)
    await post.deliver()

    assert post.token_refused == 1
    assert post.owed == ["hello"]


async def test_one_chats_trouble_is_not_anothers(post):
    await post.owe(a_message("1"), a_message("2", BOB))
    post.telegram.failures.append(RetryAfter(60))

    await post.deliver()

    assert post.owed == ["1"]
    assert post.clock() == NINE < NINE + MINUTE
