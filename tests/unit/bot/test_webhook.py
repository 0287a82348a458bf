import json

import httpx
import pytest

from bot import settings as settings_
from bot.intake import Contact, Intake
from bot.webhook import webhook_app
from bot.webhook_address import is_guessable, path_of
from storage.errors import DatabaseUnavailable
from tests.unit.bot.fakes import FakeTelegram, a_text
from tests.unit.fakes.units import FakeUnit

SECRET = "hush-hush"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
TOKEN = "123456:AAE-secret_half_of_the_token"


class Office:
    """Where posted updates come in."""

    def __init__(self, units, clock):
        self.units = units
        self.told = 0
        self.intake = Intake(
            bot=FakeTelegram(), units=units, clock=clock, contact=Contact(), stored=self._tell
        )

    def _tell(self):
        self.told += 1

    @property
    def received(self):
        return [key.update_id for key in self.units.state.inbox]


@pytest.fixture
def office(units, clock):
    return Office(units, clock)


@pytest.fixture
async def post(office):
    """Post to the webhook as Telegram does."""
    app = webhook_app(office.intake, path="/hook", secret=SECRET)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:

        async def send(path="/hook", *, secret=SECRET, headers=(), **body):
            wanted = {HEADER: secret} if secret is not None else {}
            answer = await client.post(path, headers=wanted | dict(headers), **body)
            return answer.status_code

        yield send


async def test_an_update_is_stored_before_telegram_is_told_so(office, post):
    assert await post(json=a_text(41)) == 200

    assert office.received == [41]
    assert office.told == 1


@pytest.mark.parametrize("secret", [None, "", "hush", "hush-hush!", "HUSH-HUSH", "h\xfcsh"])
async def test_whoever_does_not_know_the_secret_is_refused(office, post, secret):
    if secret == "h\xfcsh":
        secret = secret.encode("latin-1")

    assert await post(secret=secret, json=a_text(41)) == 403
    assert office.received == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"update_id": "41"}',
        b'{"update_id": null}',
    ],
)
async def test_what_is_no_update_is_refused(office, post, body):
    assert await post(content=body) == 400
    assert office.received == []


async def test_what_is_too_large_is_refused_unread(office, post):
    assert await post(json=a_text(41, "x" * 1_000_001)) == 413
    assert office.received == []


async def test_what_comes_in_chunks_is_taken_if_it_is_small(office, post):
    async def chunks():
        text = json.dumps(a_text(41)).encode()
        yield text[:20]
        yield text[20:]

    assert await post(content=chunks()) == 200
    assert office.received == [41]


async def test_what_comes_in_chunks_is_read_no_further_than_an_update_is_long(office, post):
    given = []

    async def chunks():
        for _ in range(100):
            given.append(100_000)
            yield b"x" * 100_000

    assert await post(content=chunks()) == 413
    assert sum(given) <= 1_100_000
    assert office.received == []


@pytest.mark.parametrize("length", ["-1", "x", "1e9", "99999999999"])
async def test_a_length_that_is_none_or_too_large_is_refused_unread(office, post, length):
    assert await post(content=b"{}", headers={"Content-Length": length}) == 413


async def test_json_that_is_nested_without_end_is_refused(office, post):
    assert await post(content=b"[" * 500_000) == 400


async def test_the_secret_is_asked_for_before_anything_is_read(office, post):
    async def chunks():
        raise AssertionError("read")
        yield b""

    assert await post(secret="guess", content=chunks()) == 403


async def test_what_cannot_be_stored_now_is_to_be_posted_again(office, post, monkeypatch, caplog):
    async def full(_):
        raise DatabaseUnavailable("disk full")

    monkeypatch.setattr(FakeUnit, "commit", full)

    assert await post(json=a_text(41)) == 503
    assert "disk full" in caplog.text


async def test_only_posts_to_the_path_are_taken(office, post):
    assert await post("/elsewhere", json=a_text(41)) == 404
    assert office.received == []


async def test_an_update_that_comes_again_by_webhook_is_stored_once(office, post):
    assert [await post(json=a_text(41)) for _ in range(2)] == [200, 200]

    assert office.received == [41]
    assert office.told == 1


# --- where ----------------------------------------------------------------------------------


def of(url, *, token=TOKEN, secret=SECRET):
    webhook = settings_.Webhook(url=url, secret=secret)
    return settings_.Telegram(token=token, mode="webhook", webhook=webhook)


def test_a_path_that_is_given_is_kept():
    address = of("https://bot.example.org/a/b").webhook_address

    assert address == "https://bot.example.org/a/b"
    assert path_of(address) == "/a/b"


@pytest.mark.parametrize("url", ["https://bot.example.org", "https://bot.example.org/"])
def test_without_a_path_it_is_one_that_nobody_guesses(url):
    address = of(url).webhook_address

    assert address.startswith("https://bot.example.org/")
    assert len(path_of(address)) == 33
    assert not is_guessable(address)
    assert TOKEN.partition(":")[2] not in address


def test_the_path_is_the_same_at_every_start_and_another_for_everybody():
    url = "https://bot.example.org"
    settings = [of(url), of(url, token="1:other"), of(url, secret="other")]

    assert of(url).webhook_address == settings[0].webhook_address
    assert len({one.webhook_address for one in settings}) == 3


@pytest.mark.parametrize(
    ("path", "guessable"),
    [
        ("/", True),
        ("/webhook", True),
        ("/bot/telegram/hook", True),
        ("/0123456789abcde", True),
        ("/0123456789abcdef", False),
        ("/bot/0123456789abcdef", False),
    ],
)
def test_a_short_path_can_be_guessed(path, guessable):
    assert is_guessable(f"https://x.org{path}") is guessable
