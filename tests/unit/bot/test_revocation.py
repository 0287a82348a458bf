import asyncio
import contextlib

import pytest
from telegram.error import Forbidden, InvalidToken, NetworkError

from bot import errors, revocation
from bot.revocation import Revocation
from tests.unit.bot.fakes import FakeClock, Sleeps, breathe


class Token:
    """A token that Telegram says of what is next."""

    def __init__(self):
        self.asked = 0
        self.answers = []

    async def get_me(self):
        self.asked += 1
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer


@pytest.fixture
def token():
    return Token()


@pytest.fixture
async def watching(token, monkeypatch):
    monkeypatch.setattr(revocation, "asyncio", Sleeps(FakeClock()).asyncio)
    watched = Revocation()
    watched.task = asyncio.create_task(watched.watch(token))
    await breathe()
    yield watched
    watched.task.cancel()
    with contextlib.suppress(asyncio.CancelledError, errors.TelegramRefused):
        await watched.task


async def test_nobody_asks_without_a_suspicion(token, watching):
    assert token.asked == 0


async def test_a_suspicion_that_is_wrong_changes_nothing(token, watching):
    watching.suspect()
    await breathe()

    assert token.asked == 1
    assert not watching.task.done()


@pytest.mark.parametrize("error", [InvalidToken("Unauthorized"), Forbidden("deleted")])
async def test_a_token_that_was_revoked_is_one_line_that_says_what_to_do(token, watching, error):
    token.answers = [error]
    watching.suspect()

    with pytest.raises(errors.TelegramRefused, match="take a new one from @BotFather") as refused:
        await watching.task

    assert refused.value.exit_code == 3
    assert "Unauthorized" not in str(refused.value)


async def test_when_telegram_cannot_be_asked_it_is_asked_again(token, watching):
    token.answers = [NetworkError("gone"), NetworkError("gone"), InvalidToken("Unauthorized")]
    watching.suspect()

    with pytest.raises(errors.TelegramRefused):
        await watching.task

    assert token.asked == 3
