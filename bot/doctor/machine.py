"""The machine: ports, memory, cores, the time zone, and the networks that have to run on it."""

import io
import os
import socket
from pathlib import Path

import httpx
import tzlocal
from PIL import Image

import recognition
from bot import bootstrap
from bot.doctor.findings import Deployment, Finding, bad, doubtful, good
from recognition import models as networks
from recognition.errors import ModelError, RecognitionError
from recognition.settings import Settings

_LOOPBACK = ("127.", "::1", "localhost")
_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - to warn of it
_UTC = ("UTC", "Etc/UTC", "Etc/GMT", "GMT")
# The service stays under 600 MB, decoding included (docs/accuracy-and-speed.md).
_LITTLE_MEMORY = 900 * 2**20
_CGROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
_HTTP_SECONDS = 5.0


async def models(found: Deployment) -> Finding:
    """Whether the networks are there and run on this machine; nothing is fetched."""
    settings = bootstrap.recognition_settings(found.settings)
    try:
        if networks.prepared(settings) is None:
            return _unprepared(settings)
        reader = recognition.load_reader(settings)
        reader.read(_blank())
    except ModelError as error:
        return bad(str(error))
    except (ImportError, RuntimeError, OSError, RecognitionError) as error:
        engine = settings.engine
        return bad(
            f"do not run here ({type(error).__name__}): choose another recognition.engine than "
            f"{engine}, or install Rollcall again in a new environment"
        )
    return good(f"{settings.weights} runs on {networks.engine_name(settings)}")


def _unprepared(settings: Settings) -> Finding:
    folder = settings.cache_dir
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        return bad(
            f"are not in {folder}, and this user cannot write there: chown it, or set "
            "XDG_CACHE_HOME to a folder of its own, and run `rollcall models`"
        )
    return bad(
        f"are not in {folder}: run `rollcall models --weights {settings.weights}` as this user "
        "(and with its XDG_CACHE_HOME)"
    )


def _blank() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (160, 160)).save(stream, "PNG")
    return stream.getvalue()


async def timezone(found: Deployment) -> Finding:
    """Whether classes will meet when they should."""
    zone, here = found.settings.attendance.timezone, tzlocal.get_localzone_name() or "UTC"
    if zone in _UTC:
        own = "" if here in _UTC else f" (this machine's is {here})"
        return doubtful(
            f"is {zone}, by which new classes meet: set attendance.timezone to the school's{own}"
        )
    return good(f"new classes meet by {zone}")


async def health(found: Deployment) -> Finding:
    """Whether the port of health and metrics can be had, and by whom it is reached."""
    http, hook = found.settings.http, found.settings.telegram
    if not http.port:
        return good("nobody is told: http.port is 0; set it for /healthz and /metrics")
    if hook.mode == "webhook" and hook.webhook.port == http.port:
        return bad(f"http.port and telegram.webhook.port are both {http.port}: choose another")
    if found.is_running:
        if problem := await _unhealthy(http.listen, http.port):
            return problem
    elif problem := _taken("http", http.listen, http.port):
        return problem
    if not http.listen.startswith(_LOOPBACK):
        return doubtful(
            f"{http.listen}:{http.port} can be reached from other machines: set http.listen to "
            "127.0.0.1, unless a projector is to show codes and a firewall is before it"
        )
    return good(f"/healthz and /metrics on {http.listen}:{http.port}")


async def _unhealthy(host: str, port: int) -> Finding | None:
    """What the running service says of itself, if it is not well."""
    address = f"http://{'127.0.0.1' if host in _EVERYWHERE else host}:{port}/healthz"
    try:
        async with httpx.AsyncClient(timeout=_HTTP_SECONDS) as client:
            answer = (await client.get(address)).json()
        status, why = str(answer["status"]), answer.get("why", "")
    except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
        return bad(
            f"the running service is not on {host}:{port}: the settings were changed since its "
            "start, so start it again; or something else has the port, so choose another"
        )
    return None if status == "ok" else doubtful(f"the service says: {status}, {why}")


async def hook(found: Deployment) -> Finding:
    """Whether the webhook's port can be had."""
    settings = found.settings.telegram
    if settings.mode != "webhook":
        return good("none, the bot polls")
    listen, port = settings.webhook.listen, settings.webhook.port
    if not found.is_running and (problem := _taken("telegram.webhook", listen, port)):
        return problem
    return good(f"on {listen}:{port}, for the proxy that speaks https")


def _taken(section: str, host: str, port: int) -> Finding | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            return bad(
                f"{section}.listen {host} and port {port} cannot be had ({error.strerror}): stop "
                f"what has it, or choose another {section}.port above 1023"
            )
    return None


async def machine(found: Deployment) -> Finding:
    """Whether there is enough of it."""
    memory, cores = _memory(), Settings().cores
    text = f"{memory >> 20} MB of memory, {cores} cores"
    if memory < _LITTLE_MEMORY:
        return doubtful(f"{text}: the service takes up to 600 MB, give it 1 GB")
    if found.settings.recognition.threads > cores:
        return doubtful(f"{text}: recognition.threads is more than that, set it to 0")
    return good(text)


def _memory() -> int:
    """Bytes that this machine, or the container, has."""
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for file in _CGROUP_LIMITS:
        text = file.read_text().strip() if file.exists() else ""
        found += [int(text)] if text.isdecimal() else []
    return min(found)
