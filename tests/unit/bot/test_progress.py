import pytest
from telegram.error import RetryAfter

from bot import progress
from bot.progress import Progress
from tests.unit.bot.fakes import ANN, FakeTelegram


@pytest.fixture
def at(monkeypatch):
    """Sets the time that has passed, in seconds."""
    passed = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: passed[0])
    return lambda seconds: passed.__setitem__(0, 100.0 + seconds)


@pytest.fixture
def bot():
    return FakeTelegram()


async def test_progress_is_one_message_that_is_edited_now_and_then(bot, at):
    shown = Progress(bot, ANN)
    for seconds, text in ((0, "none"), (1, "one"), (2.9, "two"), (3, "three"), (9, "three")):
        at(seconds)
        await shown.show(text)

    assert [options["text"] for options in bot.named("send_message")] == ["none"]
    (edited,) = bot.named("edit_message_text")
    assert (edited["text"], edited["message_id"]) == ("three", shown.message_id)


async def test_what_telegram_does_not_take_holds_nothing_up(bot, at):
    bot.failures.extend([RetryAfter(5), None, RetryAfter(5)])
    shown = Progress(bot, ANN)

    await shown.show("none")
    assert shown.message_id is None
    at(3)
    await shown.show("one")
    at(6)
    await shown.show("two")

    assert shown.message_id is not None
    assert len(bot.named("send_message")) == 2
