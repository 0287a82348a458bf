import functools
from types import SimpleNamespace

import httpx
import pytest

from bot.doctor.findings import Deployment
from bot.settings import Settings
from tests.unit.bot.fakes import BOT_ID

ADA = 1001
TOKEN = "123456:AAE-secret_half_of_the_token"


class FakeAccount:
    """The bot as the doctor meets it; calls fail with what is in ``failures`` under their name."""

    id = BOT_ID
    username = "rollcall_bot"

    def __init__(self):
        self.failures = {}
        self.webhook = SimpleNamespace(
            url="", pending_update_count=0, last_error_date=None, last_error_message=None
        )
        self.polled = []

    async def get_webhook_info(self):
        self._fail("get_webhook_info")
        return self.webhook

    async def get_updates(self, **options):
        self.polled.append(options)
        self._fail("get_updates")
        return ()

    async def send_chat_action(self, chat_id, action):
        self._fail(chat_id)

    def _fail(self, name):
        if name in self.failures:
            raise self.failures[name]


@pytest.fixture
def account():
    return FakeAccount()


@pytest.fixture
def deployed(tmp_path, account):
    """A deployment with these settings, in a folder of its own."""

    def make(*, is_running=False, bot=account, **sections):
        telegram = {"token": TOKEN, "admin_ids": (ADA,)} | sections.pop("telegram", {})
        data = tmp_path / "data"
        storage = {
            "url": f"sqlite+aiosqlite:///{data / 'rollcall.db'}",
            "key_file": data / "rollcall.key",
        } | sections.pop("storage", {})
        config = tmp_path / "config.toml"
        config.touch(0o600)
        settings = Settings(telegram=telegram, storage=storage, **sections)
        return Deployment(config=config, settings=settings, bot=bot, is_running=is_running)

    return make


@pytest.fixture
def web(monkeypatch):
    """Answers what the doctor asks of the web, as a test says."""

    def answer(respond):
        transport = httpx.MockTransport(respond)
        monkeypatch.setattr(
            httpx, "AsyncClient", functools.partial(httpx.AsyncClient, transport=transport)
        )

    return answer
