"""A noisy run in which much goes wrong: no secret is in anything that the program writes."""

import json

import httpx
import pytest
import pytest_asyncio

from tests.acceptance import photos
from tests.acceptance.chat import PATIENCE, ask, show
from tests.acceptance.school import opened
from tests.acceptance.service import Service, free_port

SECRET = "hush-hush-hush-hush-9"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
# Every library logs all it has to say.
NOISE = """
import logging
logging.Logger.isEnabledFor = lambda self, level: True
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def noisy(new_folder, tmp_path_factory):
    """A service behind a webhook that says more than it should."""
    library = tmp_path_factory.mktemp("noise")
    (library / "sitecustomize.py").write_text(NOISE)
    webhook, http = free_port(), free_port()
    hook = {"port": webhook, "url": f"http://127.0.0.1:{webhook}", "secret": SECRET}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(library))
        patch.setenv("PYTHONASYNCIODEBUG", "1")
        async with opened(
            new_folder(),
            telegram={"mode": "webhook", "webhook": hook},
            http={"port": http},
        ) as school:
            await school.meets_now("LOUD")
            yield school, f"http://127.0.0.1:{http}"


@pytest.fixture
def school(noisy):
    return noisy[0]


@pytest.fixture
def outside(noisy):
    """Where health and numbers are told."""
    return noisy[1]


async def test_a_selfie_is_followed_through_the_log_and_counted(school, outside):
    student = await school.welcomes("1", "LOUD", "Lou Loud", photos.of(1))
    for kind in ("429", "500", "502", "dropped"):
        await school.client.fails(kind, "sendMessage", count=1, seconds=0.1)
    await school.client.fails("dropped", "download", count=1)
    assert "Present" in await show(student, photos.another(1))
    assert "already" in await show(student, photos.another(1))  # the first is written down by now

    lines = [json.loads(line) for line in school.service.logged().splitlines()]
    steps = [line for line in lines if line["logger"] == "bot.journal"]
    present = next(line for line in steps if line.get("verdict") == "present")
    followed = [line for line in steps if line.get("update_id") == present["update_id"]]
    events = [line["event"] for line in followed]
    assert [events[0], *events[-3:]] == ["received", "read", "decided", "sent"]
    assert present["check_in_id"].endswith(f"-{present['update_id']}")
    assert followed[-1]["since_received_ms"] > 0

    numbers = (await _get(f"{outside}/metrics")).splitlines()
    for line in (
        'rollcall_check_ins_total{reason="",verdict="present"} 1.0',
        'rollcall_check_ins_total{reason="",verdict="already"} 1.0',
        'rollcall_telegram_responses_total{status="429"} 1.0',
        'rollcall_telegram_responses_total{status="500"} 1.0',
        "rollcall_inbox_updates 0.0",
    ):
        assert line in numbers
    told = "\n".join(numbers)
    assert 'rollcall_retries_total{of="message"}' in told
    assert "Lou" not in told
    assert "LOUD" not in told
    assert str(student.id) not in told
    assert "rollcall_recognition_seconds_count" in told
    assert 'rollcall_answer_seconds_count{to="photo"}' in told


async def test_no_secret_is_in_anything_that_it_writes(school, outside, new_folder):
    service, secrets = school.service, _secrets(school)
    await ask(school.admin, "/class LOUD at noon")
    await _post_nonsense(school)
    told = [await _get(f"{outside}/healthz"), await _get(f"{outside}/metrics")]
    again = await service.cli("run")  # its ports are taken
    assert again.code == 2
    told += [again.output, (await service.cli("doctor")).output]
    await school.client.revokes_token()
    try:
        told += [(await service.cli("doctor")).output]
        told += [(await service.cli("import", _roster(service))).output]
        assert "cannot be asked for the bot's name" in told[-1]
        told += [(await Service(school.telegram, new_folder()).cli("run")).output]
    finally:
        await school.client.revokes_token(False)
    told.append(service.logged())

    assert "***" in service.logged(), "nothing was noisy enough to be masked"
    for name, secret in secrets.items():
        found = [
            text[max(0, (at := text.find(secret)) - 200) : at] for text in told if secret in text
        ]
        assert not found, f"{name} after: {found}"


def _secrets(school):
    token = school.telegram.token
    return {
        "token": token,
        "half": token.partition(":")[2],
        "secret": SECRET,
        "path": school.telegram.world.webhook.url.rpartition("/")[2],
        "key": school.service.key.read_text().strip(),
    }


def _roster(service):
    roster = service.folder / "roster.csv"
    roster.write_text("roll_no,name,class\n7,Sue Seven,LOUD\n", encoding="utf-8")
    return roster


async def _post_nonsense(school):
    """Post to the webhook what Telegram would not."""
    address, known = school.telegram.world.webhook.url, {HEADER: SECRET}
    update = {"update_id": 1, "message": {"message_id": 1, "text": "/start"}}
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        answers = [
            await client.post(address, json=update),
            await client.post(address, json=update, headers={HEADER: SECRET[:-1]}),
            await client.post(address, content=b"{", headers=known),
            await client.post(address, content=b"x" * 1_000_001, headers=known),
            await client.post(f"{address}/x", json=update, headers=known),
            await client.get(address, headers=known),
        ]
    assert [answer.status_code for answer in answers] == [403, 403, 400, 413, 404, 405]


async def _get(address):
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        return (await client.get(address)).text
