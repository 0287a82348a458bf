import socket
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from bot.doctor import machine as checks
from bot.doctor.findings import Sign
from recognition.errors import TorchMissing


@pytest.fixture
def taken():
    """A port that somebody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.fixture
def free(taken):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


# --- models ---------------------------------------------------------------------------------


@pytest.fixture
def networks(monkeypatch):
    """The networks are there, and can be loaded and read with."""
    found = SimpleNamespace(prepared=lambda _: Path("models"), engine_name=lambda _: "openvino")
    monkeypatch.setattr(checks, "networks", found)
    reader = SimpleNamespace(read=lambda image: None)
    monkeypatch.setattr(checks, "recognition", SimpleNamespace(load_reader=lambda _: reader))
    return found


async def test_models_that_run_are_fine(deployed, networks):
    finding = await checks.models(deployed())

    assert finding.sign is Sign.GOOD
    assert finding.text == "casia-webface runs on openvino"


async def test_models_that_are_missing_are_not_fetched_but_said(
    deployed, networks, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    networks.prepared = lambda _: None

    finding = await checks.models(deployed())

    assert finding.sign is Sign.BAD
    assert "rollcall models --weights casia-webface" in finding.text
    assert str(tmp_path) in finding.text
    assert list(tmp_path.glob("rollcall*")) == []


async def test_a_cache_that_cannot_be_written_is_found(deployed, networks, monkeypatch):
    networks.prepared = lambda _: None
    monkeypatch.setattr(checks.os, "access", lambda *_: False)

    finding = await checks.models(deployed())

    assert finding.sign is Sign.BAD
    assert "XDG_CACHE_HOME" in finding.text


@pytest.mark.parametrize(
    ("error", "words"),
    [(TorchMissing(), "rollcall[torch]"), (ImportError("libx.so"), "recognition.engine")],
)
async def test_an_engine_that_is_not_there_is_found(deployed, networks, monkeypatch, error, words):
    def fail(_):
        raise error

    monkeypatch.setattr(checks, "recognition", SimpleNamespace(load_reader=fail))

    finding = await checks.models(deployed())

    assert finding.sign is Sign.BAD
    assert words in finding.text


# --- ports ----------------------------------------------------------------------------------


async def test_no_port_and_a_free_one_are_fine(deployed, free):
    assert (await checks.health(deployed())).sign is Sign.GOOD
    assert (await checks.health(deployed(http={"port": free}))).sign is Sign.GOOD


async def test_a_port_that_is_taken_is_found(deployed, taken):
    finding = await checks.health(deployed(http={"port": taken}))

    assert finding.sign is Sign.BAD
    assert f"port {taken} cannot be had" in finding.text


async def test_an_address_that_is_not_this_machine_s_is_found(deployed, free):
    finding = await checks.health(deployed(http={"port": free, "listen": "192.0.2.1"}))

    assert finding.sign is Sign.BAD
    assert "192.0.2.1" in finding.text


async def test_health_for_everybody_is_doubtful(deployed, free):
    finding = await checks.health(deployed(http={"port": free, "listen": "0.0.0.0"}))

    assert finding.sign is Sign.DOUBTFUL
    assert "set http.listen to 127.0.0.1" in finding.text


async def test_one_port_for_two_things_is_found(deployed, free):
    hook = {"url": "https://bot.example.org", "secret": "a-long-random-secret", "port": free}
    telegram = {"mode": "webhook", "webhook": hook}

    finding = await checks.health(deployed(http={"port": free}, telegram=telegram))

    assert finding.sign is Sign.BAD
    assert "are both" in finding.text


@pytest.mark.parametrize(
    ("answer", "sign", "words"),
    [
        (httpx.Response(200, json={"status": "ok"}), Sign.GOOD, "/healthz"),
        (
            httpx.Response(200, json={"status": "degraded", "why": "no word of Telegram"}),
            Sign.DOUBTFUL,
            "degraded, no word of Telegram",
        ),
        (httpx.Response(200, text="a web page"), Sign.BAD, "something else has the port"),
        (httpx.Response(200, json=[]), Sign.BAD, "something else has the port"),
    ],
)
async def test_the_running_service_has_its_port_and_says_how_it_is(
    deployed, taken, web, answer, sign, words
):
    web(lambda _: answer)

    finding = await checks.health(deployed(http={"port": taken}, is_running=True))

    assert finding.sign is sign
    assert words in finding.text


async def test_the_port_of_a_webhook_is_looked_at_too(deployed, taken, free):
    def of(port):
        hook = {"url": "https://bot.example.org", "secret": "a-long-random-secret", "port": port}
        return {"mode": "webhook", "webhook": hook}

    assert (await checks.hook(deployed())).sign is Sign.GOOD
    assert (await checks.hook(deployed(telegram=of(free)))).sign is Sign.GOOD
    assert (await checks.hook(deployed(telegram=of(taken), is_running=True))).sign is Sign.GOOD
    finding = await checks.hook(deployed(telegram=of(taken)))
    assert finding.sign is Sign.BAD
    assert "telegram.webhook.port" in finding.text


# --- time zone, memory, cores ---------------------------------------------------------------


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC"])
async def test_a_time_zone_that_was_left_is_doubtful(deployed, monkeypatch, zone):
    monkeypatch.setattr(checks.tzlocal, "get_localzone_name", lambda: "Europe/Paris")

    finding = await checks.timezone(deployed(attendance={"timezone": zone}))

    assert finding.sign is Sign.DOUBTFUL
    assert "attendance.timezone" in finding.text
    assert "Europe/Paris" in finding.text


async def test_a_time_zone_that_was_chosen_is_fine(deployed):
    finding = await checks.timezone(deployed(attendance={"timezone": "Asia/Tokyo"}))

    assert finding.sign is Sign.GOOD


async def test_a_machine_that_is_large_enough_is_fine(deployed, monkeypatch):
    monkeypatch.setattr(checks, "_memory", lambda: 2**30)

    assert (await checks.machine(deployed())).sign is Sign.GOOD


async def test_a_machine_that_is_too_small_is_doubtful(deployed, monkeypatch):
    monkeypatch.setattr(checks, "_memory", lambda: 512 * 2**20)

    finding = await checks.machine(deployed())

    assert finding.sign is Sign.DOUBTFUL
    assert "512 MB" in finding.text


async def test_a_container_has_no_more_memory_than_it_was_given(tmp_path, monkeypatch):
    limit, none = tmp_path / "memory.max", tmp_path / "other"
    limit.write_text("536870912\n")
    monkeypatch.setattr(checks, "_CGROUP_LIMITS", (limit, none))
    assert checks._memory() == 512 * 2**20

    limit.write_text("max\n")
    assert checks._memory() > 512 * 2**20


async def test_more_threads_than_cores_are_doubtful(deployed, monkeypatch):
    monkeypatch.setattr(checks, "_memory", lambda: 2**31)

    finding = await checks.machine(deployed(recognition={"threads": 1000}))

    assert finding.sign is Sign.DOUBTFUL
    assert "recognition.threads" in finding.text
