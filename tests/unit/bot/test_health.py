from datetime import timedelta
from types import SimpleNamespace

import httpx
import pytest

from attendance.mail import Message, Received
from attendance.model import UpdateKey
from bot import health
from bot.health import Health, Status
from bot.intake import Contact
from bot.metrics import Metrics
from bot.web import outside_app
from storage.errors import DatabaseUnavailable
from tests.unit.attendance.samples import MINUTE, NINE
from tests.unit.bot.fakes import ANN, BOT_ID

SECOND = timedelta(seconds=1)


class Patient:
    """A service to be looked at, which is well."""

    def __init__(self, units, clock, folder):
        self.units, self.clock, self.folder = units, clock, folder
        self.contact = Contact()
        self.contact.heard(clock(), more=False)
        self.loaded = True
        self.failure = None
        self.health = Health(
            units=units,
            ping=self._ping,
            contact=self.contact,
            clock=clock,
            models_loaded=lambda: self.loaded,
            folder=folder,
        )

    async def _ping(self):
        if self.failure is not None:
            raise self.failure

    async def receives(self, update_id=1):
        key = UpdateKey(bot_id=BOT_ID, update_id=update_id)
        async with self.units() as uow:
            await uow.inbox.receive([Received(key=key, chat_id=ANN, payload={})], self.clock())
            await uow.commit()

    async def get(self, path):
        app = outside_app(self.health, Metrics())
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            return await client.get(path)


@pytest.fixture
def patient(units, clock, tmp_path):
    return Patient(units, clock, tmp_path)


async def test_a_service_that_is_well_says_ok(patient):
    answer = await patient.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "models_loaded": True,
        "telegram_heard_seconds_ago": 0,
        "inbox_updates": 0,
        "inbox_age_seconds": 0,
    }


async def test_what_keeps_updates_from_coming_is_told_though_telegram_answers(patient):
    patient.contact.lost("another program has taken the bot's webhook")

    answer = await patient.get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["why"] == "another program has taken the bot's webhook"


async def test_telegram_that_has_not_been_heard_yet_is_no_failure(patient):
    patient.contact.last_heard = None

    answer = await patient.get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["why"] == "Telegram has not been heard yet"
    assert answer.json()["telegram_heard_seconds_ago"] is None


async def test_telegram_that_is_silent_for_long_is_said_since_when(patient):
    patient.clock.advance(90 * SECOND)
    assert (await patient.health.look()).status is Status.OK

    patient.clock.advance(SECOND)

    answer = await patient.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["why"] == f"Telegram was last heard at {NINE:%Y-%m-%d %H:%M:%S} UTC"


async def test_models_that_are_being_loaded_are_said(patient):
    patient.loaded = False

    condition = await patient.health.look()

    assert condition.status is Status.DEGRADED
    assert "models are being loaded" in condition.why


async def test_updates_that_wait_long_are_said(patient):
    await patient.receives(1)
    patient.clock.advance(2 * MINUTE)
    await patient.receives(2)
    patient.contact.heard(patient.clock(), more=False)
    assert (await patient.health.look()).status is Status.OK

    patient.clock.advance(SECOND)

    condition = await patient.health.look()
    assert condition.status is Status.DEGRADED
    assert condition.why == "2 updates wait, the oldest for 0:02:01"
    assert (condition.inbox_updates, condition.inbox_age) == (2, 121)


async def test_a_disk_that_is_nearly_full_is_said(patient, monkeypatch):
    usage = SimpleNamespace(free=99 * 2**20)
    monkeypatch.setattr(health, "shutil", SimpleNamespace(disk_usage=lambda _: usage))

    assert (await patient.health.look()).why == "99 MB are left on the database's disk"


async def test_all_that_is_wrong_is_said(patient):
    patient.loaded = False
    patient.contact.last_heard = None

    assert (await patient.health.look()).why == (
        "Telegram has not been heard yet; the models are being loaded, photos wait"
    )


async def test_without_a_database_it_cannot_work(patient):
    patient.failure = DatabaseUnavailable("disk I/O error")

    answer = await patient.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["status"] == "failed"
    assert "disk I/O error" in answer.json()["why"]


async def test_the_numbers_hold_what_is_waiting(patient):
    await patient.receives()
    async with patient.units() as uow:
        await uow.outbox.add(Message(chat_id=ANN, text="hello"), NINE)
        await uow.commit()
    patient.clock.advance(30 * SECOND)

    answer = await patient.get("/metrics")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    for line in (
        "rollcall_inbox_updates 1.0",
        "rollcall_inbox_age_seconds 30.0",
        "rollcall_outbox_messages 1.0",
        "rollcall_telegram_silence_seconds 30.0",
    ):
        assert line in lines
    assert any(line.startswith("process_resident_memory_bytes ") for line in lines)


async def test_the_numbers_come_without_a_database_too(patient):
    patient.failure = DatabaseUnavailable("disk I/O error")
    patient.contact.last_heard = None

    answer = await patient.get("/metrics")

    assert answer.status_code == 200
    assert "rollcall_telegram_silence_seconds NaN" in answer.text


@pytest.mark.parametrize("path", ["/", "/metrics/x", "/docs"])
async def test_nothing_else_is_served(patient, path):
    assert (await patient.get(path)).status_code == 404
